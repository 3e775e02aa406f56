"""DuckDB's share of memory: small from the start, and more for a question that needs it."""

from __future__ import annotations

from typing import Any

import duckdb

SHARE = "64MB"
"""What DuckDB may hold before it goes to disk: enough to plan a run of a million tracks."""

MOST_BYTES = 4 << 30
_UNITS = {"bytes": 1, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40}


def ask(
    connection: duckdb.DuckDBPyConnection, query: str, parameters: list[Any] | None = None
) -> list[Any]:
    """All rows that a query gives; where it runs out of memory it gets twice as much, and again, up to MOST_BYTES.

    Most of DuckDB's operators go to disk instead, but not all: https://duckdb.org/docs/stable/guides/performance/how_to_tune_workloads
    """
    while True:
        try:
            return connection.execute(query, parameters or []).fetchall()
        except duckdb.OutOfMemoryException:
            limit = 2 * _limit(connection)
            if limit > MOST_BYTES:
                raise
            connection.execute("set memory_limit = $1", [f"{limit}B"])


def _limit(connection: duckdb.DuckDBPyConnection) -> int:
    ((text,),) = connection.execute("select current_setting('memory_limit')").fetchall()
    number, unit = text.split()
    return int(float(number) * _UNITS[unit])
