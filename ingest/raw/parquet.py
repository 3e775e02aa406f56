"""Parquet files that appear under their name whole and on disk, or not at all."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

pa.set_memory_pool(pa.system_memory_pool())  # Arrow's own pools keep what they no longer need

ROWS_A_GROUP = 50_000
"""Rows of a row group: what is in memory while a file is written."""
ROWS_A_FILE = 1_000_000
"""Rows of a file that is written in one go: an import of more makes several."""


_DISTINCT = {
    *("id", "name", "uri", "isrc", "duration_ms", "track_href", "analysis_url"),
    *("danceability", "energy", "loudness", "speechiness", "acousticness", "instrumentalness"),
    *("liveness", "valence", "tempo"),
}
"""Columns that have nearly as many values as rows."""


def write_whole(target: Path, aside: Path, schema: pa.Schema, groups: Iterable[pa.Table]) -> None:
    """Write row groups to `aside`, on the same disk, then let it appear as `target`. Raises OSError, ArrowException."""
    try:
        aside.parent.mkdir(exist_ok=True)
        target.parent.mkdir(exist_ok=True)
        with (
            aside.open("wb") as file,
            pq.ParquetWriter(
                file, schema, compression="zstd", use_dictionary=_repeating(schema)
            ) as writer,
        ):
            for group in groups:
                writer.write_table(group)
        _to_disk(aside)
        aside.replace(target)
        _to_disk(target.parent)
    except BaseException:
        with suppress(OSError):
            aside.unlink()
        raise


def _repeating(schema: pa.Schema) -> list[str]:
    """The columns whose values come again and again: a dictionary of the others costs time and saves nothing."""
    names = [
        f"{field.name}.list.element" if pa.types.is_list(field.type) else field.name
        for field in schema
    ]
    return [name for name in names if name not in _DISTINCT]


def reason_of(error: Exception) -> str:
    """What the system says of a failure to write, in its own words: Arrow wraps them."""
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    number = re.search(r"\[errno (\d+)\]", str(error))
    return os.strerror(int(number[1])) if number else " ".join(str(error).split())


def row_groups(first: pa.RecordBatch, rest: Iterator[pa.RecordBatch]) -> Iterator[pa.Table]:
    """The batches together in row groups of ROWS_A_GROUP rows or a few more, up to ROWS_A_FILE rows in all."""
    group, rows, left = [first], first.num_rows, ROWS_A_FILE
    while rows < left and (batch := next(rest, None)) is not None:
        if rows >= ROWS_A_GROUP:
            yield pa.Table.from_batches(group)
            group, rows, left = [], 0, left - rows
        group.append(batch)
        rows += batch.num_rows
    yield pa.Table.from_batches(group)


def _to_disk(path: Path) -> None:
    """Let a file's content, or a folder's names, reach the disk itself."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
