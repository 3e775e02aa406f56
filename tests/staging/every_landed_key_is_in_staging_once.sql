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
        coalesce(
            landed.{{ landed_names | first }}, staged.{{ staged_names | first }}
        ) as first_part,
        {%- if names | length > 1 %}
            coalesce(landed.{{ landed_names[1] }}, staged.{{ staged_names[1] }}) as second_part,
        {%- else %} null as second_part,
        {%- endif %}
        coalesce(staged.row_count, 0) as staged_rows
    from
        (
            select distinct {{ landed_names | join(", ") }} from {{ source("spotify", table_name) }}
        ) as landed
    full outer join
        (
            select {{ staged_names | join(", ") }}, count(*) as row_count
            from {{ ref("stg_spotify__" ~ table_name) }}
            group by {{ staged_names | join(", ") }}
        ) as staged
        on {% for landed_name, staged_name in names.items() %}
            landed.{{ landed_name }} = staged.{{ staged_name }} {{ "and" if not loop.last }}
        {% endfor %}
    where
        landed.{{ landed_names | first }} is null
        or staged.{{ staged_names | first }} is null
        or staged.row_count <> 1 {{ "union all" if not loop.last }}
{%- endfor %}
