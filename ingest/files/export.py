"""What is known of an export once its header has been judged, and what comes of reading it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingest.errors import Failure

LIST_SEPARATOR = "\x1f"
"""What joins the elements of a Parquet list while its column is text."""

GLOB = "*?["
"""What a path may hold that means more to DuckDB than itself."""


@dataclass(frozen=True)
class Export:
    """A file of tracks: `columns` maps each field that it has to its column's position in `headers`.

    `types` are DuckDB's types of a Parquet file's columns, empty for CSV. `name_styles` says for `artist_names`
    and `album_artist_names` how several names share a cell: `one` (they do not), `escaped`, `many` or `listed`.
    """

    path: str
    headers: Sequence[str]
    columns: Mapping[str, int]
    name_styles: Mapping[str, str]
    delimiter: str = ","
    gzipped: bool = False
    types: Sequence[str] = ()

    @property
    def is_parquet(self) -> bool:
        """Whether it is Parquet; else it is CSV."""
        return bool(self.types)

    @property
    def source(self) -> str:
        """`_source` of the rows that it gives."""
        return f"file:{self.path}"


@dataclass(frozen=True)
class BadRow:
    """A row of a file that could not be read; the line is where it starts, counted from 1."""

    file: str
    line: int
    reason: str


@dataclass
class Taken:
    """What reading exports came to.

    `rows` were read, `bad_rows` could not be, of which `first_bad_rows` says where and why. `unreadable` counts
    values by `table.column`, `without_id` records without a track id, by table. Of the tracks `without_artist`, which
    name no artist, the audio features alone land. `failures` names files that broke off.
    """

    rows: int = 0
    bad_rows: int = 0
    first_bad_rows: list[BadRow] = field(default_factory=list)
    unreadable: Counter[str] = field(default_factory=Counter)
    without_id: Counter[str] = field(default_factory=Counter)
    without_artist: int = 0
    failures: list[Failure] = field(default_factory=list)


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def literal_path(path: str) -> str:
    """A path as an SQL literal that DuckDB takes for this very file, whatever its name holds."""
    absolute = str(Path(path).absolute())
    return quoted("".join(f"[{letter}]" if letter in GLOB else letter for letter in absolute))


def each_file(texts: Sequence[str], file: str) -> str:
    """SQL for the text of a file, given the texts in the files' order and SQL for the file's number."""
    if len(set(texts)) == 1:
        return quoted(texts[0])
    return f"[{', '.join(map(quoted, texts))}][{file} + 1]"


def run(connection: duckdb.DuckDBPyConnection, statement: str) -> list[tuple[Any, ...]]:
    """The rows that a statement gives. DuckDB 2 wants every result fetched to its end."""
    return connection.execute(statement).fetchall()


def only_row(connection: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    """The one row of whole numbers that an aggregate gives; a null is 0."""
    (row,) = run(connection, query)
    return tuple(int(value or 0) for value in row)
