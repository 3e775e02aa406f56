{#- The nine measures: the audio features that are numbers on a scale. -#}
{% macro audio_measure_names() %}
    {% do return(
        [
            "acousticness",
            "danceability",
            "energy",
            "instrumentalness",
            "liveness",
            "loudness",
            "speechiness",
            "tempo",
            "valence",
        ]
    ) %}
{% endmacro %}
