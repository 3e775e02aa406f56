{#- One row per artist and track, on the earliest of the artist's albums that has it. -#}
with
    albums as (
        select artist_id, artist_name, album_id, album_name, release_date
        from {{ of_changed_artists(ref("albums")) }}
    ),

    tracks as (
        select
            track_id,
            album_id,
            track_name,
            disc_number,
            track_number,
            duration_ms,
            explicit,
            {{ isrc_in("isrc") }} as isrc,
            artist_ids
        from {{ of_changed_artists(ref("stg_spotify__tracks"), key="album_id", among="albums") }}
    ),

    -- an album that only features the artist brings in the artist's own tracks alone
    own_tracks as (
        select
            albums.artist_id,
            albums.artist_name,
            tracks.track_id,
            tracks.track_name,
            albums.album_id,
            albums.album_name,
            albums.release_date,
            tracks.disc_number,
            tracks.track_number,
            tracks.duration_ms,
            tracks.explicit,
            tracks.isrc
        from tracks
        inner join albums on tracks.album_id = albums.album_id
        where
            coalesce({{ array_size("tracks.artist_ids") }}, 0) <= 0
            or array_contains(tracks.artist_ids, albums.artist_id)
    ),

    first_editions as (
        {{
            first_rows(
                "own_tracks",
                key=["artist_id", "track_id"],
                order_by=["release_date nulls last", "album_id"],
                known=["isrc"],
            )
        }}
    ),

    artist_tracks as (
        select
            artist_id,
            artist_name,
            track_id,
            track_name,
            album_id,
            album_name,
            release_date,
            disc_number,
            track_number,
            duration_ms,
            explicit,
            isrc
        from first_editions
    )

select *
from artist_tracks
