{#- A run-end hook: prints the first rows of every data test that failed. Costs nothing when none did. -#}
{% macro print_failures(results) %}
    {% set failed = results | selectattr("status", "equalto", "fail") | list %}
    {% for result in failed if result.node.resource_type == "test" %}
        {% do log("Rows that fail " ~ result.node.name ~ ":", info=true) %}
        {% set rows = run_query(
            "select * from (" ~ result.node.compiled_code ~ ") as failures limit 5"
        ) %}
        {% for row in rows %}
            {% set cells = [] %}
            {% for name, value in row.items() %}
                {% do cells.append(name ~ "=" ~ value) %}
            {% endfor %}
            {% do log("  " ~ cells | join("  "), info=true) %}
        {% endfor %}
    {% endfor %}
{% endmacro %}
