{#- In the place of dbt-spark's own: whole tables or none. -#}
{% materialization table, adapter = "spark" %}
    {% set relation = this.incorporate(type="table") %}
    {{ run_hooks(pre_hooks) }}
    {% set building = spark_building_relation(relation) %}
    {% call statement("main") %} {{ create_table_as(false, building, compiled_code) }} {% endcall %}
    {% do spark_put_in_place(building, relation) %}
    {% do apply_grants(relation, config.get("grants"), should_revoke=false) %}
    {% do persist_docs(relation, model) %}
    {{ run_hooks(post_hooks) }}
    {{ return({"relations": [relation]}) }}
{% endmaterialization %}
