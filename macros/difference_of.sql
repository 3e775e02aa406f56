{#- The difference of two averages: 0 where they are equal but for the last digits, in which the order of
    summing shows, and so the engine. -#}
{% macro difference_of(minuend, subtrahend) -%}
    case
        when abs({{ minuend }} - {{ subtrahend }}) <= 1e-9
        then 0
        else {{ minuend }} - {{ subtrahend }}
    end
{%- endmacro %}
