{#- One row per artist and recording: the tracks that are of one take, brought together. -#}
{%- set keys = ["key", "key_name", "mode", "mode_name", "camelot_code"] %}
with
    tracks as (select * from {{ ref("tracks") }}),

    track_recordings as (
        select artist_id, track_id, recording_id, isrc, release_order
        from {{ ref("int_track_recordings") }}
    ),

    numbered as (
        select
            tracks.*,
            track_recordings.recording_id,
            track_recordings.isrc,
            track_recordings.release_order,
            row_number() over (
                partition by track_recordings.artist_id, track_recordings.recording_id
                order by
                    case when tracks.has_audio_features then 0 else 1 end,
                    track_recordings.release_order
            ) as feature_order
        from tracks
        inner join
            track_recordings
            on tracks.artist_id = track_recordings.artist_id
            and tracks.track_id = track_recordings.track_id
    ),

    recordings as (
        select
            recording_id,
            artist_id,
            artist_name,
            max(isrc) as isrc,
            {%- for column_name in ["track_id", "track_name", "album_id", "album_name"] %}
                max(case when release_order = 1 then {{ column_name }} end) as {{ column_name }},
            {%- endfor %}
            max(case when release_order = 1 then release_date end) as first_release_date,
            count(*) as track_count,
            {%- for column_name in ["duration_ms", "duration_min"] + audio_measure_names() + keys %}
                max(case when feature_order = 1 then {{ column_name }} end) as {{ column_name }},
            {%- endfor %}
            max(case when has_audio_features then 1 else 0 end) = 1 as has_audio_features
        from numbered
        group by artist_id, artist_name, recording_id
    )

select *
from recordings
