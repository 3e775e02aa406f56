{#- Or as many as the depth allows. -#}
with
    measured as (
        select
            artist_id,
            {%- for measure_name in audio_measure_names() %}
                least(count({{ measure_name }}), {{ var("ranking_depth") }}) as {{ measure_name }}
                {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("tracks") }}
        group by artist_id
    ),

    ranked as (
        select
            artist_id,
            {%- for measure_name in audio_measure_names() %}
                count(case when feature = '{{ measure_name }}' then 1 end) as {{ measure_name }}
                {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("artist_track_rankings") }}
        group by artist_id
    )

select
    coalesce(measured.artist_id, ranked.artist_id) as artist_id,
    {%- for measure_name in audio_measure_names() %}
        measured.{{ measure_name }} as {{ measure_name }}_measured,
        ranked.{{ measure_name }} as {{ measure_name }}_ranked {{- "," if not loop.last }}
    {%- endfor %}
from measured
full outer join ranked on measured.artist_id = ranked.artist_id
where
    {%- for measure_name in audio_measure_names() %}
        coalesce(measured.{{ measure_name }}, 0) <> coalesce(ranked.{{ measure_name }}, 0)
        {{- " or" if not loop.last }}
    {%- endfor %}
