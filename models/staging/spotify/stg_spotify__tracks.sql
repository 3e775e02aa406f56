{#- One row per album and track: the newest that has landed. -#}
with
    tracks as (
        {{
            first_rows(
                source("spotify", "tracks"),
                key=["album_id", "id"],
                order_by=["_ingested_at desc nulls last", "_run_id desc nulls last"],
            )
        }}
    ),

    renamed as (
        select
            id as track_id,
            album_id,
            name as track_name,
            disc_number,
            track_number,
            {{ within_domain("duration_ms") }} as duration_ms,
            explicit,
            isrc,
            uri as track_uri,
            artist_ids,
            artist_names,
            _source as source,
            _run_id as run_id,
            _ingested_at as ingested_at
        from tracks
    )

select *
from renamed
