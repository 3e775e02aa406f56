{#- The rows of a relation without those that another of their key comes before; and `place`, which is 1. Most keys have
    one row. What that saves differs: DuckDB sorts only the keys that have more. Spark would shuffle its rows anyway, and
    does so once where the first column of the key alone says where a row goes, as the joins that follow have it. -#}
{% macro first_rows(relation, key, order_by) -%}
    {{ adapter.dispatch("first_rows")(relation, key, order_by) }}
{%- endmacro %}


{% macro spark__first_rows(relation, key, order_by) %}
    select *
    from
        (
            select
                *,
                row_number() over (
                    partition by {{ key | join(", ") }} order by {{ order_by | join(", ") }}
                ) as place
            from
                (
                    select  /*+ repartition({{ key | first }}) */
                        *
                    from {{ relation }}
                )
        )
    where place = 1
{% endmacro %}


{% macro duckdb__first_rows(relation, key, order_by) %}
    {% set same_key = [] %}
    {% for column_name in key %}
        {% do same_key.append(
            "rows_of_key."
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

    select rows_of_key.*, 1 as place
    from {{ relation }} as rows_of_key
    anti join shared_keys on {{ same_key | join(" and ") }}
    union all
    select *
    from
        (
            select
                rows_of_key.*,
                row_number() over (
                    partition by {{ key | join(", ") }} order by {{ order_by | join(", ") }}
                ) as place
            from {{ relation }} as rows_of_key
            semi join shared_keys on {{ same_key | join(" and ") }}
        )
    where place = 1
{% endmacro %}
