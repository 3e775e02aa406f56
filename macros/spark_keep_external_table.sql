{#- Has a table over files as it is defined here, and sees the files of now. One that is so already is left alone:
    another dbt process may be reading it. Dropping it leaves the files alone. -#}
{% macro spark_keep_external_table(relation, definition, folder) %}
    {% set location = "location '" ~ dbt.escape_single_quotes(folder) ~ "'" if folder else "" %}
    {% set mark = local_md5(definition ~ location) %}
    {% set found = run_query(
        "show table extended in "
        ~ relation.schema
        ~ " like '"
        ~ relation.identifier
        ~ "'"
    ) %}
    {% if not found.rows or mark not in found.rows[0]["information"] %}
        {#- Of two processes that get here at once, the second finds the table and is content with it. Only
            `like` does that: a plain `create table if not exists` looks first, and may come too late. -#}
        {% set pattern = relation ~ "__" ~ invocation_id.split("-")[0] %}
        {% do run_query("create table " ~ pattern ~ definition ~ location) %}
        {% if found.rows %} {% do run_query("drop table if exists " ~ relation) %} {% endif %}
        {% do run_query(
            "create table if not exists "
            ~ relation
            ~ " like "
            ~ pattern
            ~ " "
            ~ location
            ~ " tblproperties ('soundmart.definition' = '"
            ~ mark
            ~ "')"
        ) %}
        {% do run_query("drop table " ~ pattern) %}
    {% endif %}
    {% do run_query("refresh table " ~ relation) %}
{% endmacro %}
