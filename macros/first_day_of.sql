{#- The first day of a release date of year (1969), month (1969-10) or day (1969-10-10) precision.
    Null for anything else: the day must read back as the same text, and year 0 is no year. -#}
{% macro first_day_of(release_date) -%}
    {%- set missing_part -%}
        case length({{ release_date }}) when 4 then '-01-01' when 7 then '-01' else '' end
    {%- endset -%}
    {%- set day = release_date ~ " || " ~ missing_part -%}
    case
        when
            length({{ release_date }}) in (4, 7, 10)
            and cast(try_cast({{ day }} as date) as string) = {{ day }}
            and {{ release_date }} >= '0001'
        then try_cast({{ day }} as date)
    end
{%- endmacro %}
