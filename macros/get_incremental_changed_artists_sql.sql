{#- How an incremental model takes in the rows of changed artists: all that it had of them goes, also where nothing new comes.
    DuckDB deletes and inserts, in one transaction. -#}
{% macro get_incremental_changed_artists_sql(arguments) %}
    {% set columns = arguments.dest_columns | map(attribute="quoted") | join(", ") %}
    {% set deletion = (
        "delete from "
        ~ arguments.target_relation
        ~ " where artist_id in (select artist_id from "
        ~ changed_artists()
        ~ ")"
    ) %}
    {{ deletion }}
    ;
    insert into {{ arguments.target_relation }} ({{ columns }})
    select {{ columns }}
    from {{ arguments.temp_relation }}
{% endmacro %}


{#- Spark cannot delete from Parquet, nor overwrite a table that it reads: the rows of all other artists are copied beside the new
    ones, into a table that takes the place of the old one as a whole. -#}
{% macro spark_rows_with_changes(relation, changed_rows) %}
    {% set columns = (
        adapter.get_columns_in_relation(relation) | map(attribute="quoted") | join(", ")
    ) %}
    select {{ columns }}
    from {{ relation }}
    where not exists (
        select 1
        from {{ changed_artists() }} as changed_artists
        where changed_artists.artist_id = {{ relation.identifier }}.artist_id
    )
    union all
    select {{ columns }}
    from ({{ changed_rows }}) as changed_rows
{% endmacro %}


{% macro changed_artists() %}
    {% do return(graph.nodes["model.soundmart.base_spotify__changed_artists"].relation_name) %}
{% endmacro %}
