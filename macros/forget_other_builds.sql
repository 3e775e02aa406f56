{#- A run-start hook: forgets which runs have been built where the tables are not what this project makes of them (one is missing,
    or a model, a variable or a seed is another), or will not be (a full refresh, or a run without rows, may end half-way).
    Then everything is built anew. -#}
{% macro forget_other_builds() %}
    {% if execute and flags.WHICH in ["seed", "build"] and loaded_seeds() is not none %}
        {#- Other files are about to be loaded, and which of them have been will not be known if that ends half-way. -#}
        {% if recorded_hash(loaded_seeds(), "seeds_hash") != hash_of_seeds() %}
            {% do adapter.drop_relation(loaded_seeds()) %}
        {% endif %}
    {% endif %}
    {% if execute and flags.WHICH in ["run", "build"] and built_runs() is not none %}
        {% set runs = built_runs() %}
        {% set seeds = recorded_hash(loaded_seeds(), "seeds_hash") %}
        {% set is_ours = (
            recorded_hash(runs, "models_hash") == hash_of_models()
            and seeds is not none
            and recorded_hash(runs, "seeds_hash") == seeds
        ) %}
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


{% macro forget_built_runs() %}
    {% set runs = built_runs() %}
    {% if runs is not none %} {% do adapter.drop_relation(runs) %} {% endif %}
{% endmacro %}
