"""What a run has been given and not landed yet: on disk from the moment it came, so that no crash costs it again."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa

from ingest.raw.schemas import ANSWERS, RAW_TABLES, RawTable

TABLES = {table.name: table for table in (*RAW_TABLES, ANSWERS)}
FOLDER, SUFFIX = ".journal", ".arrows"


class Journal:
    """Rows of one table in Arrow stream files, batch by batch; `rows` counts them, `paths` are those not landed yet.

    A file that was closed is never written to again: what could not land stays in it.
    """

    def __init__(self, folder: Path, table: RawTable, run_id: str) -> None:
        self.rows = 0
        self.paths: list[Path] = []
        self._stem = folder / f"{run_id}_{table.name}"
        self._schema = table.taken
        self._number = 0
        self._file: pa.OSFile | None = None
        self._stream: pa.RecordBatchStreamWriter | None = None

    def append(self, batch: pa.RecordBatch) -> None:
        """Write a batch through to the operating system. Raises OSError."""
        if self._stream is None:
            self._stem.parent.mkdir(exist_ok=True)
            self._number += 1
            path = self._stem.with_name(f"{self._stem.name}_{self._number}{SUFFIX}")
            self._file = pa.OSFile(str(path), "wb")
            self.paths.append(path)
            self._stream = pa.ipc.new_stream(self._file, self._schema)
        self._stream.write_batch(batch)
        self.rows += batch.num_rows

    def close(self) -> None:
        """End the file, as far as the disk lets us: a stream that breaks off is read up to there."""
        with suppress(OSError):
            if self._stream is not None:
                self._stream.close()
            if self._file is not None:
                self._file.close()
        self._stream = self._file = None

    def remove(self, path: Path) -> None:
        """Delete a file: what it held has landed."""
        path.unlink(missing_ok=True)
        self.paths.remove(path)
        if not self.paths:
            self.rows = 0


def left_behind(folder: Path) -> Iterator[tuple[RawTable, str, Path]]:
    """The journals of runs that were cut off: table, run id and file, oldest first."""
    for path in sorted(folder.glob(f"*{SUFFIX}")):
        run_id, _, rest = path.name.removesuffix(SUFFIX).partition("_")
        name = rest.rpartition("_")[0]
        if name in TABLES:
            yield TABLES[name], run_id, path


def read(path: Path, table: RawTable) -> pa.Table:
    """The whole batches of a journal, mapped from disk; the end of one that was cut off is left out."""
    batches = []
    with suppress(OSError, pa.ArrowException, EOFError):
        stream = pa.ipc.open_stream(pa.memory_map(str(path)))
        if not stream.schema.equals(table.taken):
            return table.taken.empty_table()  # of another version of these tables
        while True:
            try:
                batches.append(stream.read_next_batch())
            except StopIteration:
                break
    return pa.Table.from_batches(batches, schema=table.taken)
