{#- A run-end hook: keeps on record which runs, and how many rows of each, are in the tables, if all incremental models have been
    built of them and of seeds that are known. A build of some models, or one that failed half-way, leaves the record as it was: what it did is done again. -#}
{% macro remember_built_runs(results) %}
    {% if execute and flags.WHICH in ["run", "build"] and not flags.EMPTY and not flags.SAMPLE %}
        {% set built = (
            results
            | selectattr("status", "equalto", "success")
            | map(attribute="node.unique_id")
            | list
        ) %}
        {% set needed = [
            "model.soundmart.base_spotify__landed_runs",
            "model.soundmart.base_spotify__changed_artists",
        ] %}
        {% do needed.extend(incremental_models()) %}
        {% if needed | reject("in", built) | list == [] and loaded_seeds() is not none %}
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
            {% endset %}
            {% do make_whole_table(runs, query) %}
        {% endif %}
    {% endif %}
{% endmacro %}
