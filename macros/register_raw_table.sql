{% macro register_raw_table(relation, columns, folder) %}
    {% do adapter.dispatch("register_raw_table")(relation, columns, folder) %}
{% endmacro %}


{#- Its location is a path and no glob. -#}
{% macro spark__register_raw_table(relation, columns, folder) %}
    {% set definition %}
        (
        {% for column in columns %}
            {{ adapter.quote(column.name) }} {{ column.data_type }} {{- "," if not loop.last }}
        {% endfor %}
        )
        using parquet
        options (pathGlobFilter '*.parquet', __globPaths__ 'false')
    {% endset %}
    {% do spark_keep_external_table(relation, definition, folder) %}
{% endmacro %}


{#- A view. The typed and empty first half gives it every column, also those that no file has. -#}
{% macro duckdb__register_raw_table(relation, columns, folder) %}
    {% call statement("create", auto_begin=false) %}
        create schema if not exists {{ relation.without_identifier() }};
        create or replace view {{ relation }} as
        select
        {% for column in columns %}
            {{ duckdb_raw_column(column) }} as {{ adapter.quote(column.name) }}
            {{- "," if not loop.last }}
        {% endfor %}
        from (
            select
        {% for column in columns %}
                    cast(null as {{ duckdb_type(column.data_type) }})
                    as {{ adapter.quote(column.name) }} {{- "," if not loop.last }}
        {% endfor %}
            where false
        {% if folder %}
                union all by name
                select *
                from read_parquet(
                    '{{ duckdb_glob_of(folder) }}/*.parquet',
                    union_by_name = true,
                    hive_partitioning = false
                )
        {% endif %}
        )
    {% endcall %}
{% endmacro %}


{#- A column as the view has it. A timestamp is UTC in whatever zone the view is read. A double passes
    through a list, which hides the file's statistics: they leave NaN out, and DuckDB, which believes
    them, would take isnan() for false and a comparison for true of every row. -#}
{% macro duckdb_raw_column(column) -%}
    {%- set name = adapter.quote(column.name) -%}
    {%- if column.data_type == "timestamp" -%} cast({{ name }} as timestamptz) at time zone 'UTC'
    {%- elif column.data_type == "double" -%} list_extract([cast({{ name }} as double)], 1)
    {%- else -%} cast({{ name }} as {{ duckdb_type(column.data_type) }})
    {%- endif -%}
{%- endmacro %}


{#- The sources spell their types as Spark does; of those only lists differ. -#}
{% macro duckdb_type(data_type) -%}
    {{ return(data_type | replace("array<string>", "string[]")) }}
{%- endmacro %}
