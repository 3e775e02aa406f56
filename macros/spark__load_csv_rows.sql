{#- A seed on Spark, whole or not at all: made with its rows, not before them. dbt-spark pastes cells into its SQL
    without escaping them, and an empty cell as the text None; here every cell is a typed literal. -#}
{% macro spark__load_csv_rows(model, agate_table) %}
    {% set relation = this.incorporate(type="table") %}
    {% set building = spark_building_relation(relation) %}
    {% set create_with_rows %}
        create table {{ building }} {{ file_format_clause() }} as
        select {{ casts(model.config.column_types) }}
        from values
        {% for row in agate_table.rows %}
            (
                {% for cell in row.values() %}
                    {{ spark_literal(cell) }} {{- "," if not loop.last }}
                {% endfor %}
            ) {{- "," if not loop.last }}
        {% endfor %} as seed_file({{ agate_table.column_names | join(", ") }})
    {% endset %}
    {% do run_query(create_with_rows) %}
    {% do spark_put_in_place(building, relation) %}
    {{ return(create_with_rows) }}
{% endmacro %}


{% macro spark__create_csv_table(model, agate_table) %} {{ return("") }} {% endmacro %}


{% macro spark__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {{ return("") }}
{% endmacro %}


{% macro spark_literal(cell) -%}
    {%- if cell is none -%} null
    {%- else -%} '{{ dbt.escape_single_quotes(cell | string | replace("\\", "\\\\")) }}'
    {%- endif -%}
{%- endmacro %}
