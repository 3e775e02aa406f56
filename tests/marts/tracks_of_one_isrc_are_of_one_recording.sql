{#- Also where two ISRCs hang together by many tracks: links are followed only so far. -#}
with
    tracks as (
        select artist_id, track_id, isrc from {{ ref("int_artist_tracks") }} where isrc is not null
    ),

    track_recordings as (
        select artist_id, track_id, recording_id from {{ ref("int_track_recordings") }}
    )

select
    tracks.artist_id, tracks.isrc, count(distinct track_recordings.recording_id) as recording_count
from tracks
left join
    track_recordings
    on tracks.artist_id = track_recordings.artist_id
    and tracks.track_id = track_recordings.track_id
group by tracks.artist_id, tracks.isrc
having count(distinct track_recordings.recording_id) <> 1
