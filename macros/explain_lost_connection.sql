{#- A run-end hook: says of which server it was, and what to do, where a model ended because the Thrift server had. dbt itself
    prints what the socket said. Asks nothing of a server that has gone. -#}
{% macro explain_lost_connection(results) %}
    {% if execute and target.type == "spark" %}
        {% set lost = [] %}
        {% for result in results if result.status == "error" %}
            {% for sign in ["TSocket", "TTransportException", "Connection lost"] %}
                {% if sign in (result.message or "") %} {% do lost.append(result) %} {% endif %}
            {% endfor %}
        {% endfor %}
        {% if lost != [] %}
            {% do log(
                "The Thrift server at "
                ~ target.host
                ~ ":"
                ~ target.port
                ~ " has gone: start it again (`make cluster-up`), then run the same command once more. No table is half built.",
                info=true,
            ) %}
        {% endif %}
    {% endif %}
{% endmacro %}
