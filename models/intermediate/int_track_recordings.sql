{#- One row per artist and track: the recording that the track is of. -#}
with
    links as (
        select artist_id, track_id, release_number, link_id from {{ ref("int_track_links") }}
    ),

    artist_tracks as (
        select artist_id, track_id, isrc from {{ of_changed_artists(ref("int_artist_tracks")) }}
    ),

    tracks as (
        select artist_id, track_id, has_audio_features from {{ of_changed_artists(ref("tracks")) }}
    ),

    linked as (
        select links.*, artist_tracks.isrc, tracks.has_audio_features
        from links
        inner join
            artist_tracks
            on links.artist_id = artist_tracks.artist_id
            and links.track_id = artist_tracks.track_id
        inner join tracks on links.artist_id = tracks.artist_id and links.track_id = tracks.track_id
    ),

    gathered as (
        select
            artist_id,
            track_id,
            first_value(track_id) over releases as first_track_id,
            first_value(isrc) over isrcs_first as isrc,
            row_number() over releases as release_order,
            count(*) over (partition by artist_id, link_id) as track_count,
            nullif(
                first_value(track_id) over features_first, first_value(track_id) over releases
            ) as feature_track_id
        from linked
        window
            releases as (partition by artist_id, link_id order by release_number),
            isrcs_first as (
                partition by artist_id, link_id
                order by case when isrc is null then 1 else 0 end, release_number
            ),
            features_first as (
                partition by artist_id, link_id
                order by case when has_audio_features then 0 else 1 end, release_number
            )
    ),

    -- most tracks hang together with none
    alone as (
        select
            artist_tracks.artist_id,
            artist_tracks.track_id,
            artist_tracks.track_id as first_track_id,
            artist_tracks.isrc,
            1 as release_order,
            1 as track_count,
            cast(null as string) as feature_track_id
        from artist_tracks
        anti join
            links
            on artist_tracks.artist_id = links.artist_id
            and artist_tracks.track_id = links.track_id
    ),

    track_recordings as (
        select *
        from gathered
        union all
        select *
        from alone
    ),

    named as (
        select
            artist_id,
            track_id,
            coalesce('isrc:' || isrc, 'track:' || first_track_id) as recording_id,
            isrc,
            cast(release_order as int) as release_order,
            cast(track_count as bigint) as track_count,
            feature_track_id
        from track_recordings
    )

select *
from named
