"""Rows on their way into the raw tables: kept in a journal until there are enough for a file."""

from __future__ import annotations

import logging
import threading
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import duckdb
import pyarrow as pa

from ingest.errors import StoppedError
from ingest.raw.journal import FOLDER, TABLES, Journal, left_behind, read
from ingest.raw.landing import Landing
from ingest.raw.parquet import reason_of
from ingest.raw.rows import Row
from ingest.raw.schemas import AUDIO_FEATURES, RawTable

log = logging.getLogger(__name__)

ROWS_A_FILE = 50_000
"""Rows in a journal that make a file of it."""


class Writer:
    """Takes rows of one run from any thread and lands those that are new, in files of up to ROWS_A_FILE rows.

    `source` is what `_source` says. `landed` counts the rows that have landed, by table; `missing` those of audio
    features that say `missing`.
    """

    def __init__(
        self,
        landing: Landing,
        connection: duckdb.DuckDBPyConnection,
        run_id: str,
        source: str,
    ) -> None:
        self.landed: dict[str, int] = dict.fromkeys(TABLES, 0)
        self.missing = 0
        self._landing = landing
        self._connection = connection.cursor()
        self._run_id = run_id
        self.source = source
        self._folder = landing.folder / FOLDER
        self._journals = {
            name: Journal(self._folder, table, run_id) for name, table in TABLES.items()
        }
        self._lock = threading.Lock()
        # One thread lands for all: memory that many threads use in turn is never given back.
        self._hand = ThreadPoolExecutor(1, thread_name_prefix="landing")

    def recover(self) -> int:
        """Land what a run that was cut off had been given; gives back the number of rows."""
        rows = 0
        for table, run_id, path in left_behind(self._folder):
            rows += sum(self._land(table, run_id, path).values())
            path.unlink()
        if rows:
            log.info(
                "an earlier run was cut off: %d rows that it had fetched have landed now", rows
            )
        with suppress(OSError):
            self._folder.rmdir()
        return rows

    def add(self, table: RawTable, rows: Sequence[Row]) -> None:
        """Take rows (dicts of the table's content columns); a full journal lands at once.

        Raises StoppedError when the disk does not take them.
        """
        if not rows:
            return
        batch = pa.RecordBatch.from_pylist(
            [{**row, "_source": self.source} for row in rows], schema=table.taken
        )
        journal = self._journals[table.name]
        with self._lock:
            try:
                journal.append(batch)
            except OSError as error:
                raise StoppedError(
                    f"{self._folder} cannot be written to ({reason_of(error)}): "
                    "make room or mend the folder, then run the same command to go on"
                ) from None
            if journal.rows >= ROWS_A_FILE:
                self._hand.submit(self._roll, table).result()

    def flush(self, *tables: RawTable) -> None:
        """Land what was taken for these tables, or for all of them. Raises StoppedError."""
        with self._lock:
            for table in tables or TABLES.values():
                if self._journals[table.name].rows:
                    self._hand.submit(self._roll, table).result()

    def close(self) -> None:
        """Close the journals; one that has not landed stays for the next run."""
        self._hand.shutdown()
        for journal in self._journals.values():
            journal.close()
        with suppress(OSError):
            self._folder.rmdir()

    def _roll(self, table: RawTable) -> None:
        journal = self._journals[table.name]
        journal.close()
        for path in list(journal.paths):
            counts = self._land(table, self._run_id, path)
            journal.remove(path)
            self.landed[table.name] += sum(counts.values())
            if table is AUDIO_FEATURES:
                self.missing += counts["missing"]

    def _land(self, table: RawTable, run_id: str, path: Path) -> Counter[str]:
        """Land a journal; of several rows with one key the first counts."""
        rows = read(path, table)
        self._connection.register("journal", rows)
        if firsts := self._first_of_each_key(table):
            rows = rows.take(firsts)
            self._connection.register("journal", rows)
        counts = self._landing.land(self._connection, table, "journal", run_id, rows)
        self._connection.unregister("journal")
        return counts

    def _first_of_each_key(self, table: RawTable) -> list[int]:
        """Where in the journal the first row of each key stands; nothing when no key stands there twice."""
        key = ", ".join(table.key)
        query = f"select count(*) = count(distinct ({key})) from journal"
        if self._connection.execute(query).fetchall()[0][0]:
            return []
        rows = self._connection.execute(
            f"""
            select min(position) from (select row_number() over () - 1 as position, {key} from journal)
            group by {key} order by 1
            """
        ).fetchall()
        return [position for (position,) in rows]
