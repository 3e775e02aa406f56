{#- A run-end hook: keeps on record which runs, and how many rows of each, are in the tables, if all incremental models and the
    models that they are made of have been built of them, of seeds that are known. A build of some models, or one that failed half-way, leaves the record as it was: what it did is done again. -#}
{% macro remember_built_runs(results) %}
    {% if execute and flags.WHICH in ["run", "build"] and not flags.EMPTY and not flags.SAMPLE %}
        {% set built = (
            results
            | selectattr("status", "equalto", "success")
            | map(attribute="node.unique_id")
            | list
        ) %}
        {% set needed = [] %}
        {% for unique_id in parts_of_incremental_models() if unique_id.startswith("model.") %}
            {% do needed.append(unique_id) %}
        {% endfor %}
        {% if needed | reject("in", built) | list == [] and loaded_seeds() is none %}
            {% do log(
                "Not on record which seeds are loaded: each run builds everything anew until `dbt seed` or a whole `dbt build`.",
                info=true,
            ) %}
        {% elif needed | reject("in", built) | list == [] %}
            {% set seeds = recorded_hash(loaded_seeds(), "seeds_hash") %}
            {% do forget_built_runs() %}
            {% set landed_runs = graph.nodes["model.soundmart.base_spotify__landed_runs"] %}
            {% set runs = api.Relation.create(
                database=landed_runs.database,
                schema=landed_runs.schema,
                identifier="built_runs",
            ) %}
            {% set query %}
                select
                    table_name,
                    run_id,
                    row_count,
                    '{{ hash_of_models() }}' as models_hash,
                    '{{ seeds }}' as seeds_hash
                from {{ landed_runs.relation_name }}
                -- another process may have counted since; what it saw is not in these tables
                where invocation_id = '{{ invocation_id }}'
            {% endset %}
            {% do make_whole_table(runs, query, alone=true) %}
        {% endif %}
    {% endif %}
{% endmacro %}
