"""What a run has landed: how much of it, and whether it is the same as another's."""

from __future__ import annotations

from pathlib import Path

import duckdb

from bench.errors import BenchError

KEYS = {
    "artists": "id",
    "albums": "id, artist_id",
    "tracks": "id, album_id",
    "audio_features": "id, provider",
}
"""The four catalogue tables, and what of each there is one row for (see `ingest/schemas.py`)."""


def files(out: Path) -> list[Path]:
    """The Parquet files of the four catalogue tables."""
    return [file for table in KEYS for file in sorted((out / table).glob("*.parquet"))]


def row_counts(out: Path) -> dict[str, int]:
    """The rows of each of the four catalogue tables.

    Raises BenchError when a table has not landed, or holds a key twice.
    """
    return {table: _row_count(out, table) for table in KEYS}


def check_same(plain: Path, out: Path, table: str, columns: tuple[str, ...]) -> int:
    """How many rows of a table the plain algorithm and the ingest have landed.

    Raises BenchError when they differ in these columns.
    """
    names = ", ".join(columns)
    where = "where status = 'ok'" if table == "audio_features" else ""
    with duckdb.connect() as connection:
        connection.read_parquet(str(plain / f"{table}.parquet")).create_view("theirs")
        _landed(connection, out, table).create_view("landed")
        connection.execute(f"create view ours as select {names} from landed {where}")
        for one, other, who in (("theirs", "ours", "ingest"), ("ours", "theirs", "algorithm")):
            difference = connection.execute(
                f"select {names} from {one} except all select {names} from {other}"
            ).fetchall()
            if difference:
                raise BenchError(
                    f"{len(difference):,} rows of {table} are not what the {who} has landed, "
                    f"{difference[0][0]} for one"
                )
        return _one_number(connection, "select count(*) from ours")


def _row_count(out: Path, table: str) -> int:
    with duckdb.connect() as connection:
        _landed(connection, out, table).create_view("landed")
        rows = _one_number(connection, "select count(*) from landed")
        keys = _one_number(connection, f"select count(distinct ({KEYS[table]})) from landed")
    if rows != keys:
        raise BenchError(f"{rows:,} rows of {table} have landed for {keys:,} keys ({KEYS[table]})")
    return rows


def _landed(
    connection: duckdb.DuckDBPyConnection, out: Path, table: str
) -> duckdb.DuckDBPyRelation:
    landed = [str(file) for file in sorted((out / table).glob("*.parquet"))]
    if not landed:
        raise BenchError(f"nothing has landed in {table}")
    return connection.read_parquet(landed, hive_partitioning=False)


def _one_number(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    [(number,)] = connection.execute(query).fetchall()
    return int(number)
