"""Raw tables of as many tracks as one likes, written by DuckDB at the speed of the disk.

Everything about a track is a hash of its number, so the same number of tracks gives the same tables. How many tracks
an artist has falls off as Zipf's law has it, from a few artists with thousands to most with one or two. Among the rows
is a share of what real ones have: keys landed twice, features that are missing or from a second provider, values that
were not detected or are outside their domain, guests, one track on two albums, reissues with the same sound, dates of
all precisions.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import duckdb
import pyarrow as pa

from bench import raw_sql
from bench.errors import BenchError
from ingest.raw.schemas import RAW_TABLES, RawTable

TRACKS_A_FILE = 4_000_000
MOST_TRACKS = 5_000
"""Of one artist."""
TRACKS_AN_ALBUM = 10
"""About so many."""
NEW_ARTISTS = 0.1
"""Of the albums of a later run, so many are by artists who land with it."""


def write_raw(folder: Path, tracks: int, say: Callable[[str], None] = lambda _: None) -> None:
    """Write the raw tables of that many tracks, as one run, into a folder that has nothing in it.

    Raises BenchError when it has.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BenchError(f"{folder} is not empty: name a new folder, or delete it")
    with _connected(tracks) as connection:
        (files,) = connection.execute("select max(file) + 1 from artists").fetchone() or (0,)
        for file in range(files):
            say(f"raw: file {file + 1} of {files}")
            connection.execute(raw_sql.LISTED, {"file": file})
            _land(connection, folder, run=0, file=file)


def write_news(folder: Path, tracks: int, run: int, share: float = 0.01) -> None:
    """Add a later run, numbered from 1, to the raw tables of that many tracks.

    Its tracks are about that share of all: a new album each of artists with eight tracks or more, and albums of new
    artists. Of the former artists a track lands again under another name, and features land that had been missing.
    """
    albums = max(2, round(tracks * share / TRACKS_AN_ALBUM))
    new = max(1, round(albums * NEW_ARTISTS))
    with _connected(tracks) as connection:
        counts = {"run": run, "albums": albums - new, "new_artists": new}
        connection.execute(raw_sql.LISTED_LATER, counts)
        _land(connection, folder, run=run, file=0)


def _connected(tracks: int) -> duckdb.DuckDBPyConnection:
    """A connection that knows the artists of that many tracks."""
    connection = duckdb.connect()
    connection.execute("set TimeZone = 'UTC'")
    connection.execute("set enable_progress_bar = false")
    connection.execute(raw_sql.MACROS)
    sizes = {"tracks": tracks, "most_tracks": MOST_TRACKS, "tracks_a_file": TRACKS_A_FILE}
    connection.execute(raw_sql.ARTISTS, sizes)
    return connection


def _land(connection: duckdb.DuckDBPyConnection, folder: Path, run: int, file: int) -> None:
    """Write the rows of what is listed now, a file a table."""
    connection.execute(raw_sql.SONGS)
    for table in RAW_TABLES:
        if table.name == "runs" and file > 0:
            continue
        path = folder / table.name / f"run-{run}-{file}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        connection.sql(_rows_of(table, run)).write_parquet(str(path), compression="zstd")


def _rows_of(table: RawTable, run: int) -> str:
    """The rows in the columns and types of their schema, with where they came from."""
    at = f"(timestamptz '2026-01-01 00:00:00+00' + interval {run} day)"
    rows = raw_sql.ROWS[table.name].format(run=run, at=at)
    columns = [
        f"cast({name} as {_type_of(table.schema.field(name).type)}) as {name}"
        for name in table.content
    ]
    later = "version" if table.name in ("tracks", "audio_features") else "0"
    columns.append("'spotify' as _source")
    columns.append(f"'run-{run}' as _run_id")
    columns.append(f"{at} + interval (1) minute * {later} as _ingested_at")
    return f"select {', '.join(columns)} from ({rows})"


def _type_of(data_type: pa.DataType) -> str:
    """DuckDB's name of an Arrow type."""
    return str(duckdb.arrow(pa.table({"column": pa.array([], data_type)})).types[0])
