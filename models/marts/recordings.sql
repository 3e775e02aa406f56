{#- One row per artist and recording: the tracks that are of one take, brought together. -#}
{%- set measured = ["duration_ms", "duration_min"] + audio_measure_names() %}
{%- do measured.extend(["key", "key_name", "mode", "mode_name", "camelot_code"]) %}
{%- do measured.append("has_audio_features") %}
with
    tracks as {{ not_materialized() }} (select * from {{ of_changed_artists(ref("tracks")) }}),

    track_recordings as {{ not_materialized() }} (
        select artist_id, track_id, recording_id, isrc, release_order, track_count, feature_track_id
        from {{ of_changed_artists(ref("int_track_recordings")) }}
    ),

    firsts as (
        select
            tracks.*,
            track_recordings.recording_id,
            track_recordings.isrc,
            track_recordings.track_count,
            track_recordings.feature_track_id
        from tracks
        inner join
            track_recordings
            on tracks.artist_id = track_recordings.artist_id
            and tracks.track_id = track_recordings.track_id
        where track_recordings.release_order = 1
    ),

    -- where the first track has no audio features and a later one has
    lending as (
        select artist_id, feature_track_id
        from track_recordings
        where release_order = 1 and feature_track_id is not null
    ),

    lent as (
        select tracks.*
        from tracks
        inner join
            lending
            on tracks.artist_id = lending.artist_id
            and tracks.track_id = lending.feature_track_id
    ),

    recordings as (
        select
            firsts.recording_id,
            firsts.artist_id,
            firsts.artist_name,
            firsts.isrc,
            firsts.track_id,
            firsts.track_name,
            firsts.album_id,
            firsts.album_name,
            firsts.release_date as first_release_date,
            firsts.track_count,
            {%- for column_name in measured %}
                case
                    when lent.track_id is null
                    then firsts.{{ column_name }}
                    else lent.{{ column_name }}
                end as {{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from firsts
        left join
            lent on firsts.artist_id = lent.artist_id and firsts.feature_track_id = lent.track_id
    )

select *
from recordings
