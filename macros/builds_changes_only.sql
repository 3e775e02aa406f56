{#- Whether this run builds the rows of changed artists alone, and leaves those of all others as they are: where a
    finished build is on record (`remember_built_runs`), and nobody asked for a full refresh. What builds nothing, as `dbt show`,
    is about all rows. -#}
{% macro builds_changes_only() %}
    {% set is_building = flags.WHICH in ["run", "build"] and model.resource_type != "unit_test" %}
    {% if not execute or not is_building or flags.FULL_REFRESH %} {% do return(false) %} {% endif %}
    {% do return(built_runs() is not none) %}
{% endmacro %}


{#- What dbt's own materializations go by: an incremental model is built anew where not only changes are. -#}
{% macro should_full_refresh() %}
    {% if config.get("materialized") == "incremental" %}
        {% do return(not builds_changes_only()) %}
    {% endif %}
    {% set config_full_refresh = config.get("full_refresh") %}
    {% do return(flags.FULL_REFRESH if config_full_refresh is none else config_full_refresh) %}
{% endmacro %}


{#- The table of runs that a finished build has seen, or none. -#}
{% macro built_runs() %}
    {% set landed_runs = graph.nodes["model.soundmart.base_spotify__landed_runs"] %}
    {% do return(adapter.get_relation(landed_runs.database, landed_runs.schema, "built_runs")) %}
{% endmacro %}


{#- Of each raw table and run, how many rows a finished build has seen; without one, all that have landed. -#}
{% macro rows_of_built_runs(landed_runs) %}
    select table_name, run_id, row_count
    from {{ built_runs() if builds_changes_only() else landed_runs }}
{% endmacro %}
