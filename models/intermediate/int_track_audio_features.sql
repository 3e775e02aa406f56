{#- One row per track with audio features: those of the provider that comes first. -#}
{{ config(materialized="view") }}
with
    audio_features as (select * from {{ ref("stg_spotify__audio_features") }} where status = 'ok'),

    of_first_provider as (
        {{
            first_rows(
                "audio_features",
                key=["track_id"],
                order_by=[
                    "case provider when 'spotify' then 1 when 'compatible' then 2 when 'reccobeats' then 3 else 4 end",
                    "provider nulls last",
                ],
            )
        }}
    ),

    preferred as (
        select
            track_id,
            acousticness,
            danceability,
            energy,
            instrumentalness,
            liveness,
            loudness,
            speechiness,
            tempo,
            valence,
            key,
            mode,
            time_signature,
            duration_ms,
            provider as feature_provider
        from of_first_provider
    )

select *
from preferred
