{#- An ISRC in its plain form: 12 characters, no hyphens (ISO 3901). Null for a text that is none, which
    would bring together what has nothing in common. -#}
{% macro isrc_in(isrc) -%}
    nullif(
        regexp_extract(upper(translate({{ isrc }}, '- ', '')), '^[A-Z]{2}[A-Z0-9]{3}[0-9]{7}$', 0),
        ''
    )
{%- endmacro %}
