{#- The rows of a relation, each with aggregates over the rows that share its key. Spark has a shuffle less to do where they are
    windows; DuckDB holds all rows in memory for windows, and is several times as quick with a join. -#}
{% macro rows_with_aggregates(relation, key, aggregates) -%}
    {{ adapter.dispatch("rows_with_aggregates")(relation, key, aggregates) }}
{%- endmacro %}


{% macro spark__rows_with_aggregates(relation, key, aggregates) %}
    select
        *,
        {%- for name, aggregate in aggregates.items() %}
            {{ aggregate }} over (partition by {{ key }}) as {{ name }} {{- "," if not loop.last }}
        {%- endfor %}
    from {{ relation }}
{% endmacro %}


{% macro duckdb__rows_with_aggregates(relation, key, aggregates) %}
    select single_rows.*, {{ aggregates | join(", ") }}
    from {{ relation }} as single_rows
    inner join
        (
            select
                {{ key }},
                {%- for name, aggregate in aggregates.items() %}
                    {{ aggregate }} as {{ name }} {{- "," if not loop.last }}
                {%- endfor %}
            from {{ relation }}
            group by {{ key }}
        ) as of_key
        on single_rows.{{ key }} = of_key.{{ key }}
{% endmacro %}
