{#- Makes a small table that is no model, whole or not at all. -#}
{% macro make_whole_table(relation, query, alone=false) %}
    {% do adapter.dispatch("make_whole_table")(relation, query, alone) %}
{% endmacro %}


{% macro duckdb__make_whole_table(relation, query, alone) %}
    {% call statement("make_whole_table", auto_begin=false) %}
        create table {{ relation }} as {{ query }}
    {% endcall %}
{% endmacro %}


{#- Another dbt process that has started with this one may be making it, too: neither touches what the other does, and what the
    quicker one has made stays. Where none can, what a killed build has left in its place goes. -#}
{% macro spark__make_whole_table(relation, query, alone) %}
    {% if alone %} {% do spark_remove_leftover(relation) %} {% endif %}
    {% set building = spark_own_relation(relation) %}
    {% do run_query("create table " ~ building ~ " using parquet as " ~ query) %}
    {% set name = relation.identifier | lower %}
    {% if run_query("show tables in " ~ relation.schema ~ " like '" ~ name ~ "'").rows %}
        {% do run_query("drop table " ~ building) %}
    {% else %} {% do run_query("alter table " ~ building ~ " rename to " ~ relation) %}
    {% endif %}
{% endmacro %}
