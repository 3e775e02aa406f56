"""The SQL of `bench.raw`: what a number of an artist, an album or a track stands for."""

from __future__ import annotations

NEWS_ALBUM = 10_000
"""Numbers of albums from here on are of later runs."""

WORDS = [
    start + end
    for start in ("Bra", "Cal", "Dre", "Fen", "Gril", "Hol", "Jum", "Kel")
    for end in ("badix", "dor", "finé", "gast", "limura", "mund", "nix", "vane")
]

MACROS = f"""
create macro id_of(kind, number) as
    left(translate(to_base64(unhex(md5(kind || number))), '+/', 'Zz'), 22);
create macro draw(number, purpose) as hash(xor(number::bigint, (hash(purpose) >> 2)::bigint));
create macro chance(number, purpose) as draw(number, purpose) % 10000 / 10000;
create macro word(number, purpose) as {WORDS}[1 + (draw(number, purpose) % {len(WORDS)})::bigint];
create macro title_of(number) as
    word(number, 'one') || ' ' || word(number, 'two') || ' ' || word(number, 'three');
create macro shape(number, artist, purpose) as
    round(power(0.35 * chance(artist, purpose) + 0.65 * chance(number, purpose), 1.5), 3);
"""

ARTISTS = """
create temporary table artists as
with
    counts as (
        select
            range as artist,
            greatest(1, least($most_tracks, $tracks // 10 // (range + 1))) as track_count
        from range(if($tracks < 1000000, $tracks, $tracks // 5))
    ),

    placed as (
        select *, sum(track_count) over (order by artist) - track_count as first_track
        from counts
    )

select
    artist,
    least(track_count, $tracks - first_track)::bigint as track_count,
    6 + (draw(artist, 'size') % 9)::bigint as album_size,
    (first_track // $tracks_a_file)::bigint as file
from placed
where first_track < $tracks
"""
"""The first has a tenth of all tracks, or as many as one may have, the next ones half of that, a third, and so on."""

_WITH_IDS = """
select
    *,
    id_of('artist', artist) as artist_id,
    id_of('album', artist * 100000 + album) as album_id,
    word(artist, 'first') || ' ' || word(artist, 'second') || ' ' || artist as artist_name
"""

LISTED = f"""
create or replace temporary table listed as
{_WITH_IDS}
from (
    select
        artist,
        album,
        least(album_size, track_count - album * album_size) as total_tracks,
        false as again
    from (
        select *, unnest(range((track_count - 1) // album_size + 1)) as album
        from artists
        where file = $file
    )
)
"""

LISTED_LATER = f"""
create or replace temporary table listed as
with
    releasing as (
        from artists where track_count >= 8 order by hash(artist, $run), artist limit $albums
    )

{_WITH_IDS}
from (
    select artist, {NEWS_ALBUM} + $run as album, album_size as total_tracks, false as again
    from releasing
    union all
    select artist, 0, least(album_size, track_count), true from releasing
    union all
    select 1000000000 + $run * 1000000 + range, 0, 10, false from range($new_artists)
)
"""
"""Of a later run: a new album of some artists, their first album again, and an album each of new artists."""

SONGS = f"""
create or replace temporary view songs as
select *, id_of('track', track) as track_id
from (
    select
        *,
        case
            when album between 1 and {NEWS_ALBUM} - 1 and chance(track, 'reissue') < 0.05
            then track - 1000
            else track
        end as sound
    from (
        select *, (artist * 100000 + album) * 1000 + position as track
        from (select *, unnest(range(total_tracks)) as position from listed)
    )
)
"""

