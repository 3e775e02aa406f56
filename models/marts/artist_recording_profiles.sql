{#- One row per artist with audio features: averages over the artist's recordings, and how far the
    averages over all tracks are from them. -#}
{%- set averaged = audio_measure_names() + ["duration_min"] %}
with
    recordings as (
        select * from {{ of_changed_artists(ref("recordings")) }} where has_audio_features
    ),

    profiles as (select * from {{ of_changed_artists(ref("artist_audio_profiles")) }}),

    averages as (
        select
            artist_id,
            count(*) as recording_count,
            {%- for column_name in averaged %}
                avg({{ column_name }}) as avg_{{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from recordings
        group by artist_id
    ),

    recording_profiles as (
        select
            profiles.artist_id,
            profiles.artist_name,
            averages.recording_count,
            profiles.track_count,
            {%- for column_name in averaged %} averages.avg_{{ column_name }}, {%- endfor %}
            {%- for column_name in averaged %}
                {{ difference_of("profiles.avg_" ~ column_name, "averages.avg_" ~ column_name) }}
                as shift_{{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from profiles
        inner join averages on profiles.artist_id = averages.artist_id
    )

select *
from recording_profiles
