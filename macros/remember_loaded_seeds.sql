{#- A run-end hook: keeps on record of which files the seeds are that incremental models look things up in. `dbt run` leaves them as
    they are, whatever the files say by now. Where something ended in an error, the server may be gone: a query of this hook would then
    hide the error behind its own. -#}
{% macro remember_loaded_seeds(results) %}
    {% set failed = results | selectattr("status", "equalto", "error") | list %}
    {% if execute and flags.WHICH in ["seed", "build"] and failed == [] %}
        {% set loaded = (
            results
            | selectattr("status", "equalto", "success")
            | map(attribute="node.unique_id")
            | list
        ) %}
        {% do remember_seeds(loaded, alone=true) %}
    {% endif %}
{% endmacro %}


{% macro remember_seeds(loaded, alone=false) %}
    {% set seeds = seeds_of_incremental_models() %}
    {% set is_other = recorded_hash(loaded_seeds(), "seeds_hash") != hash_of_seeds() %}
    {% if is_other and seeds | select("in", loaded) | list != [] and loaded_seeds() is not none %}
        {% do adapter.drop_relation(loaded_seeds()) %}
    {% endif %}
    {% if is_other and seeds | reject("in", loaded) | list == [] %}
        {% set beside = graph.nodes[seeds | first] %}
        {% set relation = api.Relation.create(
            database=beside.database,
            schema=beside.schema,
            identifier="loaded_seeds",
            type="table",
        ) %}
        {% do make_whole_table(
            relation, "select '" ~ hash_of_seeds() ~ "' as seeds_hash", alone=alone
        ) %}
        {% do adapter.cache_added(relation) %}
    {% endif %}
{% endmacro %}


{#- The table of that record, or none. -#}
{% macro loaded_seeds() %}
    {% set beside = graph.nodes[seeds_of_incremental_models() | first] %}
    {% do return(adapter.get_relation(beside.database, beside.schema, "loaded_seeds")) %}
{% endmacro %}


{#- A hash that a record has, or none. -#}
{% macro recorded_hash(record, column_name) %}
    {% if record is not none %}
        {% set found = run_query("select * from " ~ record ~ " limit 1") %}
        {#- A table of an earlier version has other columns. -#}
        {% if column_name in found.column_names and found.rows %}
            {% do return(found.columns[column_name].values() | first) %}
        {% endif %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}
