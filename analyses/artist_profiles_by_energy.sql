{#- The article's table: the average of every feature by artist, the most energetic first. -#}
select
    artist_name,
    track_count,
    avg_acousticness,
    avg_danceability,
    avg_duration_min,
    avg_energy,
    avg_instrumentalness,
    avg_liveness,
    avg_loudness,
    avg_speechiness,
    avg_tempo,
    avg_valence
from {{ ref("artist_audio_profiles") }}
order by avg_energy desc nulls last, artist_id
