{#- And the counts to the artist's tracks with features. -#}
with
    key_profiles as (
        select
            artist_id,
            sum(track_count) as track_count,
            sum(track_share) as share_sum,
            count(camelot_code) as known_count
        from {{ ref("artist_key_profiles") }}
        group by artist_id
    ),

    profiles as (select artist_id, track_count from {{ ref("artist_audio_profiles") }})

select
    coalesce(profiles.artist_id, key_profiles.artist_id) as artist_id,
    profiles.track_count,
    key_profiles.track_count as tracks_found,
    key_profiles.share_sum
from profiles
full outer join key_profiles on profiles.artist_id = key_profiles.artist_id
where
    coalesce(profiles.track_count, 0) <> coalesce(key_profiles.track_count, 0)
    or (key_profiles.known_count > 0 and abs(coalesce(key_profiles.share_sum, 0) - 1) > 1e-9)
    or (key_profiles.known_count = 0 and key_profiles.share_sum is not null)
