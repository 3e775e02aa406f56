{#- A run-start hook: forgets which runs have been built, and which seeds loaded, where the tables are not what this project makes of
    what has landed, or will not be. Then everything is built anew. -#}
{% macro forget_other_builds() %}
    {% if execute and flags.WHICH in ["seed", "build"] and loaded_seeds() is not none %}
        {#- Other files are about to be loaded, and which of them have been will not be known if that ends half-way. -#}
        {% if recorded_hash(loaded_seeds(), "seeds_hash") != hash_of_seeds() %}
            {% do adapter.drop_relation(loaded_seeds()) %}
        {% endif %}
    {% endif %}
    {% if execute and flags.WHICH in ["run", "build"] and built_runs() is not none %}
        {% if (
            flags.FULL_REFRESH
            or flags.EMPTY
            or flags.SAMPLE
            or builds_without_counting()
            or is_of_other_models_or_seeds(built_runs())
            or lacks_a_table()
            or lacks_rows_it_has_seen()
        ) %}
            {% do forget_built_runs() %}
        {% endif %}
    {% endif %}
{% endmacro %}


{#- Whether rows are about to be built of runs that `base_spotify__landed_runs` will not know of, as by `--select tracks`. -#}
{% macro builds_without_counting() %}
    {% set is_building = selected_resources | select("in", incremental_models()) | list != [] %}
    {% set is_counting = records_of_changes() | reject("in", selected_resources) | list == [] %}
    {% do return(is_building and not is_counting) %}
{% endmacro %}


{% macro is_of_other_models_or_seeds(built) %}
    {% set seeds = recorded_hash(loaded_seeds(), "seeds_hash") %}
    {% do return(
        recorded_hash(built, "models_hash") != hash_of_models()
        or seeds is none
        or recorded_hash(built, "seeds_hash") != seeds
    ) %}
{% endmacro %}


{% macro lacks_a_table() %}
    {% for unique_id in records_of_changes() + incremental_models() %}
        {% set node = graph.nodes[unique_id] %}
        {% if not adapter.get_relation(node.database, node.schema, node.alias) %}
            {% do return(true) %}
        {% endif %}
    {% endfor %}
    {% do return(false) %}
{% endmacro %}


{#- Whether rows are gone that the build before this one saw, finished or not: it may have taken them in. -#}
{% macro lacks_rows_it_has_seen() %}
    {% set gone %}
        select seen.run_id
        from {{ graph.nodes["model.soundmart.base_spotify__landed_runs"].relation_name }} as seen
        left join
            ({{ count_landed_rows() }}) as landed
            on seen.table_name = landed.table_name
            and seen.run_id = landed.run_id
        where coalesce(landed.row_count, 0) < seen.row_count
    {% endset %}
    {% do return(run_query(gone).rows | length > 0) %}
{% endmacro %}


{% macro forget_built_runs() %}
    {% set runs = built_runs() %}
    {% if runs is not none %} {% do adapter.drop_relation(runs) %} {% endif %}
{% endmacro %}
