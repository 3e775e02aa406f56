{#- The Euclidean length of a difference in the nine measures, each divided by its spread. A measure without
    spread tells nothing apart and is left out; one that is unknown here makes the length unknown. -#}
{% macro standardised_distance(difference_prefix, spread_prefix) -%}
    case
        when
            coalesce(
                {%- for measure_name in audio_measure_names() %}
                    {{ spread_prefix }}{{ measure_name }} {{- "," if not loop.last }}
                {%- endfor %}
            )
            is not null
        then
            sqrt(
                {%- for measure_name in audio_measure_names() %}
                    case
                        when {{ spread_prefix }}{{ measure_name }} is null
                        then 0
                        else
                            power(
                                {{ difference_prefix }}{{ measure_name }}
                                / {{ spread_prefix }}{{ measure_name }},
                                2
                            )
                    end {{- " +" if not loop.last }}
                {%- endfor %}
            )
    end
{%- endmacro %}
