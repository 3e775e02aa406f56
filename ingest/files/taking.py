"""From the rows of exports to the raw tables, one row per key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import duckdb
import pyarrow as pa

from ingest.files.export import Export, Taken, each_file, only_row, run
from ingest.files.people import find_artists, local_id, normal, styles
from ingest.files.reading import fields_of, read
from ingest.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, STRINGS, TRACKS, RawTable

_LATER = 1 << 60
"""What puts a row without audio features behind every row that has some."""

_PLACES = 1 << 20
"""More artists than a track can have: a row's position times this, plus a place, orders them all."""

_TYPES: Mapping[pa.DataType, str] = {
    pa.float64(): "double",
    pa.int32(): "integer",
    pa.int64(): "bigint",
    pa.bool_(): "boolean",
    pa.string(): "varchar",
    STRINGS: "varchar[]",
}

_PRECISION = r"""case
    when regexp_full_match(release_date, '\d{4}') then 'year'
    when regexp_full_match(release_date, '\d{4}-\d{2}') then 'month'
    when regexp_full_match(release_date, '\d{4}-\d{2}-\d{2}') then 'day'
end"""


def take(
    exports: Sequence[Export], connection: duckdb.DuckDBPyConnection, *, limit: int | None
) -> Taken:
    """Read exports into `taken_artists`, `taken_albums`, `taken_tracks` and `taken_audio_features`.

    These relations of the connection have the content columns of the raw tables, in their order, and `_source`. Of
    rows that repeat a key the first with audio features counts; a track of several artists belongs, and so does its
    album, to each of them. `limit` keeps the tracks of the first so many artists. A track of which no artist is
    known has a row of audio features and no other. `taken_tracks` and `taken_audio_features` are views of the rows
    that were read: each use computes them anew.
    """
    fields = fields_of(exports)
    taken = read(exports, connection)
    find_artists(exports, fields, connection)
    with_artist = only_row(connection, "select sum(tracks) from files_credits")[0]
    if nobodys := taken.rows - taken.without_id["tracks"] - with_artist:
        taken.without_id["artists"] = nobodys
    if limit is not None:
        _keep_first_artists(limit, connection)
    _place(exports, fields, connection)
    unique = _are_unique(connection)
    _choose_tracks(connection, unique)
    _make_albums(exports, fields, connection)
    _make_artists(exports, connection)
    _make("view", TRACKS, "files_tracks", _of_tracks(fields), exports, connection)
    _make_features(exports, fields, connection, unique=unique, limited=limit is not None)
    return taken


def _keep_first_artists(limit: int, connection: duckdb.DuckDBPyConnection) -> None:
    run(
        connection,
        "create or replace table files_first as "
        "select artist_id from files_members join files_credits using (credit) "
        f"where first is not null group by artist_id order by min(first * {_PLACES} + place) "
        f"limit {limit}",
    )
    run(connection, "delete from files_members where artist_id not in (from files_first)")
    run(
        connection,
        "update files_credits set first = null "
        "where credit not in (select credit from files_members)",
    )


