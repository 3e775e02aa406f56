{#- Makes a small table that is no model, whole or not at all. -#}
{% macro make_whole_table(relation, query) %}
    {% do adapter.dispatch("make_whole_table")(relation, query) %}
{% endmacro %}


{% macro duckdb__make_whole_table(relation, query) %}
    {% call statement("make_whole_table", auto_begin=false) %}
        create table {{ relation }} as {{ query }}
    {% endcall %}
{% endmacro %}


{#- Another dbt process that has started with this one may be making it, too: neither touches what the other does, and what the
    quicker one has made stays. -#}
{% macro spark__make_whole_table(relation, query) %}
    {% set building = spark_own_relation(relation) %}
    {% do run_query("create table " ~ building ~ " using parquet as " ~ query) %}
    {% set name = relation.identifier | lower %}
    {% if run_query("show tables in " ~ relation.schema ~ " like '" ~ name ~ "'").rows %}
        {% do run_query("drop table " ~ building) %}
    {% else %}
        {% do spark_remove_leftover(relation) %}
        {% do run_query("alter table " ~ building ~ " rename to " ~ relation) %}
    {% endif %}
{% endmacro %}
