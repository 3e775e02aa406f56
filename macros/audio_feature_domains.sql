{#- What an audio feature may be: the one place where the bounds are written. Within them,
    `not_detected` is how a provider says that it found nothing. -#}
{% macro audio_feature_domains() %}
    {% do return(
        {
            "acousticness": {"minimum": 0, "maximum": 1},
            "danceability": {"minimum": 0, "maximum": 1},
            "energy": {"minimum": 0, "maximum": 1},
            "instrumentalness": {"minimum": 0, "maximum": 1},
            "liveness": {"minimum": 0, "maximum": 1},
            "loudness": {"minimum": -100, "maximum": 20},
            "speechiness": {"minimum": 0, "maximum": 1},
            "tempo": {"minimum": 0, "maximum": 400, "not_detected": 0},
            "valence": {"minimum": 0, "maximum": 1},
            "key": {"minimum": -1, "maximum": 11, "not_detected": -1},
            "mode": {"minimum": 0, "maximum": 1},
            "time_signature": {"minimum": 0, "maximum": 16, "not_detected": 0},
            "duration_ms": {"minimum": 0, "maximum": 86400000, "not_detected": 0},
        }
    ) %}
{% endmacro %}
