{#- Column by column: values landed = values kept + rejected + not detected. -#}
with
    landed as (
        select
            {%- for column_name, domain in audio_feature_domains().items() %}
                count({{ column_name }}) as {{ column_name }},
                count(
                    case
                        when {{ column_name }} = {{ domain.not_detected | default("null") }} then 1
                    end
                ) as {{ column_name }}_not_detected {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("base_spotify__audio_features") }}
    ),

    kept as (
        select
            {%- for column_name in audio_feature_domains() %}
                count({{ column_name }}) as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("stg_spotify__audio_features") }}
    ),

    rejected as (
        select
            {%- for column_name in audio_feature_domains() %}
                count(
                    case when column_name = '{{ column_name }}' then 1 end
                ) as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("rejected_audio_features") }}
    ),

    lost as (
        select
            {%- for column_name in audio_feature_domains() %}
                landed.{{ column_name }}
                - kept.{{ column_name }}
                - rejected.{{ column_name }}
                - landed.{{ column_name }}_not_detected
                as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from landed
        cross join kept
        cross join rejected
    )

select column_name, lost_values
from lost unpivot (lost_values for column_name in ({{ audio_feature_domains() | join(", ") }}))
where lost_values <> 0
