{#- One row per artist and track: the recording that the track is of. -#}
{{ config(materialized="table") }}
{#- So many times are links followed from an ISRC to a sound in common and on to another ISRC. -#}
{%- set rounds = 6 %}
with
    sounds as (
        select artist_id, track_id, release_order, sound_number from {{ ref("int_track_sounds") }}
    ),

    artist_tracks as (select artist_id, track_id, isrc from {{ ref("int_artist_tracks") }}),

    identified as (
        select sounds.*, artist_tracks.isrc
        from sounds
        inner join
            artist_tracks
            on sounds.artist_id = artist_tracks.artist_id
            and sounds.track_id = artist_tracks.track_id
    ),

    links_0 as (
        select distinct artist_id, isrc, sound_number, sound_number as first_number
        from identified
        where isrc is not null
    ),

    {%- for round in range(rounds) %}
        by_isrc_{{ round }} as (
            select
                artist_id,
                isrc,
                sound_number,
                min(first_number) over (partition by artist_id, isrc) as first_number
            from links_{{ round }}
        ),

        links_{{ round + 1 }} as (
            select
                artist_id,
                isrc,
                sound_number,
                min(first_number) over (partition by artist_id, sound_number) as first_number
            from by_isrc_{{ round }}
        ),
    {%- endfor %}

    merged_sounds as (
        select artist_id, sound_number, min(first_number) as first_number
        from links_{{ rounds }}
        group by artist_id, sound_number
    ),

    numbered as (
        select
            identified.*,
            coalesce(merged_sounds.first_number, identified.sound_number) as first_number
        from identified
        left join
            merged_sounds
            on identified.artist_id = merged_sounds.artist_id
            and identified.sound_number = merged_sounds.sound_number
    ),

    firsts as (
        select
            *,
            first_value(track_id) over (
                partition by artist_id, first_number order by release_order nulls last
            ) as first_track_id,
            first_value(isrc) over (
                partition by artist_id, first_number
                order by case when isrc is null then 1 else 0 end, release_order
            ) as first_isrc
        from numbered
    ),

    track_recordings as (
        select
            artist_id,
            track_id,
            coalesce('isrc:' || first_isrc, 'track:' || first_track_id) as recording_id,
            first_isrc as isrc,
            isrc as track_isrc,
            cast(
                row_number() over (
                    partition by artist_id, first_number order by release_order
                ) as int
            ) as release_order
        from firsts
    )

select *
from track_recordings
