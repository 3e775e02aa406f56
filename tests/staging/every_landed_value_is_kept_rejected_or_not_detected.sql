{#- Column by column: values landed = values kept + rejected + not detected. -#}
with
    counts as (
        select
            {%- for column_name, domain in audio_feature_domains().items() %}
                count(
                    nullif({{ column_name }}, {{ domain.not_detected | default("null") }})
                ) as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("base_spotify__audio_features") }}
        union all
        select
            {%- for column_name in audio_feature_domains() %}
                - count({{ column_name }}) as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("stg_spotify__audio_features") }}
        union all
        select
            {%- for column_name in audio_feature_domains() %}
                - count(
                    case when column_name = '{{ column_name }}' then 1 end
                ) as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("rejected_audio_features") }}
    ),

    lost as (
        select
            {%- for column_name in audio_feature_domains() %}
                cast(sum({{ column_name }}) as bigint) as {{ column_name }}
                {{- "," if not loop.last }}
            {%- endfor %}
        from counts
    )

select column_name, lost_values
from lost unpivot (lost_values for column_name in ({{ audio_feature_domains() | join(", ") }}))
where lost_values <> 0
