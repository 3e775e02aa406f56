{#- How many elements an array has. Null has no size: null or, on Spark, -1. -#}
{% macro array_size(array) %} {{ return(adapter.dispatch("array_size")(array)) }} {% endmacro %}


{% macro spark__array_size(array) -%} size({{ array }}) {%- endmacro %}


{% macro duckdb__array_size(array) -%} len({{ array }}) {%- endmacro %}
