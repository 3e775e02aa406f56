with
    used as (
        select measure_name, minimum, maximum
        from
        values
            {%- for measure_name in audio_measure_names() %}
                {%- set domain = audio_feature_domains()[measure_name] %}
                ('{{ measure_name }}', {{ domain.minimum }}, {{ domain.maximum }})
                {{- "," if not loop.last }}
            {%- endfor %} as used(measure_name, minimum, maximum)
    ),

    described as (select measure_name, minimum, maximum from {{ ref("audio_measures") }})

select
    coalesce(used.measure_name, described.measure_name) as measure_name,
    used.minimum,
    described.minimum as minimum_described,
    used.maximum,
    described.maximum as maximum_described
from used
full outer join described on used.measure_name = described.measure_name
where
    used.measure_name is null
    or described.measure_name is null
    or used.minimum <> described.minimum
    or used.maximum <> described.maximum
