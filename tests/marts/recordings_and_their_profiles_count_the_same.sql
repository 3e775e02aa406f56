{#- Of every artist with audio features: its recordings that have some, and those in its profile. -#}
with
    counts as (
        select artist_id, count(*) as recording_count
        from {{ ref("recordings") }}
        where has_audio_features
        group by artist_id
    ),

    profiles as (select artist_id, recording_count from {{ ref("artist_recording_profiles") }})

select
    coalesce(counts.artist_id, profiles.artist_id) as artist_id,
    counts.recording_count,
    profiles.recording_count as recordings_in_profile
from counts
full outer join profiles on counts.artist_id = profiles.artist_id
where
    counts.artist_id is null
    or profiles.artist_id is null
    or counts.recording_count <> profiles.recording_count
