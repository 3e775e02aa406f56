{#- A run-start hook: `dbt run` and `dbt test` leave the seeds to `dbt seed`. So that they work on a
    fresh clone too, a seed that nobody has loaded yet is made here from its file. -#}
{% macro load_missing_seeds() %}
    {% if execute and flags.WHICH in ["run", "test"] %}
        {% set loaded = [] %}
        {% for seed in graph.nodes.values() | selectattr("resource_type", "equalto", "seed") %}
            {% set found = adapter.get_relation(seed.database, seed.schema, seed.alias) %}
            {% if not found %}
                {% set relation = api.Relation.create(seed.database, seed.schema, seed.alias) %}
                {% set path = adapter.config.project_root ~ "/" ~ seed.original_file_path %}
                {% do adapter.dispatch("load_seed_file")(
                    relation, path, seed.config.column_types
                ) %}
                {% do loaded.append(seed.unique_id) %}
            {% endif %}
        {% endfor %}
        {% do remember_seeds(loaded) %}
    {% endif %}
{% endmacro %}


{% macro duckdb__load_seed_file(relation, path, column_types) %}
    {% do run_query(
        "create table "
        ~ relation
        ~ " as select "
        ~ casts(column_types)
        ~ " from read_csv('"
        ~ dbt.escape_single_quotes(path)
        ~ "', header = true, all_varchar = true)"
    ) %}
{% endmacro %}


{% macro spark__load_seed_file(relation, path, column_types) %}
    {% do run_query(
        "create or replace temporary view seed_file using csv options (header 'true', path '"
        ~ dbt.escape_single_quotes(path)
        ~ "')"
    ) %}
    {% do make_whole_table(relation, "select " ~ casts(column_types) ~ " from seed_file") %}
{% endmacro %}


{% macro casts(column_types) -%}
    {%- for column_name, data_type in column_types.items() -%}
        cast({{ column_name }} as {{ data_type }}) as {{ column_name }} {{- ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
