{#- One row per artist: the newest that has landed. -#}
with
    artists as (
        {{
            first_rows(
                source("spotify", "artists"),
                key=["id"],
                order_by=["_ingested_at desc nulls last", "_run_id desc nulls last"],
            )
        }}
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
    )

select *
from renamed
