{#- One row per artist, key and mode of the artist's tracks. -#}
with
    tracks as (select * from {{ of_changed_artists(ref("tracks")) }} where has_audio_features),

    counts as (
        select
            artist_id,
            artist_name,
            key,
            key_name,
            mode,
            mode_name,
            camelot_code,
            count(*) as track_count
        from tracks
        group by artist_id, artist_name, key, key_name, mode, mode_name, camelot_code
    ),

    totals as (
        select artist_id, count(*) as known_count
        from tracks
        where camelot_code is not null
        group by artist_id
    ),

    key_profiles as (
        select
            counts.artist_id,
            counts.artist_name,
            counts.key,
            counts.key_name,
            counts.mode,
            counts.mode_name,
            counts.camelot_code,
            counts.track_count,
            case
                when counts.camelot_code is not null then counts.track_count / totals.known_count
            end as track_share
        from counts
        left join totals on counts.artist_id = totals.artist_id
    )

select *
from key_profiles
