{#- One row per artist and track: the sound that it has in common with other tracks of its title. -#}
{{ config(materialized="table") }}
{#- What tells most apart comes first and what allows most last, so that no stranger stands between two. -#}
{%- set parts = ["tempo", "loudness"] %}
{%- do parts.extend(audio_measure_names() | reject("in", parts) | list) %}
{%- do parts.append("duration_ms") %}
{%- set alike = ["artist_id", "title"] %}
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

    -- so few measures are equal by chance
    comparable as (
        select
            *,
            title is not null
            and {% for measure_name in audio_measure_names() %}
                case when {{ measure_name }} is null then 0 else 1 end {{- " +" if not loop.last }}
            {% endfor %}
            >= 5
            and count(*) over (partition by artist_id, title) > 1 as has_namesakes
        from numbered
    ),

    namesakes as (select * from comparable where has_namesakes),

    -- among the tracks alike so far, going up by a measure, a step is where the track before is
    -- further off than rounding explains, and a level is what lies between two steps
    {%- for part in parts %}
        {{ part }}_steps as (
            select
                *,
                case
                    when
                        {{ part }} - lag({{ part }}) over (
                            partition by {{ alike | join(", ") }}
                            order by {{ part }} nulls last, release_order
                        )
                        <= {{ 2000 if part == "duration_ms" else 0.00051 }}
                    then 0
                    else 1
                end as {{ part }}_step
            from {{ "namesakes" if loop.first else parts[loop.index0 - 1] ~ "_levels" }}
        ),

        {{ part }}_levels as (
            select
                *,
                case
                    when {{ part }} is not null
                    then
                        sum({{ part }}_step) over (
                            partition by {{ alike | join(", ") }}
                            order by {{ part }} nulls last, release_order
                            rows between unbounded preceding and current row
                        )
                end as {{ part }}_level
            from {{ part }}_steps
        ),
        {%- do alike.append(part ~ "_level") %}
    {%- endfor %}

    common_sounds as (
        select
            artist_id,
            track_id,
            min(release_order) over (partition by {{ alike | join(", ") }}) as sound_number
        from {{ parts | last }}_levels
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
