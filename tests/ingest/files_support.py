"""What the tests of file imports share: writing exports, reading them, and reading them by plain Python."""

from __future__ import annotations

import csv
import gzip
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb

from ingest.files import Taken, recognise, take
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, TRACKS

Rows = list[dict[str, Any]]

FEATURES = (
    *("danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness"),
    *("instrumentalness", "liveness", "valence", "tempo"),
)
VALUES = (0.5, 0.6, 7, -8.25, 1, 0.03, 0.01, "1.64e-4", 0.1, 0.9, 120.5)
"""A cell for each of FEATURES."""

TABLE = "id,artist,energy\n"
"""The header of a small table."""


class Imported(dict[str, Rows]):
    """The rows of each raw table, by its key, and what `take` reported."""

    def __init__(self, tables: dict[str, Rows], taken: Taken) -> None:
        super().__init__(tables)
        self.taken = taken

    def one(self, table: str) -> dict[str, Any]:
        """The only row of a table."""
        (row,) = self[table]
        return row

    def of_tracks(self, column: str) -> list[Any]:
        """A column of the tracks, in the order of their ids."""
        return [row[column] for row in sorted(self["tracks"], key=lambda row: row["id"])]

    def names(self, table: str) -> list[str]:
        return sorted(row["name"] for row in self[table])


def read(
    *paths: Path | str, limit: int | None = None, need_features: bool = True, threads: int = 2
) -> Imported:
    """What importing these files gives."""
    config = {"threads": threads, "memory_limit": "512MB"}
    with duckdb.connect(":memory:", config=config) as connection:
        exports = recognise(list(map(str, paths)), connection, need_features=need_features)
        taken = take(exports, connection, limit=limit)
        tables = {}
        for table in (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES):
            relation = connection.table(f"taken_{table.name}").to_arrow_table()
            assert relation.column_names == [*table.content, "_source"]
            for column in table.content:
                assert relation.schema.field(column).type == table.schema.field(column).type
            rows = relation.to_pylist()
            tables[table.name] = sorted(rows, key=lambda row: [str(row[key]) for key in table.key])
            keys = [tuple(row[key] for key in table.key) for row in rows]
            assert len(set(keys)) == len(keys)
        return Imported(tables, taken)


def write(path: Path, header: Sequence[str], rows: Iterable[Sequence[Any]], **style: Any) -> Path:
    """A CSV file as Python's own writer makes it, packed when its name ends with `.gz`."""
    opener = gzip.open if path.suffix == ".gz" else open
    with opener(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, **{"lineterminator": "\n", **style})
        writer.writerow(header)
        writer.writerows(rows)
    return path


def plain(path: Path, track_ids: Iterable[str], **columns: Sequence[Any]) -> Path:
    """A table with a track id and one measure, besides the columns given (a value a row)."""
    ids = list(track_ids)
    rows = zip(ids, [0.5] * len(ids), *columns.values(), strict=True)
    return write(path, ["track_id", "energy", *columns], rows)


def local(text: str) -> str:
    """The id made of a normalised text."""
    return "local:" + hashlib.sha1(text.encode()).hexdigest()[:22]


def text_file(path: Path, text: str | bytes) -> Path:
    """A file of just this content."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path
