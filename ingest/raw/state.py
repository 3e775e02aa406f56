"""What has landed and what is still to fetch: questions that DuckDB answers from the raw tables."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from ingest.http.pacing import utc_now
from ingest.raw.memory import ask
from ingest.raw.questions import COMPLETE_ALBUMS, NEVER, OWN_TRACKS, SPOTIFY_ID
from ingest.raw.rows import Row

IDS_AT_ONCE = 10_000
"""Ids of a plan that are held in memory."""


@dataclass(frozen=True)
class Plan:
    """Things still to fetch: how many, and their ids, which are read as they are taken."""

    count: int
    ids: Iterator[str]


class State:
    """Plans a run from what its folder holds; with `refresh`, as if it held nothing.

    A track that a provider did not have is asked for again after `retry_days`.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, *, refresh: bool, retry_days: float
    ) -> None:
        self._connection = connection.cursor()
        self._refresh = refresh
        self._retry_days = retry_days
        self._asked_again = 0
        self._lock = threading.Lock()
        self._connection.execute(
            "create table listed (artist_id varchar, id varchar, total_tracks integer)"
        )

    def artists_to_fetch(self, artist_ids: Sequence[str]) -> list[str]:
        """Those artists that have not landed, in the order given."""
        if self._refresh:
            return list(artist_ids)
        rows = ask(
            self._connection, "select distinct id from artists where _source not like 'file:%'"
        )
        landed = {id for (id,) in rows}
        return [id for id in artist_ids if id not in landed]

    def list_albums(self, rows: Iterable[Row]) -> None:
        """Note rows of `albums` as listed in this run; from any thread."""
        batch = pa.Table.from_pylist(
            [{name: row[name] for name in _LISTED.names} for row in rows], schema=_LISTED
        )
        with self._lock:
            self._connection.register("listing", batch)
            self._connection.execute("insert into listed from listing")
            self._connection.unregister("listing")

    def recall_listing(self, artist_id: str, group: str) -> None:
        """Take the albums that have landed of a listing as listed in this run."""
        self._connection.execute(
            "insert into listed select artist_id, id, total_tracks from newest_albums "
            "where artist_id = $1 and album_group = $2",
            [artist_id, group],
        ).fetchall()

    def announced(self, album_ids: Sequence[str]) -> dict[str, int | None]:
        """How many tracks these albums have by the listings of this run."""
        with self._lock:
            self._connection.register("batch", pa.table({"id": pa.array(album_ids, pa.string())}))
            rows = self._connection.execute(
                "select id, max(total_tracks) from listed where id in (select id from batch) group by id"
            ).fetchall()
            self._connection.unregister("batch")
        return dict(rows)

    def albums_to_fetch(self) -> Plan:
        """The albums listed in this run of which fewer tracks have landed than they hold, in the order of their ids."""
        return self._plan(f"select distinct id from listed {self._incomplete} order by id")

    def tracks_to_fetch(self) -> tuple[int, int, int]:
        """Of the albums to fetch: tracks, those of them that have not landed, pages of 50 beyond an album's first."""
        tracks, new, pages = ask(
            self._connection,
            f"""
            with albums as (
                select id, max(total_tracks) as total from listed {self._incomplete} group by id
            ),
            landed as (
                select album_id, count(distinct id) as tracks from tracks
                where album_id in (select id from albums) group by album_id
            )
            select
                coalesce(sum(total), 0),
                coalesce(sum(greatest(0, total - coalesce(landed.tracks, 0))), 0),
                coalesce(sum(ceil(greatest(0, total - 50) / 50)), 0)
            from albums left join landed on landed.album_id = albums.id
            """,
        )[0]
        return int(tracks if self._refresh else new), int(new), int(pages)

    @property
    def _incomplete(self) -> str:
        return "" if self._refresh else f"where id not in ({COMPLETE_ALBUMS})"

    def features_to_fetch(
        self,
        artist_ids: Sequence[str],
        providers: Sequence[str],
        *,
        any_source: bool,
        own: str = OWN_TRACKS,
    ) -> Plan:
        """The artists' own tracks whose features are to be asked of one of these providers, in the order of their ids.

        A track of an album listed for an artist is the artist's own when its artists name them, or when it has none.
        Left out are those that a provider has answered, or, with `any_source`, those that have features from anywhere;
        and those that a provider did not have when it was last asked, less than `retry_days` ago.
        `own` is SQL for the ids of other tracks instead.
        """
        self._connection.register("asked", pa.table({"id": pa.array(artist_ids, pa.string())}))
        self._connection.execute("create or replace table asked_artists as from asked")
        self._connection.unregister("asked")
        of_these = f"in ({', '.join(repr(name) for name in providers)})"
        since = int((utc_now().timestamp() - self._retry_days * 86_400) * 1_000_000)
        if not self._retry_days:  # whatever the clock says
            since = NEVER
        answered = "" if any_source else f"and provider {of_these}"
        unanswered = (
            ""
            if self._refresh
            else f"""
            and not exists (
                from audio_features as landed where landed.id = own.id and (
                    (status = 'ok' {answered})
                    or (provider {of_these} and epoch_us(_ingested_at) > {since})
                )
            )
            and not exists (
                from ".answers" as answers where answers.id = own.id
                and kind {of_these} and epoch_us(_ingested_at) > {since}
            )
            """
        )
        plan = self._plan(
            f"""
            with own as ({own})
            select id from own
            where regexp_full_match(id, '{SPOTIFY_ID}')
            {unanswered}
            order by id
            """
        )
        ((self._asked_again,),) = ask(
            self._connection,
            f"""
            create or replace table asked_again as
            select distinct id, provider from audio_features
            where status = 'missing' and provider {of_these}
            """,
        )
        return plan

    def missing_before(self, ids: Sequence[str], provider: str) -> set[str]:
        """Those tracks of the last plan that this provider was asked for before and did not have."""
        if not self._asked_again:
            return set()
        with self._lock:
            self._connection.register("batch", pa.table({"id": pa.array(ids, pa.string())}))
            rows = self._connection.execute(
                "select id from asked_again where id in (select id from batch) and provider = $1",
                [provider],
            ).fetchall()
            self._connection.unregister("batch")
        return {id for (id,) in rows}

    def answered_by(self, provider: str) -> str | None:
        """A track of which this provider has features, if there is one."""
        return self._first(f"from audio_features where status = 'ok' and provider = '{provider}'")

    def landed_artist(self) -> str | None:
        """An artist that has landed, if there is one."""
        return self._first("from artists")

    def landed_album(self) -> str | None:
        """An album with tracks, if there is one."""
        return self._first("from (select album_id as id from tracks)")

    def _first(self, rows: str) -> str | None:
        with self._lock:
            ((found,),) = ask(self._connection, f"select min(id) {rows}")
        first: str | None = found
        return first

    def sources(self) -> set[str]:
        """What `_source` says, over all raw tables."""
        tables = ("artists", "albums", "tracks", "audio_features", "runs")
        query = " union ".join(f"select _source from {name}" for name in tables)
        return {source for (source,) in ask(self._connection, query)}

    def _plan(self, query: str) -> Plan:
        """A query's ids, by a cursor of their own; the raw tables may grow meanwhile."""
        cursor = self._connection.cursor()
        ((count,),) = ask(cursor, f"create or replace temp table plan as {query}")
        return Plan(count, _read(cursor))


def _read(cursor: duckdb.DuckDBPyConnection) -> Iterator[str]:
    cursor.execute("from plan")
    while rows := cursor.fetchmany(IDS_AT_ONCE):
        for (id,) in rows:
            yield id


_LISTED = pa.schema({"artist_id": pa.string(), "id": pa.string(), "total_tracks": pa.int32()})
