{#- A run-start hook: makes the relations of the source `spotify` over the landed Parquet files,
    anew each time, so that what has landed since is seen. -#}
{% macro register_raw() %}
    {% if execute %}
        {% set folder = raw_folder() %}
        {% set tables = (
            graph.sources.values()
            | selectattr("source_name", "equalto", "spotify")
            | list
        ) %}
        {% set landed = landed_folders(folder) %}
        {% if not tables | selectattr("name", "in", landed) | list %}
            {% do exceptions.raise_compiler_error(
                "No raw data in "
                ~ folder
                ~ " (SOUNDMART_RAW): run `python -m ingest demo` (or `make ingest`) first."
            ) %}
        {% endif %}

        {% for table in tables %}
            {% set relation = api.Relation.create(
                database=table.database, schema=table.schema, identifier=table.identifier
            ) %}
            {% set table_folder = folder ~ "/" ~ table.name if table.name in landed %}
            {% do register_raw_table(relation, table.columns.values(), table_folder) %}
        {% endfor %}
    {% endif %}
{% endmacro %}
