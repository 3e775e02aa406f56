"""From the rows of exports to the raw tables, one row per key."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import duckdb
import pyarrow as pa

from ingest.errors import StoppedError
from ingest.files.export import Export, Taken, each_file, only_row, run
from ingest.files.people import find_artists
from ingest.files.placing import (
    PLACES,
    are_unique,
    choose_tracks,
    credited,
    keep_first_artists,
    place,
)
from ingest.files.reading import fields_of, is_for_want_of_room, read
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, STRINGS, TRACKS, RawTable

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
    exports: Sequence[Export],
    connection: duckdb.DuckDBPyConnection,
    *,
    limit: int | None,
    ready: Callable[[RawTable], None] = lambda _table: None,
) -> Taken:
    """Read exports into `taken_artists`, `taken_albums`, `taken_tracks` and `taken_audio_features`.

    These relations of the connection have the content columns of the raw tables, in their order, and `_source`. Of
    rows that repeat a key the first with audio features counts; a track of several artists belongs, and so does its
    album, to each of them. `limit` keeps the tracks of the first so many artists. A track of which no artist is
    known has a row of audio features and no other. `taken_tracks` and `taken_audio_features` are views of the rows
    that were read: each use computes them anew. A cursor of the connection sees them all. `ready` is called with each
    table as soon as its relation is there.

    Raises StoppedError when memory or the disk for spilling runs out.
    """
    try:
        return _take(exports, connection, limit, ready)
    except (duckdb.Error, OSError) as error:
        if not is_for_want_of_room(error):
            raise
        reason = str(error).splitlines()[0]
        raise StoppedError(
            f"{', '.join(export.path for export in exports)} cannot be read for want of room ({reason}): "
            "make room on the disk, or import fewer files at once, then run the same command"
        ) from None


def _take(
    exports: Sequence[Export],
    connection: duckdb.DuckDBPyConnection,
    limit: int | None,
    ready: Callable[[RawTable], None],
) -> Taken:
    fields = fields_of(exports)
    taken = read(exports, connection)
    unique = are_unique(connection)
    if limit is None:  # audio features need no artist
        _make_features(exports, fields, connection, unique=unique, limited=False)
        ready(AUDIO_FEATURES)
    find_artists(exports, fields, connection)
    with_artist = only_row(connection, "select sum(tracks) from files_credits")[0]
    if nobodys := taken.rows - taken.without_id["tracks"] - with_artist:
        taken.without_artist = nobodys
    if limit is not None:
        keep_first_artists(limit, connection)
    place(exports, fields, connection)
    choose_tracks(connection, unique)
    _make("view", TRACKS, "files_tracks", _of_tracks(fields), exports, connection)
    ready(TRACKS)
    _make_albums(exports, fields, connection)
    ready(ALBUMS)
    _make_artists(exports, connection)
    ready(ARTISTS)
    if limit is not None:
        _make_features(exports, fields, connection, unique=unique, limited=True)
        ready(AUDIO_FEATURES)
    return taken


def _of_tracks(fields: Sequence[str]) -> dict[str, str]:
    known = {column: column for column in TRACKS.content if column in fields}
    known |= {column: column for column in ("album_id", "artist_ids", "artist_names")}
    named = {"id": "track_id", "name": "track_name", "uri": "track_uri"}
    return known | {column: field for column, field in named.items() if field in fields}


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
        on {credited(exports, fields, "album_artist_names", "album_artist_ids")}
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
    order = f"position * {PLACES} + place"
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
