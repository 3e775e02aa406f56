{#- One row per artist with audio features: averages and spreads over the artist's tracks. -#}
with
    tracks as (select * from {{ of_changed_artists(ref("tracks")) }} where has_audio_features),

    profiles as (
        select
            artist_id,
            artist_name,
            count(*) as track_count,
            avg(acousticness) as avg_acousticness,
            avg(danceability) as avg_danceability,
            avg(duration_min) as avg_duration_min,
            avg(energy) as avg_energy,
            avg(instrumentalness) as avg_instrumentalness,
            avg(liveness) as avg_liveness,
            avg(loudness) as avg_loudness,
            avg(speechiness) as avg_speechiness,
            avg(tempo) as avg_tempo,
            avg(valence) as avg_valence,
            stddev_samp(acousticness) as stddev_acousticness,
            stddev_samp(danceability) as stddev_danceability,
            stddev_samp(energy) as stddev_energy,
            stddev_samp(instrumentalness) as stddev_instrumentalness,
            stddev_samp(liveness) as stddev_liveness,
            stddev_samp(loudness) as stddev_loudness,
            stddev_samp(speechiness) as stddev_speechiness,
            stddev_samp(tempo) as stddev_tempo,
            stddev_samp(valence) as stddev_valence
        from tracks
        group by artist_id, artist_name
    )

select *
from profiles
