{#- Checks any number of rules on any number of columns in one scan. Fails with one row per broken
    rule, which names the column and the rule, counts the rows and shows the first and the last key. -#}
{% test column_rules(model, key, rules) %}
    {%- set row_key = [] %}
    {%- for column_name in key %}
        {%- do row_key.append("coalesce(cast(" ~ column_name ~ " as string), 'null')") %}
    {%- endfor %}
    {%- set row_key = row_key | join(" || ', ' || ") %}

    {%- set checks = [] %}
    {%- for column_name, column_rules in rules.items() %}
        {%- for rule in column_rules %}
            {%- do checks.append(column_rule(column_name, rule)) %}
        {%- endfor %}
    {%- endfor %}

    with
        broken_rows as (
            select
                {%- for check in checks %}
                    {%- set broken = "case when not (" ~ check.condition ~ ") then" %}
                    count({{ broken }} 1 end)
                    || ' rows, from ('
                    || min({{ broken }} {{ row_key }} end)
                    || ') to ('
                    || max({{ broken }} {{ row_key }} end)
                    || ')' as {{ adapter.quote(check.name) }} {{- "," if not loop.last }}
                {%- endfor %}
            from {{ model }}
        )

    select broken_rule, found
    from
        broken_rows unpivot (
            found for broken_rule in (
                {%- for check in checks %}
                    {{ adapter.quote(check.name) }} {{- "," if not loop.last }}
                {%- endfor %}
            )
        )
{% endtest %}
