with
    artists as (select * from {{ ref("artists") }}),

    albums as (
        select artist_id, count(distinct album_id) as album_count
        from {{ ref("albums") }}
        group by artist_id
    ),

    tracks as (
        select
            artist_id,
            count(distinct track_id) as track_count,
            count(distinct case when has_audio_features then track_id end) as with_features_count
        from {{ ref("tracks") }}
        group by artist_id
    ),

    profiles as (select artist_id, track_count from {{ ref("artist_audio_profiles") }})

select
    artists.artist_id,
    artists.album_count,
    albums.album_count as albums_found,
    artists.track_count,
    tracks.track_count as tracks_found,
    artists.tracks_with_features_count,
    tracks.with_features_count as tracks_with_features_found,
    profiles.track_count as tracks_in_profile
from artists
full outer join albums on artists.artist_id = albums.artist_id
full outer join tracks on artists.artist_id = tracks.artist_id
full outer join profiles on artists.artist_id = profiles.artist_id
where
    artists.artist_id is null
    or artists.album_count <> coalesce(albums.album_count, 0)
    or artists.track_count <> coalesce(tracks.track_count, 0)
    or artists.tracks_with_features_count <> coalesce(tracks.with_features_count, 0)
    or artists.tracks_with_features_count <> coalesce(profiles.track_count, 0)
