{%- set averaged = audio_measure_names() + ["duration_min"] -%}
with
    tracks as (
        select
            artist_id,
            {%- for column_name in averaged %}
                min({{ column_name }}) as min_{{ column_name }},
                max({{ column_name }}) as max_{{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("tracks") }}
        where has_audio_features
        group by artist_id
    ),

    profiles as (select * from {{ ref("artist_audio_profiles") }})

select profiles.*
from profiles
left join tracks on profiles.artist_id = tracks.artist_id
where
    tracks.artist_id is null
    -- equal values may average to a last digit more or less
    {%- for column_name in averaged %}
        or profiles.avg_{{ column_name }} not between tracks.min_{{ column_name }} - 1e-9
        and tracks.max_{{ column_name }} + 1e-9
        or (profiles.avg_{{ column_name }} is null) <> (tracks.min_{{ column_name }} is null)
    {%- endfor %}
