{#- One row per artist of whom rows have landed that no finished build has seen. -#}
{{ config(materialized="table") }}
with
    landed_runs as (
        select table_name, run_id, row_count from {{ ref("base_spotify__landed_runs") }}
    ),

    built_runs as ({{ rows_of_built_runs(ref("base_spotify__landed_runs")) }}),

    -- a run that was cut off may have landed more since
    news as (
        select landed_runs.table_name, landed_runs.run_id
        from landed_runs
        left join
            built_runs
            on landed_runs.table_name = built_runs.table_name
            and landed_runs.run_id = built_runs.run_id
        where
            {{ builds_changes_only() }}
            and coalesce(built_runs.row_count, 0) <> landed_runs.row_count
    ),

    artists as (
        select id as artist_id
        from {{ source("spotify", "artists") }}
        where _run_id in (select run_id from news where table_name = 'artists')
    ),

    albums as (
        select artist_id, id as album_id, _run_id as run_id from {{ source("spotify", "albums") }}
    ),

    tracks as (
        select id as track_id, album_id, _run_id as run_id from {{ source("spotify", "tracks") }}
    ),

    measured_tracks as (
        select id as track_id
        from {{ source("spotify", "audio_features") }}
        where _run_id in (select run_id from news where table_name = 'audio_features')
    ),

    changed_albums as (
        select album_id
        from tracks
        where run_id in (select run_id from news where table_name = 'tracks')
        union all
        select album_id
        from tracks
        where track_id in (select track_id from measured_tracks)
    ),

    changed_artists as (
        select artist_id
        from artists
        union
        select artist_id
        from albums
        where run_id in (select run_id from news where table_name = 'albums')
        union
        select artist_id
        from albums
        where album_id in (select album_id from changed_albums)
    )

select *
from changed_artists
