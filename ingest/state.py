"""What has landed and what is still to fetch: questions that DuckDB answers from the raw tables."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from ingest.landing import Landing


class State:
    """Plans a run from what its folder holds; with `refresh`, as if it held nothing."""

    def __init__(self, landing: Landing, *, refresh: bool) -> None:
        self._landing = landing
        self._refresh = refresh

    def artists_to_fetch(self, artist_ids: Sequence[str]) -> list[str]:
        """Those artists that have not landed, in the order given."""
        landed = set() if self._refresh else self._ids("select id from artists", asked=[])
        return [id for id in artist_ids if id not in landed]

    def albums_to_fetch(self, album_ids: Sequence[str]) -> list[str]:
        """Those albums of which fewer tracks have landed than they hold, in the order given."""
        if self._refresh:
            return list(album_ids)
        complete = self._ids(
            """
            select albums.id from newest_albums as albums
            left join newest_tracks as tracks on tracks.album_id = albums.id
            group by albums.id
            having count(distinct tracks.id) >= max(albums.total_tracks)
            """,
            asked=[],
        )
        return [id for id in album_ids if id not in complete]

    def tracks_without_features(self, artist_ids: Sequence[str], provider: str) -> list[str]:
        """The artists' own tracks for which this provider has not been asked, in the order of their ids.

        A track of an album listed for an artist is the artist's own when its artists name them, or when it has none.
        """
        unasked = (
            ""
            if self._refresh
            else """
            and not exists (
                from audio_features as landed
                where landed.id = tracks.id and landed.provider = $provider
            )
            """
        )
        query = f"""
            select tracks.id from newest_tracks as tracks
            inner join newest_albums as albums on albums.id = tracks.album_id
            where albums.artist_id in (select id from asked)
            and (
                coalesce(len(tracks.artist_ids), 0) = 0
                or list_contains(tracks.artist_ids, albums.artist_id)
            )
            {unasked}
        """
        parameters = {} if self._refresh else {"provider": provider}
        return sorted(self._ids(query, artist_ids, parameters))

    def sources(self) -> set[str]:
        """What `_source` says, over all raw tables."""
        return self._ids(
            """
            select _source from artists union select _source from albums
            union select _source from tracks union select _source from audio_features
            union select _source from runs
            """,
            asked=[],
        )

    def _ids(
        self, query: str, asked: Sequence[str], parameters: dict[str, str] | None = None
    ) -> set[str]:
        with self._landing.connect() as connection:
            connection.register("asked", pa.table({"id": pa.array(asked, pa.string())}))
            return {id for (id,) in connection.execute(query, parameters or {}).fetchall()}


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
                    left join newest_tracks as tracks on tracks.album_id = albums.id
                    group by all having count(distinct tracks.id) < max(albums.total_tracks)
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
