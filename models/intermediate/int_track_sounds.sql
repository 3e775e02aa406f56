{#- One row per artist and track that has its sound in common with other tracks of its title. -#}
{#- What tells most apart comes first and what allows most last, so that no stranger stands between two. -#}
{%- set parts = ["tempo", "loudness"] %}
{%- do parts.extend(audio_measure_names() | reject("in", parts) | list) %}
{%- do parts.append("duration_ms") %}
{%- set alike = ["artist_id", "title"] %}
with
    tracks as (select * from {{ of_changed_artists(ref("tracks")) }}),

    -- fewer known measures may be equal by chance
    comparable as (
        select
            artist_id,
            track_id,
            {{ normalised_title("track_name") }} as title,
            release_date,
            album_id,
            {{ parts | join(", ") }}
        from tracks
        where
            track_name is not null
            and {% for measure_name in audio_measure_names() %}
                case when {{ measure_name }} is null then 0 else 1 end {{- " +" if not loop.last }}
            {% endfor %}
            >= 5
    ),

    shared_titles as (
        select artist_id, title from comparable group by artist_id, title having count(*) > 1
    ),

    namesakes as (
        select comparable.*
        from comparable
        semi join
            shared_titles
            on comparable.artist_id = shared_titles.artist_id
            and comparable.title = shared_titles.title
    ),

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
                            order by {{ part }} nulls last, track_id
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
                            order by {{ part }} nulls last, track_id
                            rows between unbounded preceding and current row
                        )
                end as {{ part }}_level
            from {{ part }}_steps
        ),
        {%- do alike.append(part ~ "_level") %}
    {%- endfor %}

    sounds as (
        select
            artist_id,
            track_id,
            first_value(track_id) over (
                partition by {{ alike | join(", ") }}
                order by release_date nulls last, album_id, track_id
            ) as sound_id,
            count(*) over (partition by {{ alike | join(", ") }}) as track_count
        from {{ parts | last }}_levels
    ),

    common_sounds as (select artist_id, track_id, sound_id from sounds where track_count > 1)

select *
from common_sounds
