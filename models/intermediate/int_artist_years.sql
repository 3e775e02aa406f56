{#- One row per artist and year in which the artist released tracks. -#}
with
    tracks as (
        select *, cast(year(release_date) as int) as release_year
        from {{ of_changed_artists(ref("tracks")) }}
        where release_date is not null
    ),

    reissues as (
        select artist_id, track_id
        from {{ of_changed_artists(ref("int_track_recordings")) }}
        where release_order > 1
    ),

    years as (
        select
            tracks.artist_id,
            tracks.artist_name,
            tracks.release_year,
            count(*) as track_count,
            count(reissues.track_id) as reissued_track_count,
            count(*) filter (where tracks.has_audio_features) as tracks_with_features_count,
            count(distinct tracks.album_id) as album_count,
            {%- for measure_name in audio_measure_names() %}
                avg(tracks.{{ measure_name }}) as avg_{{ measure_name }} {{- "," if not loop.last }}
            {%- endfor %}
        from tracks
        left join
            reissues
            on tracks.artist_id = reissues.artist_id
            and tracks.track_id = reissues.track_id
        group by tracks.artist_id, tracks.artist_name, tracks.release_year
    )

select *
from years
