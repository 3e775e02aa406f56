{#- The models that build changes alone, by id. -#}
{% macro incremental_models() %}
    {% do return(
        graph.nodes.values()
        | selectattr("resource_type", "equalto", "model")
        | selectattr("package_name", "equalto", "soundmart")
        | selectattr("config.materialized", "equalto", "incremental")
        | map(attribute="unique_id")
        | list
    ) %}
{% endmacro %}


{#- The models that say of what changes are, by id. -#}
{% macro records_of_changes() %}
    {% do return(
        [
            "model.soundmart.base_spotify__landed_runs",
            "model.soundmart.base_spotify__changed_artists",
        ]
    ) %}
{% endmacro %}


{#- They, and all models and seeds that they are made of. -#}
{% macro parts_of_incremental_models() %}
    {% set parts = incremental_models() %}
    {#- What is added to the list meanwhile has its turn, too. -#}
    {% for unique_id in parts %}
        {% for parent in graph.nodes[unique_id].depends_on.nodes %}
            {% if parent in graph.nodes and parent not in parts %}
                {% do parts.append(parent) %}
            {% endif %}
        {% endfor %}
    {% endfor %}
    {% do return(parts | sort) %}
{% endmacro %}


{% macro seeds_of_incremental_models() %}
    {% set seeds = [] %}
    {% for unique_id in parts_of_incremental_models() if unique_id.startswith("seed.") %}
        {% do seeds.append(unique_id) %}
    {% endfor %}
    {% do return(seeds) %}
{% endmacro %}


{#- What the rows of unchanged artists depend on besides raw tables and seeds. Macros are not in dbt's graph: those that say what
    a value is are called here, and another change to one needs a full refresh. -#}
{% macro hash_of_models() %}
    {% set parts = [
        var("ranking_depth"),
        var("outlier_threshold"),
        audio_feature_domains(),
        audio_measure_names(),
        within_domain("tempo"),
        within_domain("energy"),
        normalised_title("title"),
        isrc_in("isrc"),
        first_day_of("day"),
        difference_of("one", "other"),
        array_size("list"),
        first_rows("relation", key=["id"], order_by=["place"], known=["isrc"]),
    ] %}
    {% for unique_id in parts_of_incremental_models() if unique_id.startswith("model.") %}
        {% do parts.append(graph.nodes[unique_id].checksum.checksum) %}
    {% endfor %}
    {% do return(local_md5(parts | join(" "))) %}
{% endmacro %}


{#- Of their files. -#}
{% macro hash_of_seeds() %}
    {% set parts = [] %}
    {% for unique_id in seeds_of_incremental_models() %}
        {% do parts.append(graph.nodes[unique_id].checksum.checksum) %}
    {% endfor %}
    {% do return(local_md5(parts | join(" "))) %}
{% endmacro %}
