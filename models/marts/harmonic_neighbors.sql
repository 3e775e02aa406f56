{#- One row per Camelot code and code that mixes with it. -#}
{{ config(materialized="table") }}
with
    wheel as (
        select camelot_code, camelot_number, camelot_letter, pitch_class, mode
        from {{ ref("camelot_wheel") }}
    ),

    pitch_classes as (select pitch_class, key_name from {{ ref("pitch_classes") }}),

    named as (
        select
            wheel.camelot_code,
            wheel.camelot_number,
            wheel.camelot_letter,
            pitch_classes.key_name,
            case wheel.mode when 1 then 'major' when 0 then 'minor' end as mode_name
        from wheel
        inner join pitch_classes on wheel.pitch_class = pitch_classes.pitch_class
    ),

    pairs as (
        select
            one.camelot_code,
            one.key_name,
            one.mode_name,
            other.camelot_code as compatible_camelot_code,
            other.key_name as compatible_key_name,
            other.mode_name as compatible_mode_name,
            case
                when one.camelot_code = other.camelot_code
                then 'same'
                when one.camelot_number = other.camelot_number
                then 'relative'
                when
                    one.camelot_letter = other.camelot_letter
                    and other.camelot_number = one.camelot_number % 12 + 1
                then 'step up'
                when
                    one.camelot_letter = other.camelot_letter
                    and one.camelot_number = other.camelot_number % 12 + 1
                then 'step down'
            end as relation
        from named as one
        cross join named as other
    ),

    neighbors as (select * from pairs where relation is not null)

select *
from neighbors
