"""Reading exports into one table of DuckDB's, `files_rows`, in their order, each file once."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from ingest.errors import Failure
from ingest.files.columns import FEATURES, SYNONYMS
from ingest.files.export import BadRow, Export, Taken, literal_path, only_row, quoted, run
from ingest.files.packed import lines_at, unpack, why_broken
from ingest.files.values import ABSENT, TABLES, TYPES, cell, spotify_id, spotify_uri, whole

FIRST_BAD_ROWS = 5
"""Of how many rows that could not be read it is said where they are."""

_REASONS = {
    "TOO MANY COLUMNS": "more cells than the header has",
    "UNQUOTED VALUE": "a quoted cell that does not end where it should",
    "INVALID ENCODING": "not UTF-8",
    "LINE SIZE OVER MAXIMUM": "longer than 2,000,000 bytes",
}

_ATTEMPTS = ("", ", parallel = false", ", parallel = false, strict_mode = false")
"""How to read CSV: as fast as can be; with line breaks within cells; with line ends of two kinds."""


def read(exports: Sequence[Export], connection: duckdb.DuckDBPyConnection) -> Taken:
    """Fill `files_rows` (its `rowid` is the order of files and lines) and count what could not be read.

    The table has the number of the file, whether the row has any audio feature, a bit for each field whose value
    could not be read, and the fields that any of the files has.
    """
    taken = Taken()
    columns = "".join(f", {field} {TYPES.get(field, 'varchar')}" for field in fields_of(exports))
    run(
        connection,
        "create or replace table files_rows "
        f"(file integer, measured boolean, unreadable integer{columns})",
    )
    for number, export in enumerate(exports):
        try:
            if export.is_parquet:
                _insert(number, export, _parquet(export), connection)
            elif export.gzipped:
                _insert_packed(number, export, connection, taken)
            else:
                _insert_csv(number, export, export.path, connection, taken)
        except (duckdb.Error, OSError) as error:
            if is_for_want_of_room(error):
                raise
            reason = f"nothing of it has landed ({str(error).splitlines()[0]}): export it again"
            taken.failures.append(Failure("file", export.path, reason))
    _count(connection, taken)
    return taken


def is_for_want_of_room(error: Exception) -> bool:
    """Whether memory or disk ran out, rather than a file being broken."""
    return isinstance(error, duckdb.OutOfMemoryException) or "No space left" in str(error)


def fields_of(exports: Sequence[Export]) -> list[str]:
    """The fields that at least one of the files has."""
    return [field for field in SYNONYMS if any(field in export.columns for export in exports)]


def _insert_packed(
    number: int, export: Export, connection: duckdb.DuckDBPyConnection, taken: Taken
) -> None:
    # DuckDB checks no checksum, and before 2.0 takes the end of a truncated stream for the end.
    with ThreadPoolExecutor(1) as beside, TemporaryDirectory() as folder:
        checked = beside.submit(why_broken, export.path)
        attempt = Taken()
        try:
            _insert_csv(number, export, export.path, connection, attempt)
        except (duckdb.IOException, duckdb.InvalidInputException):
            readable = False
        else:
            readable = True
        reason = checked.result()
        if reason or not readable:
            run(connection, f"delete from files_rows where file = {number}")
            attempt = Taken()
            unpack(export.path, Path(folder) / "unpacked.csv")
            _insert_csv(number, export, f"{folder}/unpacked.csv", connection, attempt)
        if reason:
            taken.failures.append(Failure("file", export.path, reason))
        taken.bad_rows += attempt.bad_rows
        taken.first_bad_rows += attempt.first_bad_rows


def _insert_csv(
    number: int, export: Export, path: str, connection: duckdb.DuckDBPyConnection, taken: Taken
) -> None:
    packed = export.gzipped and path == export.path
    for attempt in _ATTEMPTS:
        _forget_rejects(connection)
        try:
            _insert(number, export, _csv(export, path, packed, attempt), connection)
            break
        except duckdb.Error as error:
            if attempt == _ATTEMPTS[-1] or not _is_about_csv(error):
                raise
    rejected = run(
        connection,
        "select line_byte_position, any_value(error_type) from files_rejects "
        f"group by all order by 1 limit {FIRST_BAD_ROWS}",
    )
    taken.bad_rows += only_row(
        connection, "select count(distinct line_byte_position) from files_rejects"
    )[0]
    lines = lines_at(path, [position for position, _ in rejected], gzipped=packed)
    taken.first_bad_rows += [
        BadRow(export.path, lines[position], _REASONS.get(kind, kind.lower()))
        for position, kind in rejected
    ]
    _forget_rejects(connection)


def _is_about_csv(error: duckdb.Error) -> bool:
    return "CSV" in str(error)


def _forget_rejects(connection: duckdb.DuckDBPyConnection) -> None:
    for table in ("files_rejects", "files_scans"):
        run(connection, f"drop table if exists {table}")


def _csv(export: Export, path: str, packed: bool, more: str) -> str:
    columns = ", ".join(f"c{position}: 'varchar'" for position in range(len(export.headers)))
    absent = ", ".join(map(quoted, ABSENT))
    compression = "gzip" if packed else "none"
    return (
        f"read_csv({literal_path(path)}, columns = {{{columns}}}, header = true, "
        f"auto_detect = false, delim = {quoted(export.delimiter)}, quote = '\"', escape = '\"', "
        f"nullstr = [{absent}], null_padding = true, compression = '{compression}', "
        "hive_partitioning = false, store_rejects = true, rejects_table = 'files_rejects', "
        f"rejects_scan = 'files_scans'{more})"
    )


def _parquet(export: Export) -> str:
    names = ", ".join(f"c{position}" for position in range(len(export.headers)))
    return f"read_parquet({literal_path(export.path)}, hive_partitioning = false) as t({names})"


def _insert(
    number: int, export: Export, source: str, connection: duckdb.DuckDBPyConnection
) -> None:
    """Add a file's rows, one step after the other, since DuckDB computes again what a `case` repeats."""
    known = list(export.columns)
    texts = [_text(field) for field in known if field not in TYPES]
    typed = [field for field in known if field in TYPES]
    cells = [f"{cell(export, field)} as {field}" for field in known]
    numbers = [
        f"try_cast({field} as {'boolean' if TYPES[field] == 'boolean' else 'double'}) as {field}, "
        f"{field} is null as {field}_absent"
        for field in typed
    ]
    values = [
        f"{whole(field, TYPES[field])} as {field}, {field}_absent"
        if TYPES[field] in ("integer", "bigint")
        else f"{field}, {field}_absent"
        for field in typed
    ]
    measured = " or ".join(f"{field} is not null" for field in FEATURES if field in known)
    unreadable = " + ".join(
        f"case when {field} is null and not {field}_absent then {1 << bit} else 0 end"
        for bit, field in enumerate(TYPES)
        if field in known
    )
    others = [field for field in known if field not in TYPES]
    run(
        connection,
        f"""
        insert into files_rows (file, measured, unreadable, {", ".join(known)})
        with cells as (select {", ".join(cells)} from {source}),
        numbers as (select {", ".join(texts + numbers)} from cells),
        readable as (select {", ".join(others + values)} from numbers)
        select {number}, {measured or "false"}, {unreadable or "0"}, {", ".join(known)} from readable
        """,
    )


def _text(field: str) -> str:
    kind = "track" if field.startswith("track") else "album"
    if field in ("track_id", "album_id"):
        return f"{spotify_id(field, kind)} as {field}"
    if field in ("track_uri", "album_uri"):
        return f"{spotify_uri(field, kind)} as {field}"
    return field


def _count(connection: duckdb.DuckDBPyConnection, taken: Taken) -> None:
    taken.rows, tracks = only_row(connection, "select count(*), count(track_id) from files_rows")
    if tracks < taken.rows:
        taken.without_id["tracks"] = taken.rows - tracks
    bits = ", ".join(f"count(*) filter (unreadable & {1 << bit} <> 0)" for bit in range(len(TYPES)))
    counts = only_row(
        connection,
        f"select {bits} from files_rows where unreadable <> 0 and track_id is not null",
    )
    for field, count in zip(TYPES, counts, strict=True):
        if count:
            taken.unreadable[f"{TABLES[field]}.{field}"] = count
