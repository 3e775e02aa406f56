{#- Checks any number of rules on any number of columns, and that no key stands more than once, unless that is right. The rules are
    one scan that keeps broken rows alone; what has nothing broken groups nothing and puts no text together. Fails with one row per
    broken rule, which names the columns and the rule, counts the rows (of a key that is not unique, the keys) and shows the
    first and the last key. -#}
{% test column_rules(model, key, rules, unique=true) %}
    {%- set conditions = {} %}
    {%- for column_name, column_rules in rules.items() %}
        {%- for rule in column_rules %}
            {%- set check = column_rule(column_name, rule) %}
            {%- do conditions.update({adapter.quote(check.name): check.condition}) %}
        {%- endfor %}
    {%- endfor %}
    {%- set key_parts = [] %}
    {%- for column_name in key %}
        {%- do key_parts.append("coalesce(cast(" ~ column_name ~ " as string), 'null')") %}
    {%- endfor %}
    {%- set row_key = key_parts | join(" || ', ' || ") %}

    with
        broken_rows as (
            select
                {%- for name, condition in conditions.items() %}
                    case when not ({{ condition }}) then 1 else 0 end as {{ name }},
                {%- endfor %}
                {{ row_key }} as row_key
            from {{ model }}
            where
                {% for condition in conditions.values() %}
                    not ({{ condition }}) {{ "or" if not loop.last }}
                {% endfor %}
        ),

        broken_rules as (
            select broken_rule, ' rows' as what, row_key
            from broken_rows unpivot (broken for broken_rule in ({{ conditions | join(", ") }}))
            where broken = 1
            {%- if unique %}
                union all
                select
                    '{{ key | join(", ") }}: unique' as broken_rule,
                    ' keys' as what,
                    {{ row_key }} as row_key
                from ({{ repeated_keys(model, key) }}) as repeated_keys
            {%- endif %}
        )

    select
        broken_rule,
        count(*) || what || ', from (' || min(row_key) || ') to (' || max(row_key) || ')' as found
    from broken_rules
    group by broken_rule, what
{% endtest %}
