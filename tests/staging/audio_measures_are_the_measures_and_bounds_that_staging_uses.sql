with
    used as (
        {%- for measure_name in audio_measure_names() %}
            {%- set domain = audio_feature_domains()[measure_name] %}
            select
                '{{ measure_name }}' as measure_name,
                cast({{ domain.minimum }} as double) as minimum,
                cast({{ domain.maximum }} as double) as maximum
                {{- " union all" if not loop.last }}
        {%- endfor %}
    ),

    described as (select measure_name, minimum, maximum from {{ ref("audio_measures") }})

    (
        select *
        from used
        except
        select *
        from described
    )
union all
(
    select *
    from described
    except
    select *
    from used
)
