{#- A key that is not in staging, or there more than once, or that never landed. -#}
{%- set keys = {
    "artists": {"id": "artist_id"},
    "albums": {"artist_id": "artist_id", "id": "album_id"},
    "tracks": {"album_id": "album_id", "id": "track_id"},
    "audio_features": {"id": "track_id", "provider": "provider"},
} -%}
{%- for table_name, names in keys.items() %}
    {%- set landed_names, staged_names = names.keys() | list, names.values() | list %}
    select
        '{{ table_name }}' as table_name,
        first_part,
        second_part,
        sum(landed_row) as landed_rows,
        sum(staged_row) as staged_rows
    from
        (
            select
                {{ landed_names | first }} as first_part,
                {{ landed_names[1] or "null" }} as second_part,
                1 as landed_row,
                0 as staged_row
            from {{ source("spotify", table_name) }}
            union all
            select
                {{ staged_names | first }} as first_part,
                {{ staged_names[1] or "null" }} as second_part,
                0 as landed_row,
                1 as staged_row
            from {{ ref("stg_spotify__" ~ table_name) }}
        ) as keys
    group by first_part, second_part
    having sum(landed_row) = 0 or sum(staged_row) <> 1 {{ "union all" if not loop.last }}
{%- endfor %}
