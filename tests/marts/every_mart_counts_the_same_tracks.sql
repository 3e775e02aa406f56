{#- Of every artist: its tracks, less those in each mart that divides them up. -#}
with
    counts as (
        select
            artist_id,
            1 as in_recordings,
            case when has_audio_features then 1 else 0 end as in_key_profiles,
            case when release_date is not null then 1 else 0 end as in_trajectories
        from {{ ref("tracks") }}
        union all
        select artist_id, - track_count, 0, 0
        from {{ ref("recordings") }}
        union all
        select artist_id, 0, - track_count, 0
        from {{ ref("artist_key_profiles") }}
        union all
        select artist_id, 0, 0, - track_count
        from {{ ref("artist_trajectories") }}
    )

select
    artist_id,
    sum(in_recordings) as lacking_in_recordings,
    sum(in_key_profiles) as lacking_in_key_profiles,
    sum(in_trajectories) as lacking_in_trajectories
from counts
group by artist_id
having sum(in_recordings) <> 0 or sum(in_key_profiles) <> 0 or sum(in_trajectories) <> 0
