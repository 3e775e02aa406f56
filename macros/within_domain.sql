{#- The column's value, or null where it is outside its domain or means "not detected".
    NaN and infinity are outside. -#}
{% macro within_domain(column_name) -%}
    {%- set domain = audio_feature_domains()[column_name] -%}
    case
        when
            {{ column_name }} between {{ domain.minimum }} and {{ domain.maximum }}
            and not isnan({{ column_name }})
        then
            {%- if "not_detected" in domain %} nullif({{ column_name }}, {{ domain.not_detected }})
            {%- else %} {{ column_name }}
            {%- endif %}
    end
{%- endmacro %}
