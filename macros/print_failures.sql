{#- A run-end hook: prints the first rows of every data test that failed or warned. Costs nothing when
    none did. -#}
{% macro print_failures(results) %}
    {% set found = results | selectattr("status", "in", ["fail", "warn"]) | list %}
    {% for result in found if result.node.resource_type == "test" %}
        {% set verb = "fail" if result.status == "fail" else "are warned of by" %}
        {% do log("Rows that " ~ verb ~ " " ~ result.node.name ~ ":", info=true) %}
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
