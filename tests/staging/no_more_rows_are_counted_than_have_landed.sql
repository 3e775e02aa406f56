{#- Fewer may be: rows land while a build is going on. -#}
with
    counted as (
        select table_name, sum(row_count) as row_count
        from {{ ref("base_spotify__landed_runs") }}
        group by table_name
    ),

    landed as (
        {%- for table_name in ["artists", "albums", "tracks", "audio_features"] %}
            select '{{ table_name }}' as table_name, count(*) as row_count
            from {{ source("spotify", table_name) }} {{- " union all" if not loop.last }}
        {%- endfor %}
    )

select counted.table_name, counted.row_count, landed.row_count as landed_count
from counted
left join landed on counted.table_name = landed.table_name
where landed.row_count is null or counted.row_count > landed.row_count
