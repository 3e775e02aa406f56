{%- set averaged = audio_measure_names() + ["duration_min"] -%}
with
    profiles as (select * from {{ ref("artist_audio_profiles") }}),

    recording_profiles as (select * from {{ ref("artist_recording_profiles") }})

select recording_profiles.*
from profiles
full outer join recording_profiles on profiles.artist_id = recording_profiles.artist_id
where
    profiles.artist_id is null
    or recording_profiles.artist_id is null
    or profiles.track_count <> recording_profiles.track_count
    {%- for column_name in averaged %}
        or recording_profiles.shift_{{ column_name }}
        not between profiles.avg_{{ column_name }} - recording_profiles.avg_{{ column_name }} - 1e-9
        and profiles.avg_{{ column_name }} - recording_profiles.avg_{{ column_name }} + 1e-9
    {%- endfor %}
