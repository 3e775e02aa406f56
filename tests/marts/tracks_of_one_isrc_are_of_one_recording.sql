{#- Also where two ISRCs hang together by many tracks: links are followed only so far. -#}
{{ config(severity="warn") }}
with
    artist_tracks as (select artist_id, track_id, isrc from {{ ref("int_artist_tracks") }}),

    track_recordings as (
        select artist_id, track_id, recording_id from {{ ref("int_track_recordings") }}
    )

select
    artist_tracks.artist_id,
    artist_tracks.isrc,
    count(distinct track_recordings.recording_id) as recording_count
from artist_tracks
inner join
    track_recordings
    on artist_tracks.artist_id = track_recordings.artist_id
    and artist_tracks.track_id = track_recordings.track_id
where artist_tracks.isrc is not null
group by artist_tracks.artist_id, artist_tracks.isrc
having count(distinct track_recordings.recording_id) <> 1
