{#- How an incremental model takes in the rows of changed artists: all that it had of them goes, also where nothing new comes.
    DuckDB deletes and inserts, in one transaction. -#}
{% macro get_incremental_changed_artists_sql(arguments) %}
    delete from {{ arguments.target_relation }}
    where artist_id in (select artist_id from {{ changed_artists() }});

    insert into {{ arguments.target_relation }} by name
    select *
    from {{ arguments.temp_relation }}
{% endmacro %}


{#- Spark cannot delete from Parquet, nor overwrite a table that it reads: the rows of all other artists are copied beside the new
    ones, and the table as a whole takes the place of the old one. This is dbt-spark's macro for `insert_overwrite`. -#}
{% macro get_insert_overwrite_sql(source_relation, target_relation, existing_relation) %}
    {% set next_relation = target_relation.incorporate(
        path={"identifier": target_relation.identifier ~ "__next"}
    ) %}
    {% set columns = (
        adapter.get_columns_in_relation(target_relation)
        | map(attribute="quoted")
        | join(", ")
    ) %}
    {% do run_query("drop table if exists " ~ next_relation) %}
    {% set kept_and_new %}
        select {{ columns }}
        from {{ target_relation }}
        where not exists (
            select 1
            from {{ changed_artists() }} as changed_artists
            where changed_artists.artist_id = {{ target_relation.identifier }}.artist_id
        )
        union all
        select {{ columns }}
        from {{ source_relation }}
    {% endset %}
    {% do run_query(create_table_as(false, next_relation, kept_and_new)) %}
    {% do run_query("drop table " ~ target_relation) %}
    alter table {{ next_relation }} rename to {{ target_relation }}
{% endmacro %}


{% macro changed_artists() %}
    {% do return(graph.nodes["model.soundmart.base_spotify__changed_artists"].relation_name) %}
{% endmacro %}
