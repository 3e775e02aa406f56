"""The parts of SQL from which plans are made."""

SPOTIFY_ID = "[0-9A-Za-z]{22}"
"""What Spotify's ids look like: https://developer.spotify.com/documentation/web-api/concepts/spotify-uris-ids."""

OWN_TRACKS = """
    select distinct tracks.id from tracks inner join (
        select distinct artist_id, id from albums where artist_id in (select id from asked_artists)
    ) as listings on listings.id = tracks.album_id
    where coalesce(len(tracks.artist_ids), 0) = 0
    or list_contains(tracks.artist_ids, listings.artist_id)
"""
"""Ids of tracks of the albums listed for the artists asked for that name the artist, or nobody."""

NEVER = 1 << 62
"""Microseconds since 1970 of a time that nothing has come after."""

COMPLETE_ALBUMS = """
    with landed as (
        select album_id, count(*) as tracks
        from (select distinct album_id, id from tracks where _source not like 'file:%')
        group by album_id
    )
    select albums.id from listed as albums
    left join landed on landed.album_id = albums.id
    left join "newest_.answers" as answers on answers.id = albums.id and answers.kind = 'album'
    where coalesce(landed.tracks, 0) >= albums.total_tracks
        or answers.total_tracks >= coalesce(albums.total_tracks, 0)
"""
"""Albums of which an API has landed as many tracks as they hold, or all that it has of them; a file may say less."""
