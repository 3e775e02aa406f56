{#- One row per artist and track: the sound that it has in common with other tracks of its title. -#}
{{ config(materialized="table") }}
{%- set parts = audio_measure_names() + ["duration_ms"] %}
with
    tracks as (select * from {{ ref("tracks") }}),

    numbered as (
        select
            artist_id,
            track_id,
            {{ normalised_title("track_name") }} as title,
            {{ parts | join(", ") }},
            row_number() over (
                partition by artist_id order by release_date nulls last, album_id, track_id
            ) as release_order
        from tracks
    ),

    comparable as (
        select
            *,
            title is not null
            and coalesce({{ audio_measure_names() | join(", ") }}) is not null
            and count(*) over (partition by artist_id, title) > 1 as has_namesakes
        from numbered
    ),

    -- going up by one measure, a step is where the track before is further off than rounding
    -- explains
    steps as (
        select
            *,
            {%- for part in parts %}
                {%- set tolerance = 2000 if part == "duration_ms" else 0.00051 %}
                case
                    when
                        {{ part }} - lag({{ part }}) over (
                            partition by artist_id, title
                            order by {{ part }} nulls last, release_order
                        )
                        <= {{ tolerance }}
                    then 0
                    else 1
                end as {{ part }}_step {{- "," if not loop.last }}
            {%- endfor %}
        from comparable
        where has_namesakes
    ),

    -- tracks between which no measure has a step are of one level in all of them
    levels as (
        select
            artist_id,
            track_id,
            title,
            release_order,
            {%- for part in parts %}
                case
                    when {{ part }} is not null
                    then
                        sum({{ part }}_step) over (
                            partition by artist_id, title
                            order by {{ part }} nulls last, release_order
                            rows between unbounded preceding and current row
                        )
                end as {{ part }}_level {{- "," if not loop.last }}
            {%- endfor %}
        from steps
    ),

    common_sounds as (
        select
            artist_id,
            track_id,
            min(release_order) over (
                partition by artist_id, title, {{ parts | join("_level, ") }}_level
            ) as sound_number
        from levels
    ),

    sounds as (
        select
            numbered.artist_id,
            numbered.track_id,
            numbered.release_order,
            coalesce(common_sounds.sound_number, numbered.release_order) as sound_number
        from numbered
        left join
            common_sounds
            on numbered.artist_id = common_sounds.artist_id
            and numbered.track_id = common_sounds.track_id
    )

select *
from sounds
