{#- One row per track and provider, values as sent: a row with features beats one without, then
    the newest wins. -#}
with
    audio_features as (
        {{
            first_rows(
                source("spotify", "audio_features"),
                key=["id", "provider"],
                order_by=[
                    "case when status = 'ok' then 0 else 1 end",
                    "_ingested_at desc nulls last",
                    "_run_id desc nulls last",
                ],
            )
        }}
    ),

    renamed as (
        select
            id as track_id,
            provider,
            status,
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
            _source as source,
            _run_id as run_id,
            _ingested_at as ingested_at
        from audio_features
    )

select *
from renamed
