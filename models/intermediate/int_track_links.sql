{#- One row per artist and track that hangs together with other tracks, by ISRC or by sound. -#}
{#- So many times are links followed from an ISRC to a sound in common and on to another ISRC. -#}
{%- set rounds = 6 %}
with
    sounds as (select artist_id, track_id, sound_id from {{ ref("int_track_sounds") }}),

    artist_tracks as (
        select artist_id, track_id, isrc, release_date, album_id
        from {{ of_changed_artists(ref("int_artist_tracks")) }}
    ),

    shared_isrcs as (
        select artist_id, isrc
        from artist_tracks
        where isrc is not null
        group by artist_id, isrc
        having count(*) > 1
    ),

    -- a track without a sound in common has a sound of its own
    linked as (
        select
            artist_tracks.artist_id,
            artist_tracks.track_id,
            artist_tracks.isrc,
            coalesce(sounds.sound_id, artist_tracks.track_id) as sound_id,
            cast(
                row_number() over (
                    partition by artist_tracks.artist_id
                    order by
                        artist_tracks.release_date nulls last,
                        artist_tracks.album_id,
                        artist_tracks.track_id
                ) as int
            ) as release_number
        from artist_tracks
        left join
            sounds
            on artist_tracks.artist_id = sounds.artist_id
            and artist_tracks.track_id = sounds.track_id
        left join
            shared_isrcs
            on artist_tracks.artist_id = shared_isrcs.artist_id
            and artist_tracks.isrc = shared_isrcs.isrc
        where sounds.track_id is not null or shared_isrcs.isrc is not null
    ),

    links_0 as (
        select artist_id, isrc, sound_id, min(release_number) as first_number
        from linked
        where isrc is not null
        group by artist_id, isrc, sound_id
    ),

    {%- for round in range(rounds) %}
        by_isrc_{{ round }} as (
            select
                artist_id,
                isrc,
                sound_id,
                min(first_number) over (partition by artist_id, isrc) as first_number
            from links_{{ round }}
        ),

        links_{{ round + 1 }} as (
            select
                artist_id,
                isrc,
                sound_id,
                min(first_number) over (partition by artist_id, sound_id) as first_number
            from by_isrc_{{ round }}
        ),
    {%- endfor %}

    merged_sounds as (
        select artist_id, sound_id, min(first_number) as first_number
        from links_{{ rounds }}
        group by artist_id, sound_id
    ),

    -- a sound of which no track has an ISRC is linked to nothing else
    links as (
        select
            linked.artist_id,
            linked.track_id,
            linked.release_number,
            coalesce(
                'release:' || cast(merged_sounds.first_number as string),
                'track:' || linked.sound_id
            ) as link_id
        from linked
        left join
            merged_sounds
            on linked.artist_id = merged_sounds.artist_id
            and linked.sound_id = merged_sounds.sound_id
    )

select *
from links
