{#- One row per artist, also without a single album. -#}
{{ config(materialized="table") }}
with
    followed_artists as (select artist_id, artist_name from {{ ref("stg_spotify__artists") }}),

    album_counts as (
        select
            artist_id,
            count(*) as album_count,
            min(release_date) as first_release_date,
            max(release_date) as last_release_date
        from {{ ref("albums") }}
        group by artist_id
    ),

    track_counts as (
        select
            artist_id,
            count(*) as track_count,
            count(*) filter (where has_audio_features) as tracks_with_features_count
        from {{ ref("tracks") }}
        group by artist_id
    ),

    artists as (
        select
            followed_artists.artist_id,
            followed_artists.artist_name,
            coalesce(album_counts.album_count, 0) as album_count,
            coalesce(track_counts.track_count, 0) as track_count,
            coalesce(track_counts.tracks_with_features_count, 0) as tracks_with_features_count,
            album_counts.first_release_date,
            album_counts.last_release_date
        from followed_artists
        left join album_counts on followed_artists.artist_id = album_counts.artist_id
        left join track_counts on followed_artists.artist_id = track_counts.artist_id
    )

select *
from artists
