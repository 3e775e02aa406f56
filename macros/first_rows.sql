{#- The rows of a relation without those that another of their key comes before; and `place`, which is 1. Most keys have
    one row: DuckDB finds those that have more and sorts them alone, in a third of the time. Spark shuffles all rows to find them. -#}
{% macro first_rows(relation, key, order_by, known=[]) -%}
    {{ adapter.dispatch("first_rows")(relation, key, order_by, known) }}
{%- endmacro %}


{% macro spark__first_rows(relation, key, order_by, known) %}
    select *
    from (select {{ rows_with_place(key, order_by, known) }} from {{ relation }})
    where place = 1
{% endmacro %}


{% macro duckdb__first_rows(relation, key, order_by, known) %}
    {% set same_key = [] %}
    {% for column_name in key %}
        {% do same_key.append(
            "landed_rows."
            ~ column_name
            ~ " is not distinct from shared_keys."
            ~ column_name
        ) %}
    {% endfor %}
    with
        shared_keys as (
            select {{ key | join(", ") }}
            from {{ relation }}
            group by {{ key | join(", ") }}
            having count(*) > 1
        )

    select {{ rows_with_place([], [], known) }}
    from {{ relation }} as landed_rows
    anti join shared_keys on {{ same_key | join(" and ") }}
    union all
    select *
    from
        (
            select {{ rows_with_place(key, order_by, known) }}
            from {{ relation }} as landed_rows
            semi join shared_keys on {{ same_key | join(" and ") }}
        )
    where place = 1
{% endmacro %}


{#- A select list: all columns, the known ones from whichever row of the key knows them, and the place in the order; without a
    key, of rows that are alone. -#}
{% macro rows_with_place(key, order_by, known) -%}
    {%- set partition = "partition by " ~ key | join(", ") -%}
    {%- set select_list = ["* except (" ~ known | join(", ") ~ ")" if known else "*"] -%}
    {%- for column_name in known -%}
        {%- do select_list.append(
            "max(" ~ column_name ~ ") over (" ~ partition ~ ") as " ~ column_name
            if key
            else column_name
        ) -%}
    {%- endfor -%}
    {%- set order = partition ~ " order by " ~ order_by | join(", ") -%}
    {%- do select_list.append(
        ("row_number() over (" ~ order ~ ")" if key else "1") ~ " as place"
    ) -%}
    {{ select_list | join(", ") }}
{%- endmacro %}
