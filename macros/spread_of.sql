{#- The sample standard deviation, or null where all values are one: values within the last digits of each
    other are the same value computed twice, and dividing by their spread would make something of nothing. -#}
{% macro spread_of(expression) -%}
    case
        when max({{ expression }}) - min({{ expression }}) > 1e-9 then stddev_samp({{ expression }})
    end
{%- endmacro %}
