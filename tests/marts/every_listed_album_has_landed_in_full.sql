{{ config(severity="warn") }}

select artist_id, album_id, album_name, total_tracks, landed_track_count
from {{ ref("albums") }}
where landed_track_count < total_tracks
