{#- One row per track, provider and column whose value is outside its domain. -#}
{{ config(materialized="table") }}
with
    audio_features as (
        select
            track_id,
            provider,
            run_id,
            ingested_at,
            {%- for column_name in audio_feature_domains() %}
                cast({{ column_name }} as double) as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from {{ ref("base_spotify__audio_features") }}
    ),

    domains as (
        select column_name, minimum, maximum
        from
        values
            {%- for column_name, domain in audio_feature_domains().items() %}
                ('{{ column_name }}', {{ domain.minimum }}, {{ domain.maximum }})
                {{- "," if not loop.last }}
            {%- endfor %} as domains(column_name, minimum, maximum)
    ),

    landed_values as (
        select track_id, provider, column_name, column_value, run_id, ingested_at
        from
            audio_features
            unpivot (column_value for column_name in ({{ audio_feature_domains() | join(", ") }}))
    ),

    rejected as (
        select
            landed_values.track_id,
            landed_values.provider,
            landed_values.column_name,
            landed_values.column_value,
            case
                when isnan(landed_values.column_value)
                then 'not a number'
                when landed_values.column_value < domains.minimum
                then 'below minimum'
                else 'above maximum'
            end as reason,
            landed_values.run_id,
            landed_values.ingested_at
        from landed_values
        inner join domains on landed_values.column_name = domains.column_name
        where landed_values.column_value not between domains.minimum and domains.maximum
    )

select *
from rejected