def _place(
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
        on {_credited(exports, fields, "artist_names", "artist_ids")} {joins}
        where r.track_id is not null and credits.first is not null
        """,
    )


def _credited(exports: Sequence[Export], fields: Sequence[str], names: str, ids: str) -> str:
    """SQL for the join of rows, as `r`, with their credits."""
    conditions = [f"credits.style = {styles(exports, names, 'r.file')}"]
    for theirs, ours in (("names", names), ("ids", ids)):
        if ours in fields:
            conditions.append(f"credits.{theirs} is not distinct from r.{ours}")
        else:
            conditions.append(f"credits.{theirs} is null")
    return " and ".join(conditions)


def _are_unique(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether surely no track is there twice; its hashes are far quicker to compare than its id."""
    tracks, hashes = only_row(
        connection, "select count(track_id), count(distinct hash(track_id)) from files_rows"
    )
    return tracks == hashes


def _choose_tracks(connection: duckdb.DuckDBPyConnection, unique: bool) -> None:
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


def _of_tracks(fields: Sequence[str]) -> dict[str, str]:
    known = {field: field for field in ("album_id", "artist_ids", "artist_names")}
    known |= {column: column for column in TRACKS.content if column in fields}
    known |= {"id": "track_id", "name": "track_name", "uri": "track_uri"}
    return {column: field for column, field in known.items() if field in (*known, *fields)}


def _make_albums(
    exports: Sequence[Export], fields: Sequence[str], connection: duckdb.DuckDBPyConnection
) -> None:
    wanted = ("album_name", "album_uri", "release_date", "release_date_precision")
    given = [field for field in wanted if field in fields]
    rows = f"""(
        with firsts as (
            select artist_id, album_id, min(position) as position
            from files_albums join files_members using (credit) group by artist_id, album_id
        )
        select firsts.artist_id, firsts.album_id, r.file, credits.artist_ids, credits.artist_names,
            {", ".join(f"r.{field}" for field in given) or "0"}
        from firsts join files_rows as r on firsts.position = r.rowid
        left join files_credits as credits
        on {_credited(exports, fields, "album_artist_names", "album_artist_ids")}
    )"""
    known = {"id": "album_id", "artist_id": "artist_id"}
    known |= {"artist_ids": "artist_ids", "artist_names": "artist_names"}
    for column, field in (("name", "album_name"), ("uri", "album_uri")):
        if field in fields:
            known[column] = field
    if "release_date" in fields:
        known["release_date"] = "release_date"
        known["release_date_precision"] = _PRECISION
    if "release_date_precision" in fields:
        known["release_date_precision"] = "release_date_precision"
    _make("table", ALBUMS, rows, known, exports, connection)


def _make_artists(exports: Sequence[Export], connection: duckdb.DuckDBPyConnection) -> None:
    order = f"position * {_PLACES} + place"
    rows = f"""(
        with firsts as (
            select credit, min(position) as position from files_albums group by credit
        ),
        artists as (
            select artist_id, arg_min(name, {order}) as name, arg_min(uri, {order}) as uri,
                min(position) as position
            from firsts join files_members using (credit) group by artist_id
        )
        select artists.*, r.file from artists join files_rows as r on artists.position = r.rowid
    )"""
    known = {"id": "artist_id", "name": "name", "uri": "uri"}
    _make("table", ARTISTS, rows, known, exports, connection)


def _make_features(
    exports: Sequence[Export],
    fields: Sequence[str],
    connection: duckdb.DuckDBPyConnection,
    *,
    unique: bool,
    limited: bool,
) -> None:
    rows = "files_placed" if limited else "(select rowid as position, * from files_rows)"
    rows = f"(from {rows} where measured and track_id is not null)"
    if not unique:
        run(
            connection,
            "create or replace table files_measured as "
            f"select min(position) as position from {rows} group by track_id",
        )
        rows = f"(from {rows} where position in (from files_measured))"
    known = {column: column for column in AUDIO_FEATURES.content if column in fields}
    known |= {"id": "track_id", "provider": "'file'", "status": "'ok'"}
    if "track_uri" in fields:
        known["uri"] = "track_uri"
    _make("view", AUDIO_FEATURES, rows, known, exports, connection)


def _make(
    kind: str,
    table: RawTable,
    rows: str,
    known: Mapping[str, str],
    exports: Sequence[Export],
    connection: duckdb.DuckDBPyConnection,
) -> None:
    """Make `taken_<table>` of rows, given SQL for the columns that files can have; the others are null."""
    columns = (
        f"cast({known.get(column, 'null')} as {_TYPES[table.schema.field(column).type]}) "
        f"as {column}"
        for column in table.content
    )
    source = each_file([export.source for export in exports], "file")
    run(
        connection,
        f"create or replace {kind} taken_{table.name} as "
        f"select {', '.join(columns)}, {source} as _source from {rows}",
    )
