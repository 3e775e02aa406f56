{#- Tables on Spark, whole or not at all. dbt-spark drops a table and makes it anew in its place: a build that is killed
    meanwhile leaves no table but its files, and the next one stops at them. Here a table is made under a name of
    this run's own, and takes its place once it is whole. -#}
{% macro spark_building_relation(relation) %}
    {% set building = relation.identifier ~ "__building_" %}
    {% set pattern = relation.identifier ~ "|" ~ building ~ "*" %}
    {% set found = run_query("show tables in " ~ relation.schema ~ " like '" ~ pattern ~ "'") %}
    {% set names = found.columns["tableName"].values() %}
    {#- What a killed build had finished, and not yet put in its place. -#}
    {% for name in names if name.startswith(building) %}
        {% do run_query("drop table if exists " ~ relation.schema ~ "." ~ name) %}
    {% endfor %}
    {% if relation.identifier | lower not in names %}
        {% do spark_remove_leftover(relation) %}
    {% endif %}
    {% do return(spark_own_relation(relation)) %}
{% endmacro %}


{#- The name under which this run makes a table. -#}
{% macro spark_own_relation(relation) %}
    {% do return(
        api.Relation.create(
            schema=relation.schema,
            identifier=relation.identifier ~ "__building_" ~ invocation_id.split("-")[0],
            type="table",
        )
    ) %}
{% endmacro %}


{% macro spark_put_in_place(building, relation) %}
    {% set existing = load_cached_relation(relation) %}
    {% do run_query(
        "drop " ~ (existing.type if existing else "table") ~ " if exists " ~ relation
    ) %}
    {% do run_query("alter table " ~ building ~ " rename to " ~ relation) %}
{% endmacro %}


{#- Removes the files of a table that the catalogue does not have: Spark takes nobody else's. SQL removes a folder
    when it drops a schema. -#}
{% macro spark_remove_leftover(relation) %}
    {% for row in run_query("describe schema " ~ relation.schema) if row[0] == "Location" %}
        {% set leftover = "leftover_of__" ~ relation.schema ~ "__" ~ relation.identifier %}
        {% set place = dbt.escape_single_quotes(row[1] ~ "/" ~ relation.identifier | lower) %}
        {% do run_query("create schema if not exists " ~ leftover ~ " location '" ~ place ~ "'") %}
        {% do run_query("drop schema if exists " ~ leftover) %}
    {% endfor %}
{% endmacro %}
