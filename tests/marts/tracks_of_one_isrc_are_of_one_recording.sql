{#- Also where two ISRCs hang together by many tracks: links are followed only so far. -#}
{{ config(severity="warn") }}

select artist_id, track_isrc, count(distinct recording_id) as recording_count
from {{ ref("int_track_recordings") }}
where track_isrc is not null
group by artist_id, track_isrc
having count(distinct recording_id) <> 1
