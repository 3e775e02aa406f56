{#- A folder as the start of a DuckDB glob in an SQL literal: what means something there stands for itself. -#}
{% macro duckdb_glob_of(folder) %}
    {% set glob = folder | replace("[", "[[]") | replace("*", "[*]") | replace("?", "[?]") %}
    {% do return(dbt.escape_single_quotes(glob)) %}
{% endmacro %}
