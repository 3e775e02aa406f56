"""The folder of raw Parquet: who may write to it, and how rows get in whole, once and only when new."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import StoppedError, WrongInputError
from ingest.pacing import utc_now
from ingest.rows import Row
from ingest.schemas import AUDIO_FEATURES, RAW_TABLES, RUNS, RawTable

ROWS_A_FILE = 100_000
"""Rows that a writer keeps in memory before it makes a file of them."""


class Landing:
    """The raw tables under one folder: `<folder>/<table>/*.parquet`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self, table: RawTable) -> list[Path]:
        """The files of a table that have landed."""
        return sorted((self.folder / table.name).glob("*.parquet"))

    def connect(self) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with one view a raw table and, for each, `newest_<table>`: the newest row per key.

        Raises WrongInputError when a file there is no readable Parquet.
        """
        connection = duckdb.connect(":memory:")
        for table in RAW_TABLES:
            try:
                self._create_views(connection, table)
            except duckdb.Error as error:
                reason = str(error).splitlines()[0]
                raise WrongInputError(
                    f"{self.folder / table.name} holds a file that cannot be read as {table.name} "
                    f"({reason}): move it away and run again"
                ) from None
        return connection

    def _create_views(self, connection: duckdb.DuckDBPyConnection, table: RawTable) -> None:
        name, key = table.name, ", ".join(table.key)
        connection.register(f"empty_{name}", table.schema.empty_table())
        landed = ""
        if files := [str(file) for file in self.files(table)]:
            rows = connection.read_parquet(files, union_by_name=True, hive_partitioning=False)
            rows.create_view(f"files_of_{name}")
            # A column that a file of another hand lacks reads as null.
            landed = f"union all by name from files_of_{name}"
        connection.execute(f"create view {name} as from empty_{name} {landed}")
        connection.execute(
            f"create view newest_{name} as from {name} qualify row_number() "
            f"over (partition by {key} order by _ingested_at desc, _run_id desc) = 1"
        )

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder against a second ingest.

        Raises WrongInputError when the folder cannot be used or another process holds it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            lock = (self.folder / ".lock").open("a+", encoding="utf-8")
        except OSError as error:
            raise WrongInputError(
                f"{self.folder} cannot be used for raw data ({error.strerror}): "
                "choose another folder with --out or SOUNDMART_RAW"
            ) from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise WrongInputError(f"{self.folder} is in use by {_holder(lock.name)}") from None
            lock.truncate(0)
            json.dump({"pid": os.getpid(), "started_at": utc_now().isoformat("T", "seconds")}, lock)
            lock.flush()
            # Whatever a killed run left half-written lies here, outside every table.
            shutil.rmtree(self._aside, ignore_errors=True)
            yield
            lock.truncate(0)

    def keep_wait(self, until: datetime) -> None:
        """Keep for the next run that the source wants no request before this time, if the disk lets us."""
        with suppress(OSError):
            (self.folder / ".wait").write_text(until.isoformat(), encoding="utf-8")

    def wait_until(self) -> datetime | None:
        """Until when the source wants no request, if that time is still to come."""
        try:
            until = datetime.fromisoformat((self.folder / ".wait").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return None
        return until if until > utc_now() else None

    @property
    def _aside(self) -> Path:
        return self.folder / ".aside"

    def write(self, table: RawTable, name: str, rows: pa.Table) -> None:
        """Add one file to a table: it appears under its name whole and on disk, or not at all.

        Raises StoppedError when the disk is full or the folder cannot be written to.
        """
        target = self.folder / table.name / f"{name}.parquet"
        aside = self._aside / f"{table.name}-{name}"
        try:
            self._aside.mkdir(exist_ok=True)
            target.parent.mkdir(exist_ok=True)
            with aside.open("wb") as file:
                pq.write_table(rows, file, compression="zstd")
                file.flush()
                os.fsync(file.fileno())
            aside.replace(target)
        except OSError as error:
            with suppress(OSError):
                aside.unlink()
            raise StoppedError(
                f"{target.parent} cannot be written to ({error.strerror or error}): "
                "make room or mend the folder, then run the same command to go on"
            ) from None


class Writer:
    """Collects rows of one run and lands those that are new, in files of up to ROWS_A_FILE rows.

    `landed` counts the rows that have landed, by table; `missing` those of audio features that say `missing`.
    """

    def __init__(self, landing: Landing, run_id: str, source: str) -> None:
        self._landing = landing
        self._run_id = run_id
        self._source = source
        self._rows: dict[str, list[Row]] = {table.name: [] for table in RAW_TABLES}
        self._files = 0
        self.landed: dict[str, int] = {table.name: 0 for table in RAW_TABLES}
        self.missing = 0

    def add(self, table: RawTable, rows: Iterable[Row]) -> None:
        """Take rows (dicts of the table's content columns); a full buffer lands at once."""
        buffer = self._rows[table.name]
        buffer.extend(rows)
        if len(buffer) >= ROWS_A_FILE:
            self.flush(table)

    def flush(self, *tables: RawTable) -> None:
        """Land what was taken for these tables, or for all of them."""
        for table in tables or RAW_TABLES:
            rows, self._rows[table.name] = self._rows[table.name], []
            if rows:
                self._land(table, rows)

    def _land(self, table: RawTable, rows: list[Row]) -> None:
        audit = {"_source": self._source, "_run_id": self._run_id, "_ingested_at": utc_now()}
        taken = pa.Table.from_pylist([{**row, **audit} for row in rows], schema=table.schema)
        new = taken if table is RUNS else self._new(table, taken)
        if new.num_rows:
            self._files += 1
            self._landing.write(table, f"{self._run_id}-{self._files:04d}", new)
            self.landed[table.name] += new.num_rows
            if table is AUDIO_FEATURES:
                self.missing += new["status"].to_pylist().count("missing")

    def _new(self, table: RawTable, taken: pa.Table) -> pa.Table:
        """The first row taken for each key, where it differs from the newest that has landed."""
        content = "struct_pack(" + ", ".join(f"{c} := {{0}}.{c}" for c in table.content) + ")"
        same_key = " and ".join(f"landed.{c} is not distinct from taken.{c}" for c in table.key)
        with self._landing.connect() as connection:
            connection.register("rows_taken", taken)
            query = f"""
                with numbered as (select row_number() over () as position, * from rows_taken),
                taken as (
                    select * from numbered
                    qualify row_number() over (
                        partition by {", ".join(table.key)} order by position
                    ) = 1
                )
                select {", ".join(f"taken.{c}" for c in table.schema.names)}
                from taken left join newest_{table.name} as landed on {same_key}
                where landed.id is null
                or {content.format("taken")} is distinct from {content.format("landed")}
                order by position
            """
            return connection.sql(query).to_arrow_table().cast(table.schema)


def _holder(lock: str) -> str:
    try:
        holder = json.loads(Path(lock).read_text(encoding="utf-8"))
        return f"another ingest (pid {holder['pid']}, started {holder['started_at']}): wait for it to end"
    except (OSError, ValueError, KeyError, TypeError):
        return "another ingest that has just started: wait for it to end"
