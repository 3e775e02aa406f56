{#- One row per artist and album listed for the artist. -#}
with
    artists as (select artist_id, artist_name from {{ ref("stg_spotify__artists") }}),

    listed_albums as (
        select album_id, artist_id, album_name, album_type, album_group, release_date, total_tracks
        from {{ of_changed_artists(ref("stg_spotify__albums")) }}
    ),

    landed_tracks as (
        select album_id, count(*) as landed_track_count
        from
            {{
                of_changed_artists(
                    ref("stg_spotify__tracks"), key="album_id", among="listed_albums"
                )
            }}
        group by album_id
    ),

    albums as (
        select
            listed_albums.album_id,
            listed_albums.artist_id,
            artists.artist_name,
            listed_albums.album_name,
            listed_albums.album_type,
            listed_albums.album_group,
            listed_albums.release_date,
            cast(year(listed_albums.release_date) as int) as release_year,
            listed_albums.total_tracks,
            coalesce(landed_tracks.landed_track_count, 0) as landed_track_count
        from listed_albums
        left join artists on listed_albums.artist_id = artists.artist_id
        left join landed_tracks on listed_albums.album_id = landed_tracks.album_id
    )

select *
from albums
