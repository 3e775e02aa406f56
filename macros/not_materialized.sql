{#- For a CTE of wide rows that a model reads more than once: DuckDB would keep a copy of all of them meanwhile, and spill it; Spark
    never does, and knows no word for it. -#}
{% macro not_materialized() -%} {{ return(adapter.dispatch("not_materialized")()) }} {%- endmacro %}


{% macro spark__not_materialized() -%} {{ return("") }} {%- endmacro %}


{% macro duckdb__not_materialized() -%} {{ return("not materialized") }} {%- endmacro %}