ROWS = {
    "artists": """
select artist_id as id, artist_name as name, 'spotify:artist:' || artist_id as uri
from listed
where album = 0 and not again
""",
    "albums": """
select
    album_id as id,
    artist_id,
    title_of(artist * 100000 + album) as name,
    case when total_tracks < 4 then 'single' else 'album' end as album_type,
    'album' as album_group,
    case precision
        when 'day' then strftime(released, '%Y-%m-%d')
        when 'month' then strftime(released, '%Y-%m')
        when 'year' then strftime(released, '%Y')
    end as release_date,
    precision as release_date_precision,
    total_tracks,
    'spotify:album:' || album_id as uri,
    [artist_id] as artist_ids,
    [artist_name] as artist_names
from (
    select
        *,
        date '1960-01-01'
        + ((draw(artist, 'born') % 12000 + album * 500) % 24000)::int as released,
        case
            when chance(artist * 100000 + album, 'date') < 0.9 then 'day'
            when chance(artist * 100000 + album, 'date') < 0.92 then 'month'
            when chance(artist * 100000 + album, 'date') < 0.999 then 'year'
        end as precision
    from listed
    where not again
)
""",
    "tracks": """
select
    if(chance(track, 'on two albums') < 0.005 and album > 0, id_of('track', track - 1000), track_id) as id,
    album_id,
    title_of(sound)
    || if(sound <> track, ' - Remastered 2011', '')
    || if(again, ' III', if(version = 1, ' II', '')) as name,
    1 as disc_number,
    position + 1 as track_number,
    60000 + (draw(sound, 'duration') % 300000)::bigint as duration_ms,
    chance(track, 'explicit') < 0.1 as explicit,
    if(
        chance(track, 'isrc') < 0.6, 'QZ' || printf('%010d', draw(sound, 'isrc') % 10000000000), null
    ) as isrc,
    'spotify:track:' || track_id as uri,
    case
        when chance(track, 'guest') < 0.9 then [artist_id]
        when chance(track, 'guest') < 0.999 then [artist_id, 'guest' || track % 9973]
    end as artist_ids,
    case
        when chance(track, 'guest') < 0.9 then [artist_name]
        when chance(track, 'guest') < 0.999 then [artist_name, word(track % 9973, 'guest')]
    end as artist_names,
    version
from (
    select *, unnest(if(chance(track, 'twice') < 0.005 and not again, [0, 1], [0])) as version
    from songs
    where not again or position = 0
)
""",
    "audio_features": """
select
    track_id as id,
    provider,
    if(found, 'ok', 'missing') as status,
    version,
    if(found, columns(* exclude (track_id, provider, found, version)), null) as "\\0"
from (
    select
        track_id,
        provider,
        chance(track, 'found') >= 0.03 or again as found,
        0 as version,
        shape(sound, artist, 'danceability') as danceability,
        case
            when odd < 0.0005 then 1.2 when odd < 0.001 then 'nan' else shape(sound, artist, 'energy')
        end as energy,
        if(odd > 0.98, -1, (draw(sound, 'key') % 12)::int) as key,
        round(-25 * shape(sound, artist, 'loudness') - chance(sound, 'quiet'), 3) as loudness,
        draw(sound, 'mode') % 2 as mode,
        round(0.03 + 0.3 * shape(sound, artist, 'speechiness'), 4) as speechiness,
        shape(sound, artist, 'acousticness') as acousticness,
        if(chance(sound, 'sung') < 0.6, 0, shape(sound, artist, 'played')) as instrumentalness,
        shape(sound, artist, 'liveness') as liveness,
        shape(sound, artist, 'valence') as valence,
        if(odd > 0.979, 0, round(60 + 120 * chance(sound, 'tempo') + chance(sound, 'beat'), 3)) as tempo,
        60000 + (draw(sound, 'duration') % 300000)::bigint as duration_ms,
        if(chance(sound, 'signature') < 0.9, 4, 3) as time_signature,
        'spotify:track:' || track_id as uri,
        'https://api.spotify.com/v1/tracks/' || track_id as track_href,
        'https://api.spotify.com/v1/audio-analysis/' || track_id as analysis_url
    from (
        select
            *,
            chance(track, 'odd') as odd,
            unnest(
                if(chance(track, 'measured') < 0.01, ['spotify', 'reccobeats'], ['spotify'])
            ) as provider
        from songs
        where not again or chance(track, 'found') < 0.03
    )
)
""",
    "runs": """
select
    'run-' || {run} as id,
    'spotify' as source,
    'spotify' as provider,
    'complete' as status,
    {at} as started_at,
    {at} as finished_at,
    count(distinct artist) as artists,
    count(*) as albums,
    sum(total_tracks) as tracks,
    sum(total_tracks) as features,
    0 as missing,
    0 as requests,
    0 as retries,
    0 as waited_seconds
from listed
where not again
""",
}
