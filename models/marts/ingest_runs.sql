{#- One row per ingest run, also one that landed nothing. -#}
{{ config(materialized="table") }}
with
    runs as (
        select
            run_id,
            source,
            provider,
            status,
            started_at,
            finished_at,
            artist_count,
            album_count,
            track_count,
            feature_count,
            missing_count,
            request_count,
            retry_count,
            waited_seconds
        from {{ ref("stg_spotify__runs") }}
    )

select *
from runs
