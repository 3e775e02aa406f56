{#- Of every artist: the counts that `artists` and the profiles say, and those of the rows that are there. -#}
with
    counts as (
        select
            artist_id,
            album_count,
            track_count,
            tracks_with_features_count,
            tracks_with_features_count as profiled_tracks_count
        from {{ ref("artists") }}
        union all
        select artist_id, -1, 0, 0, 0
        from {{ ref("albums") }}
        union all
        select artist_id, 0, -1, case when has_audio_features then -1 else 0 end, 0
        from {{ ref("tracks") }}
        union all
        select artist_id, 0, 0, 0, - track_count
        from {{ ref("artist_audio_profiles") }}
    )

select
    artist_id,
    sum(album_count) as albums_too_many,
    sum(track_count) as tracks_too_many,
    sum(tracks_with_features_count) as tracks_with_features_too_many,
    sum(profiled_tracks_count) as profiled_tracks_too_few
from counts
group by artist_id
having
    sum(album_count) <> 0
    or sum(track_count) <> 0
    or sum(tracks_with_features_count) <> 0
    or sum(profiled_tracks_count) <> 0
