"""Which rows of exports count: each track with its artists and its album, once per key."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from ingest.files.export import Export, only_row, run
from ingest.files.people import local_id, normal, styles

_LATER = 1 << 60
"""What puts a row without audio features behind every row that has some."""

PLACES = 1 << 20
"""More artists than a track can have: a row's position times this, plus a place, orders them all."""


def keep_first_artists(limit: int, connection: duckdb.DuckDBPyConnection) -> None:
    """Forget all artists but the first so many, and the credits that name none of these."""
    run(
        connection,
        "create or replace table files_first as "
        "select artist_id from files_members join files_credits using (credit) "
        f"where first is not null group by artist_id order by min(first * {PLACES} + place) "
        f"limit {limit}",
    )
    run(connection, "delete from files_members where artist_id not in (from files_first)")
    run(
        connection,
        "update files_credits set first = null "
        "where credit not in (select credit from files_members)",
    )


def place(
    exports: Sequence[Export], fields: Sequence[str], connection: duckdb.DuckDBPyConnection
) -> None:
    """Make `files_placed`: the tracks that have an artist, with their artists and the id of their album."""
    joins, album_name = "", "''"
    if "album_name" in fields:
        joins = "left join files_odd_names as odd on r.album_name = odd.text"
        album_name = f"coalesce({normal('r.album_name', 'odd')}, '')"
    album_id = local_id(f"credits.leader || chr(10) || {album_name}")
    if "album_id" in fields:
        album_id = f"coalesce(r.album_id, {album_id})"
    others = [field for field in fields if field not in ("artist_ids", "artist_names", "album_id")]
    run(
        connection,
        f"""
        create or replace view files_placed as
        select r.rowid as position, r.file, r.measured, credits.credit, credits.artist_ids,
            credits.artist_names, {album_id} as album_id, {", ".join(f"r.{field}" for field in others)}
        from files_rows as r join files_credits as credits
        on {credited(exports, fields, "artist_names", "artist_ids")} {joins}
        where r.track_id is not null and credits.first is not null
        """,
    )


def credited(exports: Sequence[Export], fields: Sequence[str], names: str, ids: str) -> str:
    """SQL for the join of rows, as `r`, with their credits."""
    conditions = [f"credits.style = {styles(exports, names, 'r.file')}"]
    for theirs, ours in (("names", names), ("ids", ids)):
        if ours in fields:
            conditions.append(f"credits.{theirs} is not distinct from r.{ours}")
        else:
            conditions.append(f"credits.{theirs} is null")
    return " and ".join(conditions)


def are_unique(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether surely no track is there twice; its hashes are far quicker to compare than its id."""
    tracks, hashes = only_row(
        connection, "select count(track_id), count(distinct hash(track_id)) from files_rows"
    )
    return tracks == hashes


def choose_tracks(connection: duckdb.DuckDBPyConnection, unique: bool) -> None:
    """Make `files_tracks`, `files_placed` with each album's track once, and its albums: `files_albums`."""
    chosen = ""
    if not unique:
        first = f"min(position + case when measured then 0 else {_LATER} end) % {_LATER}"
        run(
            connection,
            f"create or replace table files_chosen as select {first} as position "
            "from files_placed group by album_id, track_id",
        )
        chosen = "where position in (from files_chosen)"
    run(connection, f"create or replace view files_tracks as from files_placed {chosen}")
    run(
        connection,
        "create or replace table files_albums as "
        "select credit, album_id, min(position) as position from files_tracks "
        "group by credit, album_id",
    )
