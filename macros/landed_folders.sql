{#- The names of the folders in the raw folder that hold a Parquet file. -#}
{% macro landed_folders(folder) %}
    {% set names = [] %}
    {% for path in adapter.dispatch("landed_files")(folder) %}
        {% do names.append(path.split("/")[-2]) %}
    {% endfor %}
    {% do return(names | unique | list) %}
{% endmacro %}


{% macro duckdb__landed_files(folder) %}
    {% set pattern = duckdb_glob_of(folder) ~ "/*/*.parquet" %}
    {% do return(run_query("select file from glob('" ~ pattern ~ "')").columns[0].values()) %}
{% endmacro %}


{#- A table over a folder that is missing is empty; a query on the folder itself would fail. -#}
{% macro spark__landed_files(folder) %}
    {% do run_query("create schema if not exists raw") %}
    {% do run_query("drop table if exists raw.landed_files") %}
    {% do run_query(
        "create table raw.landed_files using binaryFile"
        ~ " options (recursiveFileLookup 'true', pathGlobFilter '*.parquet', __globPaths__ 'false')"
        ~ " location '"
        ~ dbt.escape_single_quotes(folder)
        ~ "'"
    ) %}
    {% set paths = run_query("select path from raw.landed_files").columns[0].values() %}
    {% do run_query("drop table raw.landed_files") %}
    {% do return(paths) %}
{% endmacro %}
