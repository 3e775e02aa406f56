{#- Tables on Spark, whole or not at all. dbt-spark drops a table and makes it anew in its place: a build that is killed
    meanwhile leaves no table, but its files, and the next one stops at them. Here a table is made under a name of
    this run's own, and takes its place once it is whole. -#}
{% macro spark_building_relation(relation) %}
    {% set names = relation.identifier ~ "__building_" %}
    {#- One that got as far as being a table, and no farther, before its build was killed. -#}
    {% for row in run_query("show tables in " ~ relation.schema ~ " like '" ~ names ~ "*'") %}
        {% do run_query("drop table if exists " ~ relation.schema ~ "." ~ row["tableName"]) %}
    {% endfor %}
    {% do return(
        api.Relation.create(
            schema=relation.schema, identifier=names ~ invocation_id.split("-")[0], type="table"
        )
    ) %}
{% endmacro %}


{% macro spark_put_in_place(building, relation) %}
    {% set existing = load_cached_relation(relation) %}
    {% do run_query(
        "drop " ~ (existing.type if existing else "table") ~ " if exists " ~ relation
    ) %}
    {% if not existing %} {% do spark_remove_leftover(relation) %} {% endif %}
    {% do run_query("alter table " ~ building ~ " rename to " ~ relation) %}
{% endmacro %}


{#- Removes the files of a table that the catalogue does not have. SQL removes a folder when it drops a schema. -#}
{% macro spark_remove_leftover(relation) %}
    {% set described = run_query("describe schema " ~ relation.schema) %}
    {% for row in described.rows if row[0] == "Location" %}
        {% set leftover = "leftover_of__" ~ relation.schema ~ "__" ~ relation.identifier %}
        {% set place = dbt.escape_single_quotes(row[1] ~ "/" ~ relation.identifier | lower) %}
        {% do run_query(
            "create schema if not exists " ~ leftover ~ " location '" ~ place ~ "'"
        ) %}
        {% do run_query("drop schema if exists " ~ leftover) %}
    {% endfor %}
{% endmacro %}
