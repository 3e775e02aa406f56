{#- Checks that no key stands more than once, unless that is right, and any number of rules on any
    number of columns: all in one scan. Fails with one row per broken rule, which names the columns and
    the rule, counts the rows (of a key that is not unique, the keys) and shows the first and the last
    key. Numbers stand apart from text: where nothing is broken, no text is put together. -#}
{% test column_rules(model, key, rules, unique=true) %}
    {%- set broken_row = "case when not (%s) then 1 else 0 end" %}
    {%- set not_unique = key | join(", ") ~ ": unique" %}
    {%- set counts = {} %}
    {%- if unique %}
        {%- do counts.update(
            {adapter.quote(not_unique): "case when count(*) > 1 then 1 else 0 end"}
        ) %}
    {%- endif %}
    {%- for column_name, column_rules in rules.items() %}
        {%- for rule in column_rules %}
            {%- set check = column_rule(column_name, rule) %}
            {%- set broken = broken_row | format(check.condition) %}
            {%- do counts.update(
                {adapter.quote(check.name): "sum(" ~ broken ~ ")" if unique else broken}
            ) %}
        {%- endfor %}
    {%- endfor %}
    {%- set key_parts = [] %}
    {%- for column_name in key %}
        {%- do key_parts.append("coalesce(cast(" ~ column_name ~ " as string), 'null')") %}
    {%- endfor %}

    with
        keys as (
            select
                {%- for name, broken_count in counts.items() %}
                    {{ broken_count }} as {{ name }},
                {%- endfor %}
                {{ key_parts | join(" || ', ' || ") }} as row_key
            from {{ model }}
            {%- if unique %} group by {{ key | join(", ") }} {%- endif %}
        ),

        broken_keys as (select * from keys where {{ counts | join(" + ") }} > 0)

    select
        broken_rule,
        sum(broken_count)
        || case when broken_rule = '{{ not_unique }}' then ' keys' else ' rows' end
        || ', from ('
        || min(row_key)
        || ') to ('
        || max(row_key)
        || ')' as found
    from broken_keys unpivot (broken_count for broken_rule in ({{ counts | join(", ") }}))
    where broken_count > 0
    group by broken_rule
{% endtest %}
