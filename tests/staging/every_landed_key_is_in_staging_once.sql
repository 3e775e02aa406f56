{%- set keys = {
    "artists": "id",
    "albums": "artist_id, id",
    "tracks": "album_id, id",
    "audio_features": "id, provider",
} -%}
with
    counted as (
        {%- for table_name, key in keys.items() %}
            select
                '{{ table_name }}' as table_name,
                (
                    select count(*)
                    from
                        (
                            select distinct {{ key }} from {{ source("spotify", table_name) }}
                        ) as landed
                ) as landed_keys,
                (select count(*) from {{ ref("stg_spotify__" ~ table_name) }}) as staged_rows
                {{- " union all" if not loop.last }}
        {%- endfor %}
    )

select *
from counted
where landed_keys <> staged_rows
