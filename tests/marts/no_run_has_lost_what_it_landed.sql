{{ config(severity="warn") }}
with
    landed as (
        {% for table_name in ["artists", "albums", "tracks"] %}
            select '{{ table_name }}' as table_name, _run_id as run_id, count(*) as row_count
            from {{ source("spotify", table_name) }}
            group by _run_id {{- " union all" if not loop.last }}
        {% endfor %}
    ),

    told as (
        {% for table_name in ["artists", "albums", "tracks"] %}
            select
                '{{ table_name }}' as table_name,
                run_id,
                {{ table_name.removesuffix("s") }}_count as row_count
            from {{ ref("ingest_runs") }} {{- " union all" if not loop.last }}
        {% endfor %}
    )

select told.table_name, told.run_id, told.row_count, landed.row_count as landed_row_count
from told
left join landed on told.table_name = landed.table_name and told.run_id = landed.run_id
where told.row_count > coalesce(landed.row_count, 0)
