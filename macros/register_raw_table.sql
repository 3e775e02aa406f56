{% macro register_raw_table(relation, columns, folder) %}
    {% do adapter.dispatch("register_raw_table")(relation, columns, folder) %}
{% endmacro %}


{#- An external table: dropping it leaves the files alone. -#}
{% macro spark__register_raw_table(relation, columns, folder) %}
    {% do run_query("drop table if exists " ~ relation) %}
    {% call statement("create", auto_begin=false) %}
        create table {{ relation }} (
        {% for column in columns %}
            {{ adapter.quote(column.name) }} {{ column.data_type }} {{- "," if not loop.last }}
        {% endfor %}
        )
        using parquet
        {% if folder %}
            options (pathGlobFilter '*.parquet')
            location '{{ dbt.escape_single_quotes(folder) }}'
        {% endif %}
    {% endcall %}
{% endmacro %}


{#- A view. The typed and empty first half gives it every column, also those that no file has. -#}
{% macro duckdb__register_raw_table(relation, columns, folder) %}
    {% call statement("create", auto_begin=false) %}
        create schema if not exists {{ relation.without_identifier() }};
        create or replace view {{ relation }} as
        select
        {% for column in columns %}
                cast({{ adapter.quote(column.name) }} as {{ duckdb_type(column.data_type) }})
                as {{ adapter.quote(column.name) }} {{- "," if not loop.last }}
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
                    '{{ duckdb_glob_of(folder) }}/*.parquet', union_by_name = true
                )
        {% endif %}
        )
    {% endcall %}
{% endmacro %}


{#- The sources spell their types as Spark does; of those only lists differ. -#}
{% macro duckdb_type(data_type) -%}
    {{ return(data_type | replace("array<string>", "string[]")) }}
{%- endmacro %}
