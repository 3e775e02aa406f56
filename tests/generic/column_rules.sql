{#- Checks that no key stands more than once, unless that is right, and any number of rules on any
    number of columns: all in one scan. Fails with one row per broken rule, which names the columns and
    the rule, counts the rows (of a key that is not unique, the keys) and shows the first and the last
    key. Rows are counted by key before a rule is looked at, and the numbers stand apart from the text:
    a test that passes neither counts nor writes anything twice. -#}
{% test column_rules(model, key, rules, unique=true) %}
    {%- set key_parts = [] %}
    {%- for column_name in key %}
        {%- do key_parts.append("coalesce(cast(" ~ column_name ~ " as string), 'null')") %}
    {%- endfor %}

    {%- set checks = [] %}
    {%- for column_name, column_rules in rules.items() %}
        {%- for rule in column_rules %}
            {%- do checks.append(column_rule(column_name, rule)) %}
        {%- endfor %}
    {%- endfor %}
    {%- set names = [] %}
    {%- for check in checks %} {%- do names.append(adapter.quote(check.name)) %} {%- endfor %}
    {%- set not_unique = key | join(", ") ~ ": unique" %}

    with
        keys as (
            select
                {{ key | join(", ") }},
                {%- for check in checks %}
                    count(
                        case when not ({{ check.condition }}) then 1 end
                    ) as {{ names[loop.index0] }},
                {%- endfor %}
                count(*) as row_count
            from {{ model }}
            group by {{ key | join(", ") }}
        ),

        broken_keys as (
            select
                {{ key_parts | join(" || ', ' || ") }} as row_key,
                {%- if unique %}
                    case when row_count > 1 then 1 else 0 end as {{ adapter.quote(not_unique) }},
                {%- endif %}
                {{ names | join(", ") }}
            from keys
            where {{ "row_count > 1 or" if unique }} {{ names | join(" + ") }} > 0
        )

    select
        broken_rule,
        sum(broken_count)
        || case when broken_rule = '{{ not_unique }}' then ' keys' else ' rows' end
        || ', from ('
        || min(row_key)
        || ') to ('
        || max(row_key)
        || ')' as found
    from
        broken_keys unpivot (
            broken_count for broken_rule in (
                {%- if unique %}{{ adapter.quote(not_unique) }}, {%- endif %}
                {{ names | join(", ") }}
            )
        )
    where broken_count > 0
    group by broken_rule
{% endtest %}
