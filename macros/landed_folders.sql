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
    {% set files = api.Relation.create(schema="raw", identifier="landed_files") %}
    {% set definition %}
        using binaryFile
        options (recursiveFileLookup 'true', pathGlobFilter '*.parquet', __globPaths__ 'false')
    {% endset %}
    {% do spark_keep_external_table(files, definition, folder) %}
    {% do return(run_query("select path from raw.landed_files").columns[0].values()) %}
{% endmacro %}
