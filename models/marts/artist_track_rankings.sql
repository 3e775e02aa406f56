{#- One row per artist, feature and track: the highest tracks of each artist, feature by feature. -#}
with
    tracks as (
        select
            artist_id, artist_name, track_id, track_name, {{ audio_measure_names() | join(", ") }}
        from {{ of_changed_artists(ref("tracks")) }}
    ),

    -- one row per track, so that an artist's tracks are brought together once and not nine times
    ranked as (
        select
            *,
            {%- for measure_name in audio_measure_names() %}
                rank() over (
                    partition by artist_id order by {{ measure_name }} desc nulls last
                ) as {{ measure_name }}_rank,
                row_number() over (
                    partition by artist_id order by {{ measure_name }} desc nulls last, track_id
                ) as {{ measure_name }}_position {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
    ),

    features as (
        select
            artist_id,
            artist_name,
            feature,
            feature_rank,
            feature_position,
            track_id,
            track_name,
            feature_value
        from
            ranked unpivot (
                (feature_value, feature_rank, feature_position)
                for feature in (
                    {%- for measure_name in audio_measure_names() %}
                        (
                            {{ measure_name }}, {{ measure_name }}_rank, {{ measure_name }}_position
                        ) as {{ measure_name }} {{- "," if not loop.last }}
                    {%- endfor %}
                )
            )
    ),

    rankings as (
        select
            artist_id,
            artist_name,
            feature,
            cast(feature_rank as int) as feature_rank,
            cast(feature_position as int) as feature_position,
            track_id,
            track_name,
            feature_value
        from features
        where feature_value is not null and feature_position <= {{ var("ranking_depth") }}
    )

select *
from rankings
