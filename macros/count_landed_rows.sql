{#- Of each raw table and run, how many rows have landed. -#}
{% macro count_landed_rows() %}
    select table_name, run_id, count(*) as row_count
    from
        (
            {%- for table_name in ["artists", "albums", "tracks", "audio_features"] %}
                select '{{ table_name }}' as table_name, _run_id as run_id
                from {{ source("spotify", table_name) }} {{- " union all" if not loop.last }}
            {%- endfor %}
        ) as landed_rows
    group by table_name, run_id
{% endmacro %}
