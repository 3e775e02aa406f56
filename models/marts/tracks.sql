{#- One row per artist and track. -#}
with
    artist_tracks as (select * from {{ of_changed_artists(ref("int_artist_tracks")) }}),

    audio_features as (
        select *
        from
            {{
                of_changed_artists(
                    ref("int_track_audio_features"), key="track_id", among="artist_tracks"
                )
            }}
    ),

    pitch_classes as (select pitch_class, key_name from {{ ref("pitch_classes") }}),

    camelot_wheel as (select pitch_class, mode, camelot_code from {{ ref("camelot_wheel") }}),

    described as (
        select
            artist_tracks.artist_id,
            artist_tracks.artist_name,
            artist_tracks.track_id,
            artist_tracks.track_name,
            artist_tracks.album_id,
            artist_tracks.album_name,
            artist_tracks.release_date,
            artist_tracks.disc_number,
            artist_tracks.track_number,
            coalesce(audio_features.duration_ms, artist_tracks.duration_ms) as duration_ms,
            coalesce(audio_features.duration_ms, artist_tracks.duration_ms) / 60000 as duration_min,
            artist_tracks.explicit,
            audio_features.acousticness,
            audio_features.danceability,
            audio_features.energy,
            audio_features.instrumentalness,
            audio_features.liveness,
            audio_features.loudness,
            audio_features.speechiness,
            audio_features.tempo,
            audio_features.valence,
            audio_features.key,
            pitch_classes.key_name,
            audio_features.mode,
            case audio_features.mode when 1 then 'major' when 0 then 'minor' end as mode_name,
            camelot_wheel.camelot_code,
            audio_features.time_signature,
            audio_features.feature_provider,
            audio_features.track_id is not null as has_audio_features
        from artist_tracks
        left join audio_features on artist_tracks.track_id = audio_features.track_id
        left join pitch_classes on audio_features.key = pitch_classes.pitch_class
        left join
            camelot_wheel
            on audio_features.key = camelot_wheel.pitch_class
            and audio_features.mode = camelot_wheel.mode
    )

select *
from described
