with
    tracks as (
        select
            artist_id,
            count(*) as track_count,
            count(case when has_audio_features then 1 end) as with_features_count
        from {{ ref("tracks") }}
        group by artist_id
    ),

    recordings as (
        select
            artist_id,
            sum(track_count) as track_count,
            count(case when has_audio_features then 1 end) as with_features_count
        from {{ ref("recordings") }}
        group by artist_id
    ),

    profiles as (
        select artist_id, recording_count, track_count from {{ ref("artist_recording_profiles") }}
    )

select
    coalesce(tracks.artist_id, recordings.artist_id, profiles.artist_id) as artist_id,
    tracks.track_count,
    recordings.track_count as tracks_in_recordings,
    tracks.with_features_count,
    profiles.track_count as tracks_in_profile,
    recordings.with_features_count as recordings_with_features,
    profiles.recording_count as recordings_in_profile
from tracks
full outer join recordings on tracks.artist_id = recordings.artist_id
full outer join profiles on tracks.artist_id = profiles.artist_id
where
    tracks.artist_id is null
    or recordings.artist_id is null
    or tracks.track_count <> recordings.track_count
    or tracks.with_features_count <> coalesce(profiles.track_count, 0)
    or recordings.with_features_count <> coalesce(profiles.recording_count, 0)
