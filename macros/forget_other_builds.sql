{#- A run-start hook: forgets which runs have been built where the tables are not what this project makes of them (one is missing,
    or a model or a variable is another), or will not be (a full refresh, or a run without rows, may end half-way).
    Then everything is built anew. -#}
{% macro forget_other_builds() %}
    {% if execute and flags.WHICH in ["run", "build"] and built_runs() is not none %}
        {% set is_ours = recorded_hash("models_hash") == hash_of_models() %}
        {% for unique_id in incremental_models() %}
            {% set node = graph.nodes[unique_id] %}
            {% if not adapter.get_relation(node.database, node.schema, node.alias) %}
                {% do forget_built_runs() %}
            {% endif %}
        {% endfor %}
        {% if not is_ours or flags.FULL_REFRESH or flags.EMPTY or flags.SAMPLE %}
            {% do forget_built_runs() %}
        {% endif %}
    {% endif %}
{% endmacro %}


{#- A hook after each seed: what has been built goes by seeds that had other rows, if their files were others. -#}
{% macro forget_builds_of_other_seeds() %}
    {% if execute and built_runs() is not none %}
        {% if recorded_hash("seeds_hash") != hash_of_seeds() %}
            {% do forget_built_runs() %}
        {% endif %}
    {% endif %}
{% endmacro %}


{% macro forget_built_runs() %}
    {% set runs = built_runs() %}
    {% if runs is not none %} {% do adapter.drop_relation(runs) %} {% endif %}
{% endmacro %}


{#- What is on record of the builds' models or seeds, if anything is. -#}
{% macro recorded_hash(column_name) %}
    {% set runs = built_runs() %}
    {% if runs is not none %}
        {% set found = run_query("select * from " ~ runs ~ " limit 1") %}
        {#- A table of an earlier version has other columns. -#}
        {% if column_name in found.column_names and found.rows %}
            {% do return(found.columns[column_name].values() | first) %}
        {% endif %}
    {% endif %}
    {% do return(none) %}
{% endmacro %}
