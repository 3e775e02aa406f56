{#- A run-start hook: forgets which runs have been built, and which seeds loaded, where the tables are not what this project makes of
    what has landed, or will not be. Then everything is built anew, and a line says why. -#}
{% macro forget_other_builds() %}
    {% if execute and flags.WHICH in ["seed", "build"] and loaded_seeds() is not none %}
        {#- Other files are about to be loaded, and which of them have been will not be known if that ends half-way. -#}
        {% if recorded_hash(loaded_seeds(), "seeds_hash") != hash_of_seeds() %}
            {% do adapter.drop_relation(loaded_seeds()) %}
        {% endif %}
    {% endif %}
    {% if execute and flags.WHICH in ["run", "build"] %}
        {% set reason = reason_to_build_all() %}
        {% if reason %} {% do forget_built_runs() %} {% endif %}
        {% set rows = (
            "all rows anew: " ~ reason
            if reason
            else "the rows of artists of whom something has landed since the last finished build"
        ) %}
        {% if selected_resources | select("in", incremental_models()) | list != [] %}
            {% do log("Builds " ~ rows, info=true) %}
        {% endif %}
    {% endif %}
{% endmacro %}


{#- Why the rows of unchanged artists are not left as a finished build has made them, or nothing. -#}
{% macro reason_to_build_all() %}
    {% if built_runs() is none %} {% do return("no finished build is on record") %} {% endif %}
    {% if flags.FULL_REFRESH %} {% do return("a full refresh is asked for") %} {% endif %}
    {% if flags.EMPTY or flags.SAMPLE %}
        {% do return("this run is to be of few or no rows") %}
    {% endif %}
    {% if builds_without_counting() %}
        {% do return("the models that say what has changed are not selected") %}
    {% endif %}
    {% if loaded_seeds() is none %}
        {% do return("it is not on record which seeds are loaded") %}
    {% endif %}
    {% if is_of_other_models_or_seeds(built_runs()) %}
        {% do return("a model, a variable or a seed is another than at the last finished build") %}
    {% endif %}
    {% if lacks_a_table() %} {% do return("a table is missing") %} {% endif %}
    {% if lacks_rows_it_has_seen() %}
        {% do return("raw rows that were there are not any more") %}
    {% endif %}
    {% do return(none) %}
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
