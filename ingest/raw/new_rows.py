"""Which of the rows taken are new: a row lands only where its key or its content has not."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from ingest.raw.parquet import ROWS_A_GROUP
from ingest.raw.schemas import ANSWERS, RawTable


def _same_key(table: RawTable) -> str:
    return " and ".join(f"landed.{c} is not distinct from taken.{c}" for c in table.key)


def landed_before(connection: duckdb.DuckDBPyConnection, table: RawTable, taken: str) -> bool:
    """Whether a row has landed under any of the keys."""
    if table is ANSWERS:  # each counts anew, by its time
        return False
    if not connection.execute(f"select 1 from {quoted(table.name)} limit 1").fetchall():
        return False
    landed = f"{quoted(table.name)} as landed semi join {taken} as taken on {_same_key(table)}"
    return bool(connection.execute(f"select 1 from {landed} limit 1").fetchall())


def new_rows(
    connection: duckdb.DuckDBPyConnection, table: RawTable, taken: str
) -> Iterator[pa.RecordBatch]:
    """The rows of `taken` that differ from the newest that has landed under their key."""
    columns = ", ".join(f"taken.{column}" for column in table.taken.names)
    query = f"select {columns} from {taken} as taken"
    if landed_before(connection, table, taken):
        different = " or ".join(
            f"landed.{c} is distinct from taken.{c}" for c in table.content if c not in table.key
        )
        query = f"""
            with landed as (
                from {quoted(table.name)} as landed
                semi join {taken} as taken on {_same_key(table)}
                qualify row_number() over (
                    partition by {", ".join(table.key)} order by _ingested_at desc, _run_id desc
                ) = 1
            )
            {query} left join landed on {_same_key(table)}
            where landed.id is null or {different}
        """
    rows: Iterator[pa.RecordBatch] = connection.sql(query).to_arrow_reader(ROWS_A_GROUP)
    return rows


def quoted(name: str) -> str:
    """A relation's name as SQL has it."""
    return f'"{name}"'
