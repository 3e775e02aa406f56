with
    tracks as (
        select artist_id, track_id, album_id, album_name, release_date from {{ ref("tracks") }}
    ),

    albums as (select artist_id, album_id, album_name, release_date from {{ ref("albums") }})

select tracks.*
from tracks
left join albums on tracks.artist_id = albums.artist_id and tracks.album_id = albums.album_id
where
    albums.album_id is null
    or coalesce(tracks.album_name, '') <> coalesce(albums.album_name, '')
    or coalesce(cast(tracks.release_date as string), '')
    <> coalesce(cast(albums.release_date as string), '')
