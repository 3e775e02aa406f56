"""The built marts of a target, read as they are: a DuckDB file, Spark's Parquet files, or by a Thrift server."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from string import Formatter
from typing import Any

import duckdb

from runner.engine import THRIFT

SCHEMA = "analytics"
AS_BUILT = {
    "set:hiveconf:spark.sql.ansi.enabled": "false",
    "set:hiveconf:spark.sql.session.timeZone": "UTC",
}
"""A Thrift server's session as `profiles.yml` has it: timestamps mean UTC, whatever the server's zone."""
Row = dict[str, Any]


class MartsError(Exception):
    """The marts cannot be read; says which, why, and what to do."""


@dataclass(frozen=True)
class Marts:
    """What answers queries in which `{name}` stands for a mart; the SQL is what Spark and DuckDB share."""

    target: str
    _ask: Callable[[str], list[Row]]
    _relation: Callable[[str], str]

    def rows(self, query: str) -> list[Row]:
        """The rows of a query; dates and times as ISO 8601 has them.

        Raises MartsError where a mart is not there or not readable.
        """
        try:
            found = self._ask(
                query.format_map({name: self._relation(name) for name in used(query)})
            )
        except duckdb.CatalogException:
            raise self._unbuilt(f"{' or '.join(used(query))} has not been built") from None
        except (duckdb.Error, OSError) as error:
            raise self._unbuilt(_first_line(error)) from None
        return [{name: _plain(value) for name, value in row.items()} for row in found]

    def _unbuilt(self, reason: str) -> MartsError:
        return MartsError(f"{reason}: run `make build TARGET={self.target}` first")


def used(query: str) -> list[str]:
    """The marts that a query names."""
    return sorted({name for _, name, _, _ in Formatter().parse(query) if name})


@contextmanager
def opened(target: str) -> Iterator[Marts]:
    """The marts of a target. Raises MartsError where there are none, or no such target."""
    if target == "cluster":
        with _thrift() as marts:
            yield marts
        return
    with duckdb.connect() as connection:
        connection.execute("set timezone = 'UTC'")
        if target == "duckdb":
            yield _attached(connection, Path(os.environ["SOUNDMART_DUCKDB"]))
        elif target == "spark":
            yield _parquet(connection, Path(os.environ["SOUNDMART_SPARK"], "warehouse"))
        else:
            raise MartsError(f"target {target} is unknown: use spark, duckdb or cluster")


def _attached(connection: duckdb.DuckDBPyConnection, file: Path) -> Marts:
    if not file.exists():
        raise MartsError(f"{file} is not there: run `make build TARGET=duckdb` first")
    try:
        connection.execute(f"attach {_quoted(file)} as built (read_only)")
    except duckdb.Error as error:
        reason = _first_line(error)
        raise MartsError(f"SOUNDMART_DUCKDB={file} cannot be opened: {reason}") from None
    return Marts("duckdb", _asker(connection), lambda name: f"built.{SCHEMA}.{name}")


def _parquet(connection: duckdb.DuckDBPyConnection, warehouse: Path) -> Marts:
    folder = warehouse / f"{SCHEMA}.db"
    if not folder.exists():
        raise MartsError(f"{folder} is not there: run `make build TARGET=spark` first")

    def relation(name: str) -> str:
        return f"read_parquet({_quoted(folder / name / '*.parquet')})"

    return Marts("spark", _asker(connection), relation)


@contextmanager
def _thrift() -> Iterator[Marts]:
    """The marts behind the Thrift server, which `reach_thrift_server` has found."""
    from pyhive import hive
    from thrift.Thrift import TException

    broken = (OSError, EOFError, AssertionError, TException, hive.Error)
    host, port = (os.environ.get(name) or default for name, default in THRIFT.items())
    try:
        connection = hive.connect(
            host=host, port=int(port), username="soundmart", configuration=AS_BUILT
        )
    except broken as error:
        reason = f"the Thrift server at {host}:{port} lets nobody in ({_message(error)})"
        raise MartsError(f"{reason}: see its log") from None

    def ask(query: str) -> list[Row]:
        try:
            with closing(connection.cursor()) as cursor:
                cursor.execute(query)
                names = [column[0] for column in cursor.description]
                return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
        except broken as error:
            raise OSError(_message(error)) from None

    try:
        yield Marts("cluster", ask, lambda name: f"{SCHEMA}.{name}")
    finally:
        with suppress(*broken):
            connection.close()


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)


def _message(error: Exception) -> str:
    """What Spark says of a query that failed, without the stack of the JVM."""
    status = getattr(error.args[0], "status", None) if error.args else None
    return str(getattr(status, "errorMessage", None) or _first_line(error))


def _asker(connection: duckdb.DuckDBPyConnection) -> Callable[[str], list[Row]]:
    def ask(query: str) -> list[Row]:
        rows: list[Row] = connection.sql(query).to_arrow_table().to_pylist()
        return rows

    return ask


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.replace(tzinfo=None).isoformat(sep=" ", timespec="seconds")
    return value.isoformat() if isinstance(value, date) else value


def _quoted(path: Path) -> str:
    return "'" + str(path).replace("'", "''") + "'"
