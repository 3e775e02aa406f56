{#- One row per artist and album: the newest that has landed. -#}
with
    albums as (
        {{
            first_rows(
                source("spotify", "albums"),
                key=["artist_id", "id"],
                order_by=["_ingested_at desc nulls last", "_run_id desc nulls last"],
            )
        }}
    ),

    renamed as (
        select
            id as album_id,
            artist_id,
            name as album_name,
            album_type,
            album_group,
            {{ first_day_of("release_date") }} as release_date,
            release_date_precision,
            total_tracks,
            uri as album_uri,
            artist_ids as album_artist_ids,
            artist_names as album_artist_names,
            _source as source,
            _run_id as run_id,
            _ingested_at as ingested_at
        from albums
    )

select *
from renamed
