{#- A run-start hook: forgets which runs have been built where the tables are not what this project makes of them: one
    is missing, or a model, a seed or a variable is another. Then everything is built anew. -#}
{% macro forget_other_builds() %}
    {% if execute and flags.WHICH in ["run", "build"] and built_runs() is not none %}
        {% set hashes = run_query("select distinct project_hash from " ~ built_runs()) %}
        {% set is_ours = hashes.columns[0].values() | list == [project_hash()] %}
        {% for node in incremental_models() %}
            {% if not adapter.get_relation(node.database, node.schema, node.alias) %}
                {% set is_ours = false %} {% do forget_built_runs() %}
            {% endif %}
        {% endfor %}
        {% if not is_ours %} {% do forget_built_runs() %} {% endif %}
    {% endif %}
{% endmacro %}


{#- A run-end hook: keeps on record which runs, and how many rows of each, are in the tables, if all incremental models have been
    built of them. A build of some models, or one that failed half-way, leaves the record as it was: what it did is done again. -#}
{% macro remember_built_runs(results) %}
    {% if execute and flags.WHICH in ["run", "build"] and not flags.EMPTY and not flags.SAMPLE %}
        {% set built = (
            results
            | selectattr("status", "equalto", "success")
            | map(attribute="node.unique_id")
            | list
        ) %}
        {% set needed = ["model.soundmart.base_spotify__landed_runs"] %}
        {% do needed.extend(incremental_models() | map(attribute="unique_id")) %}
        {% if needed | reject("in", built) | list == [] %}
            {% do forget_built_runs() %}
            {% set landed_runs = graph.nodes["model.soundmart.base_spotify__landed_runs"] %}
            {% set runs = api.Relation.create(
                database=landed_runs.database,
                schema=landed_runs.schema,
                identifier="built_runs",
            ) %}
            {% set query %}
                select table_name, run_id, row_count, '{{ project_hash() }}' as project_hash
                from {{ landed_runs.relation_name }}
            {% endset %}
            {% do make_whole_table(runs, query) %}
        {% endif %}
    {% endif %}
{% endmacro %}


{% macro forget_built_runs() %}
    {% set runs = built_runs() %}
    {% if runs is not none %} {% do adapter.drop_relation(runs) %} {% endif %}
{% endmacro %}


{% macro incremental_models() %}
    {% do return(
        graph.nodes.values()
        | selectattr("resource_type", "equalto", "model")
        | selectattr("config.materialized", "equalto", "incremental")
        | list
    ) %}
{% endmacro %}


{#- What the rows of unchanged artists depend on besides the raw tables. Macros are not in dbt's graph: those that say what a value
    is are called here, and another change to one needs a full refresh. -#}
{% macro project_hash() %}
    {% set parts = [var("ranking_depth"), var("outlier_threshold")] %}
    {% do parts.extend(
        [
            audio_feature_domains(),
            audio_measure_names(),
            normalised_title("title"),
            isrc_in("isrc"),
            first_day_of("day"),
        ]
    ) %}
    {% for node in graph.nodes.values() | sort(attribute="unique_id") %}
        {% if node.resource_type in ["model", "seed"] %}
            {% do parts.append(node.checksum.checksum) %}
        {% endif %}
    {% endfor %}
    {% do return(local_md5(parts | join(" "))) %}
{% endmacro %}
