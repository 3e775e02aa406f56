{#- One row per artist: the newest that has landed. -#}
with
    artists as (
        select
            *,
            row_number() over (
                partition by id order by _ingested_at desc nulls last, _run_id desc nulls last
            ) as recency
        from {{ source("spotify", "artists") }}
    ),

    renamed as (
        select
            id as artist_id,
            name as artist_name,
            uri as artist_uri,
            _source as source,
            _run_id as run_id,
            _ingested_at as ingested_at
        from artists
        where recency = 1
    )

select *
from renamed
