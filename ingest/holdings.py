"""How much has landed, and how much of it is not all there."""

from __future__ import annotations

import duckdb


def counts(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """How much of each kind has landed, by name, and how much of it is not all there.

    `features` and `missing` count tracks with and without features, `unasked` those for which no provider was asked,
    `incomplete` the albums of which fewer tracks have landed than they hold.
    """
    row = connection.execute(
        """
        select
            (select count(*) from newest_artists) as artists,
            (select count(*) from newest_albums) as albums,
            (select count(*) from newest_tracks) as tracks,
            (select count(distinct id) from audio_features where status = 'ok') as features,
            (
                select count(*) from (
                    select id from audio_features group by id having not bool_or(status = 'ok')
                )
            ) as missing,
            (select count(*) from newest_runs) as runs,
            (
                select count(*) from (
                    select albums.artist_id, albums.id from newest_albums as albums
                    left join tracks on tracks.album_id = albums.id
                    left join "newest_.answers" as answers
                        on answers.id = albums.id and answers.kind = 'album'
                    group by all
                    having count(distinct tracks.id) < max(albums.total_tracks)
                    and coalesce(max(answers.total_tracks), -1) < max(albums.total_tracks)
                )
            ) as incomplete,
            (
                select count(distinct id) from newest_tracks
                where id not in (select id from audio_features)
            ) as unasked
        """
    )
    names = [column[0] for column in row.description]
    return dict(zip(names, row.fetchall()[0], strict=True))
