{#- One row per raw table and run: how many rows of it have landed. -#}
{{ config(materialized="table") }}
with
    landed_rows as (
        {%- for table_name in ["artists", "albums", "tracks", "audio_features"] %}
            select '{{ table_name }}' as table_name, _run_id as run_id
            from {{ source("spotify", table_name) }} {{- " union all" if not loop.last }}
        {%- endfor %}
    ),

    landed_runs as (
        select table_name, run_id, count(*) as row_count
        from landed_rows
        group by table_name, run_id
    )

select *
from landed_runs
