"""How much has landed, and how much of it is not all there."""

from __future__ import annotations

import duckdb

from ingest.raw.memory import ask

_QUESTIONS = {
    "artists": "select count(*) from (select distinct id from artists)",
    "albums": "select count(*) from (select distinct artist_id, id from albums)",
    "tracks": "select count(*) from (select distinct album_id, id from tracks)",
    "features": "select count(*) from (select distinct id from audio_features where status = 'ok')",
    "missing": """
        select count(*) from (
            select id from audio_features group by id having not bool_or(status = 'ok')
        )
    """,
    "runs": "select count(*) from (select distinct id from runs)",
    "incomplete": """
        with landed as (
            select album_id, count(*) as tracks from (select distinct album_id, id from tracks)
            group by album_id
        )
        select count(*) from newest_albums as albums
        left join landed on landed.album_id = albums.id
        left join "newest_.answers" as answers on answers.id = albums.id and answers.kind = 'album'
        where coalesce(landed.tracks, 0) < albums.total_tracks
        and coalesce(answers.total_tracks, -1) < albums.total_tracks
    """,
    "unasked": """
        select count(*) from (
            select distinct id from tracks
            anti join audio_features as landed on landed.id = tracks.id
        )
    """,
}


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How much of each kind has landed, by name, and how much of it is not all there.

    `features` and `missing` count tracks with and without features, `unasked` those for which no provider was asked,
    `incomplete` the albums of which fewer tracks have landed than they hold.
    """
    return {name: ask(connection, question)[0][0] for name, question in _QUESTIONS.items()}
