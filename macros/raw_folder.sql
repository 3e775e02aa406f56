{#- Absolute, because Spark takes a relative location to be inside its warehouse. -#}
{% macro raw_folder() %}
    {% set folder = env_var("SOUNDMART_RAW", "") or "data/raw" %}
    {% do return(
        folder if folder.startswith("/") else adapter.config.project_root ~ "/" ~ folder
    ) %}
{% endmacro %}
