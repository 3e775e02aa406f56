{#- One row per track and provider, every value within its domain or null. -#}
with
    audio_features as (select * from {{ ref("base_spotify__audio_features") }}),

    cleaned as (
        select
            track_id,
            provider,
            status,
            {%- for column_name in audio_feature_domains() %}
                {{ within_domain(column_name) }} as {{ column_name }},
            {%- endfor %}
            source,
            run_id,
            ingested_at
        from audio_features
    )

select *
from cleaned
