{{ config(severity="warn") }}

select tracks.artist_id, tracks.track_id, tracks.track_name
from {{ ref("tracks") }} as tracks
anti join
    {{ source("spotify", "audio_features") }} as audio_features
    on tracks.track_id = audio_features.id
