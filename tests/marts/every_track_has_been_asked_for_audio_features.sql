{{ config(severity="warn") }}

select tracks.artist_id, tracks.track_id, tracks.track_name
from {{ ref("tracks") }} as tracks
left join
    {{ ref("stg_spotify__audio_features") }} as audio_features
    on tracks.track_id = audio_features.track_id
where audio_features.track_id is null
