{#- A warning, not a failure: tracks without any row of audio features, not even one that says they
    are missing, were never asked for. Averages and rankings are without them. -#}
{{ config(severity="warn") }}

select tracks.artist_id, tracks.track_id, tracks.track_name
from {{ ref("tracks") }} as tracks
left join
    {{ ref("stg_spotify__audio_features") }} as audio_features
    on tracks.track_id = audio_features.track_id
where audio_features.track_id is null
