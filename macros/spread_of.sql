{#- The sample standard deviation, or null where all values are one: values within the last digits of each
    other are the same value computed twice, and dividing by their spread would make something of nothing. -#}
{% macro spread_of(expression, window="") -%}
    case
        when max({{ expression }}) {{ window }} - min({{ expression }}) {{ window }} > 1e-9
        then stddev_samp({{ expression }}) {{ window }}
    end
{%- endmacro %}
