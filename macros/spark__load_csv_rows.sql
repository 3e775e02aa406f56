{#- dbt-spark pastes the cells of a seed into its SQL without escaping them, and an empty cell as
    the text None. Here every cell is a typed literal. -#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set insert_rows %}
        insert into {{ this }} values
        {% for row in agate_table.rows %}
            (
                {% for column_name, cell in row.items() %}
                    cast({{ spark_literal(cell) }} as {{ model.config.column_types[column_name] }})
                    {{- "," if not loop.last }}
                {% endfor %}
            ) {{- "," if not loop.last }}
        {% endfor %}
    {% endset %}
    {% do run_query(insert_rows) %}
    {{ return(insert_rows) }}
{% endmacro %}


{% macro spark_literal(cell) -%}
    {%- if cell is none -%} null
    {%- else -%} '{{ dbt.escape_single_quotes(cell | string | replace("\\", "\\\\")) }}'
    {%- endif -%}
{%- endmacro %}
