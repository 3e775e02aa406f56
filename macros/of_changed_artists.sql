{#- A relation, or of it what belongs to the changed artists where only those are built. Rows belong by `key`, which is
    an artist's id, or is found in the column of that name of `among`, a CTE that is limited so already. -#}
{% macro of_changed_artists(relation, key="artist_id", among=none) -%}
    {%- if not execute -%} {%- do ref("base_spotify__changed_artists") -%} {%- endif -%}
    {%- if builds_changes_only() -%}
        (
            select *
            from {{ relation }}
            where {{ key }} in (select {{ key }} from {{ among or changed_artists() }})
        ) as {{ relation.identifier }}
    {%- else -%} {{ relation }}
    {%- endif -%}
{%- endmacro %}
