{#- The rows of a unit test as one inline table. These two take the place of dbt's own macros, which write a
    select for every row and a union of them all: Spark plans that for seconds. -#}
{% macro get_fixture_sql(rows, column_name_to_data_types) %}
    {% set data_types = dict(column_name_to_data_types or {}) %}
    {% if not data_types %}
        {% for column in adapter.get_columns_in_relation(this) %}
            {% do data_types.update({column.name | lower: column.data_type}) %}
        {% endfor %}
    {% endif %}
    {% if not data_types %}
        {{ exceptions.raise_compiler_error(this ~ " has no columns yet: run `dbt build` first") }}
    {% endif %}
    {{ inline_table(rows, data_types) }}
{% endmacro %}


{% macro get_expected_sql(rows, column_name_to_data_types, column_name_to_quoted) %}
    {% set data_types = {} %}
    {% for column_name in (rows | first | default({})) %}
        {% set column_name = column_name | lower %}
        {% do data_types.update({column_name: column_name_to_data_types[column_name]}) %}
    {% endfor %}
    {{ inline_table(rows, data_types or column_name_to_data_types) }}
{% endmacro %}


{% macro inline_table(rows, data_types) %}
    {% set names, unknown = [], {} %}
    {% for column_name, data_type in data_types.items() %}
        {% do names.append(adapter.quote(column_name)) %}
        {% do unknown.update({column_name: dbt.safe_cast("null", data_type) | trim}) %}
    {% endfor %}
    select {{ names | join(", ") }}
    from
    values
        {% for row in rows or [{}] %}
            {% set cells = dict(unknown, **format_row(row, data_types)) %}
            ({{ cells.values() | join(", ") }}) {{- "," if not loop.last }}
        {% endfor %} as fixture({{ names | join(", ") }})
        {{ "limit 0" if not rows }}
{% endmacro %}
