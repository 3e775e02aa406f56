{#- One row per artist and recording: the tracks that are of one take, brought together. -#}
{%- set measured = ["duration_ms", "duration_min"] + audio_measure_names() %}
{%- do measured.extend(["key", "key_name", "mode", "mode_name", "camelot_code"]) %}
{%- do measured.append("has_audio_features") %}
with
    tracks as {{ not_materialized() }} (select * from {{ of_changed_artists(ref("tracks")) }}),

    track_recordings as (
        select artist_id, track_id, recording_id, isrc, release_order, track_count, feature_track_id
        from {{ of_changed_artists(ref("int_track_recordings")) }}
    ),

    firsts as {{ not_materialized() }} (select * from track_recordings where release_order = 1),

    own as (
        select
            firsts.*,
            tracks.artist_name,
            tracks.track_name,
            tracks.album_id,
            tracks.album_name,
            tracks.release_date,
            {%- for column_name in measured %}
                tracks.{{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        inner join
            firsts on tracks.artist_id = firsts.artist_id and tracks.track_id = firsts.track_id
        where firsts.feature_track_id is null
    ),

    -- where the first track has no audio features and a later one has
    lent as (
        select
            firsts.*,
            tracks.artist_name,
            tracks.track_name,
            tracks.album_id,
            tracks.album_name,
            tracks.release_date,
            {%- for column_name in measured %}
                lenders.{{ column_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        inner join
            firsts on tracks.artist_id = firsts.artist_id and tracks.track_id = firsts.track_id
        inner join
            tracks as lenders
            on firsts.artist_id = lenders.artist_id
            and firsts.feature_track_id = lenders.track_id
    ),

    recordings as (
        select
            recording_id,
            artist_id,
            artist_name,
            isrc,
            track_id,
            track_name,
            album_id,
            album_name,
            release_date as first_release_date,
            track_count,
            {{ measured | join(", ") }}
        from
            (
                select *
                from own
                union all
                select *
                from lent
            )
    )

select *
from recordings
