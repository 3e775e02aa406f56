{#- What one rule of the test `column_rules` means for a column. Null passes all but `not_null`. -#}
{% macro column_rule(column_name, rule) %}
    {% if rule is string %} {% set kind, limit = rule, none %}
    {% else %} {% set kind, limit = (rule.items() | list)[0] %}
    {% endif %}

    {% set condition %}
        {% if kind == "not_null" %} {{ column_name }} is not null
        {% elif kind == "in_domain" %} {{ within_domain(column_name) }} is not null
        {% elif kind == "at_least" %} {{ column_name }} >= {{ limit }}
        {% elif kind == "between" %} {{ column_name }} between {{ limit[0] }} and {{ limit[1] }}
        {% elif kind == "accepted" %} {{ column_name }} in ({{ sql_literals(limit) }})
        {% elif kind == "refused" %} {{ column_name }} not in ({{ sql_literals(limit) }})
        {% elif kind == "that" %} {{ limit }}
        {% else %} {{ exceptions.raise_compiler_error("column_rules knows no rule " ~ kind) }}
        {% endif %}
    {% endset %}
    {% if kind != "not_null" %}
        {% set condition = column_name ~ " is null or (" ~ condition | trim ~ ")" %}
    {% endif %}

    {% set name = column_name ~ ": " ~ (kind if limit is none else kind ~ " " ~ limit) %}
    {% do return({"name": name, "condition": condition | trim}) %}
{% endmacro %}


{% macro sql_literals(values) -%}
    {%- for value in values -%}
        {{ "'" ~ value ~ "'" if value is string else value }} {{- ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
