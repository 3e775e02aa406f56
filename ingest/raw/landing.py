"""The folder of raw Parquet: who may write to it, what it holds, and how rows get in whole, once and only when new."""

from __future__ import annotations

import os
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa

from ingest.errors import StoppedError, WrongInputError
from ingest.http.pacing import utc_now
from ingest.http.waits import Waits
from ingest.raw.hold import hold, holder_of
from ingest.raw.listings import Listings
from ingest.raw.memory import SHARE
from ingest.raw.new_rows import landed_before, new_rows, quoted
from ingest.raw.parquet import ROWS_A_GROUP, reason_of, row_groups, write_whole
from ingest.raw.schemas import ANSWERS, RAW_TABLES, RawTable


class Landing:
    """The raw tables under one folder: `<folder>/<table>/*.parquet`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.aside = folder / ".aside"
        self.waits = Waits(folder / ".waits.json")
        self.listings = Listings(folder / ".listings")
        self._stamped: datetime | None = None
        self._stamping = threading.Lock()

    def files(self, table: RawTable) -> list[Path]:
        """The files of a table that have landed. Raises WrongInputError when the folder may not be read."""
        folder = self.folder / table.name
        try:
            names = [entry.name for entry in os.scandir(folder)]
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise WrongInputError(
                f"{folder} cannot be read ({error.strerror}): mend its permissions"
            ) from None
        return [folder / name for name in sorted(names) if name.endswith(".parquet")]

    def holder(self) -> str | None:
        """Who holds the folder now, if anyone does."""
        return holder_of(self.folder)

    def connect(self, spill: Path | None = None) -> duckdb.DuckDBPyConnection:
        """A DuckDB connection with one view a raw table and, for each, `newest_<table>`: the newest row per key.

        Beyond its share of memory it goes to the folder `spill`, if one is given. Raises WrongInputError when a file of
        the raw tables is no readable Parquet.
        """
        connection = duckdb.connect()
        if spill is not None:
            connection.execute("set memory_limit = $1", [SHARE])
            connection.execute("set threads = 1")  # the requests need the other cores more
            connection.execute("set temp_directory = $1", [str(spill / "spilled")])
        for table in (*RAW_TABLES, ANSWERS):
            connection.register("nothing", table.schema.empty_table())
            connection.execute(f"create table {quoted('no_' + table.name)} as from nothing")
            connection.unregister("nothing")
            self._create_view(connection, table)
            connection.execute(
                f"create view {quoted('newest_' + table.name)} as from {quoted(table.name)} "
                f"qualify row_number() over (partition by {', '.join(table.key)} "
                "order by _ingested_at desc, _run_id desc) = 1"
            )
        return connection

    @contextmanager
    def reading(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A connection for whoever only reads, which may go to disk in a place of its own."""
        with (
            TemporaryDirectory(prefix="soundmart-") as spill,
            self.connect(Path(spill)) as connection,
        ):
            yield connection

    def _create_view(self, connection: duckdb.DuckDBPyConnection, table: RawTable) -> None:
        """Make or renew the view of all files of a table; a column that a file of another hand lacks is null."""
        files = ", ".join("'" + str(file).replace("'", "''") + "'" for file in self.files(table))
        landed = (
            f"union all by name from read_parquet([{files}], union_by_name = true, hive_partitioning = false)"
            if files
            else ""
        )
        try:
            connection.execute(
                f"create or replace view {quoted(table.name)} as "
                f"from {quoted('no_' + table.name)} {landed}"
            )
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise WrongInputError(
                f"{self.folder / table.name} holds a file that cannot be read as {table.name} "
                f"({reason}): move it away and run again"
            ) from None

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the folder against a second ingest.

        Raises WrongInputError when the folder cannot be used or another process holds it.
        """
        with hold(self.folder, self.aside):
            yield

    def land(
        self,
        connection: duckdb.DuckDBPyConnection,
        table: RawTable,
        taken: str,
        run_id: str,
        rows: pa.Table | None = None,
    ) -> Counter[str]:
        """Add to a table those rows of `taken` that are new: none landed under their key, or another.

        The relation `taken` has one row a key, with the columns of `table.taken`; `rows` are the same in Arrow, where
        they are at hand. The files appear whole or not at all. Gives back the number of rows by `status`, under "" for
        tables without one. Raises StoppedError when the disk will not.
        """
        counts: Counter[str] = Counter()
        new: Iterator[pa.RecordBatch] = iter(())
        try:
            if rows is not None and not landed_before(connection, table, taken):
                new = iter(rows.to_batches(ROWS_A_GROUP))
            else:
                new = new_rows(connection, table, taken)
            for batch in new:
                counts += self._write_file(table, run_id, batch, new)
        except duckdb.Error as error:
            raise StoppedError(
                f"{self.folder / table.name} cannot be written to ({str(error).splitlines()[0]}): "
                "make room or mend the folder, then run the same command to go on"
            ) from None
        finally:
            if isinstance(new, pa.RecordBatchReader):
                new.close()  # one that is left open blocks every later question
        if counts:
            self._create_view(connection, table)
        return counts

    def _write_file(
        self, table: RawTable, run_id: str, first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]
    ) -> Counter[str]:
        """Write up to ROWS_A_FILE rows into one file, beside the table first, then under its name.

        Gives their number by status.
        """
        target = self._free_name(table, run_id)
        counts: Counter[str] = Counter()

        def audited() -> Iterator[pa.Table]:
            for group in row_groups(first, rest):
                counts.update(_by_status(table, group))
                yield self._audited(table, group, run_id)

        try:
            write_whole(target, self.aside / f"{table.name}-{target.name}", table.schema, audited())
        except (OSError, pa.ArrowException) as error:
            raise StoppedError(
                f"{target.parent} cannot be written to ({reason_of(error)}): "
                "make room or mend the folder, then run the same command to go on"
            ) from None
        return counts

    def _free_name(self, table: RawTable, run_id: str) -> Path:
        number = len(self.files(table))
        while True:
            number += 1
            path = self.folder / table.name / f"{run_id}-{number:05d}.parquet"
            if not path.exists():
                return path

    def _audited(self, table: RawTable, rows: pa.Table, run_id: str) -> pa.Table:
        audit = {"_run_id": pa.scalar(run_id), "_ingested_at": pa.scalar(self._stamp())}
        columns = [
            pa.repeat(audit[name], rows.num_rows) if name in audit else rows.column(name)
            for name in table.schema.names
        ]
        return pa.table(columns, names=table.schema.names).cast(table.schema)

    def newest_stamp(self, connection: duckdb.DuckDBPyConnection) -> datetime | None:
        """When the newest row landed, by the clock of its time; from now on rows are stamped later than that."""
        newest = " union all ".join(
            f"select max(_ingested_at) as landed_at from {quoted(table.name)}"
            for table in (*RAW_TABLES, ANSWERS)
        )
        query = f"select epoch_us(max(landed_at)) from ({newest})"
        if (microseconds := connection.execute(query).fetchall()[0][0]) is not None:
            epoch = datetime.fromtimestamp(0, tz=timezone.utc)
            self._stamped = epoch + timedelta(microseconds=microseconds)
        return self._stamped

    def _stamp(self) -> datetime:
        with self._stamping:
            now = utc_now()
            if self._stamped is not None and now <= self._stamped:
                now = self._stamped + timedelta(microseconds=1)
            self._stamped = now
            return now


def _by_status(table: RawTable, rows: pa.Table) -> Counter[str]:
    if "provider" not in table.key:
        return Counter({"": rows.num_rows})
    counted = rows.column("status").value_counts().to_pylist()
    return Counter({one["values"] or "": one["counts"] for one in counted})
