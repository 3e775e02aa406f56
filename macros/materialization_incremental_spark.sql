{#- In the place of dbt-spark's own: whole tables or none, also where only the rows of changed artists are built. -#}
{% materialization incremental, adapter = "spark" %}
    {% set relation = this.incorporate(type="table") %}
    {% set existing = load_cached_relation(this) %}
    {{ run_hooks(pre_hooks) }}
    {% set building = spark_building_relation(relation) %}
    {% set rows = compiled_code %}
    {% if existing and not existing.is_view and not should_full_refresh() %}
        {% set rows = spark_rows_with_changes(relation, compiled_code) %}
    {% endif %}
    {% call statement("main") %} {{ create_table_as(false, building, rows) }} {% endcall %}
    {% do spark_put_in_place(building, relation) %}
    {% do apply_grants(relation, config.get("grants"), should_revoke=false) %}
    {% do persist_docs(relation, model) %}
    {{ run_hooks(post_hooks) }}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}
