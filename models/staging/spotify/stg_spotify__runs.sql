{#- One row per ingest run. -#}
with
    runs as (select * from {{ source("spotify", "runs") }}),

    renamed as (
        select
            id as run_id,
            source,
            provider,
            status,
            started_at,
            finished_at,
            artists as artist_count,
            albums as album_count,
            tracks as track_count,
            features as feature_count,
            missing as missing_count,
            requests as request_count,
            retries as retry_count,
            waited_seconds
        from runs
    )

select *
from renamed
