{#- A run-start hook: forgets which runs have been built where the tables are not what this project makes of them (one is missing,
    or a model, a variable or a seed is another), or will not be (a full refresh, or a run without rows, may end half-way).
    Then everything is built anew. -#}
{% macro forget_other_builds() %}
    {% if execute and flags.WHICH in ["run", "build"] and built_runs() is not none %}
        {% set runs = built_runs() %}
        {% set seeds = recorded_hash(loaded_seeds(), "seeds_hash") or "unknown" %}
        {% set is_ours = (
            recorded_hash(runs, "models_hash") == hash_of_models()
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


{#- A hook after each seed, for a build that loads seeds before models: what has been built is of others, if their files were. -#}
{% macro forget_builds_of_other_seeds() %}
    {% if execute and built_runs() is not none %}
        {% if recorded_hash(built_runs(), "seeds_hash") != hash_of_seeds() %}
            {% do forget_built_runs() %}
        {% endif %}
    {% endif %}
{% endmacro %}


{% macro forget_built_runs() %}
    {% set runs = built_runs() %}
    {% if runs is not none %} {% do adapter.drop_relation(runs) %} {% endif %}
{% endmacro %}
