"""Random tables, and random bytes in them, against a plain reading by Python."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from files_support import read, text_file, write

from ingest.errors import WrongInputError

ABSENT = ("", "NA", "undefined")
PIECES = (
    "a",
    "B",
    "\u3000",
    "é",
    "İ",
    "ﬁ",
    " ",
    "  ",
    ",",
    ", ",
    '"',
    "'",
    "\n",
    "\r\n",
    "日",
    "-",
    "(",
    "\\",
)


def some_text(randoms: random.Random) -> str:
    return "".join(randoms.choices(PIECES, k=randoms.randrange(8)))


def some_number(randoms: random.Random) -> str:
    return randoms.choice(["", "NA", "0", "5.0", "5.5", "-1", "1e-3", "x", "0.25", "-7.125"])


def some_row(randoms: random.Random) -> list[str]:
    track_id, album_id = f"t{randoms.randrange(60)}", f"b{randoms.randrange(3)}"
    numbers = [some_number(randoms) for _ in range(3)]
    return [track_id, some_text(randoms), some_text(randoms), album_id, *numbers]


def as_number(cell: str, whole: bool) -> float | None:
    try:
        number = float(cell)
    except ValueError:
        return None
    return None if whole and number != int(number) else number


@pytest.mark.parametrize("seed", range(25))
def test_random_tables_are_read_as_python_reads_them(tmp_path: Path, seed: int) -> None:
    randoms = random.Random(seed)
    header = ["track_id", "artist", "name", "album_id", "energy", "key", "tempo"]
    rows = [some_row(randoms) for _ in range(randoms.randrange(200))]
    ending = randoms.choice(["\n", "\r\n"])
    quoting = randoms.choice([0, 1])
    path = write(tmp_path / "x.csv", header, rows, lineterminator=ending, quoting=quoting)
    landed = read(path, threads=randoms.choice([1, 2]))

    tracks: dict[tuple[str, str], dict[str, Any]] = {}
    features: dict[str, dict[str, Any]] = {}
    unreadable: Counter[str] = Counter()
    for track_id, artist, name, album_id, *cells in rows:
        measures = {}
        for column, cell in zip(("energy", "key", "tempo"), cells, strict=True):
            measures[column] = as_number(cell, whole=column == "key")
            if measures[column] is None and cell not in ABSENT:
                unreadable[f"audio_features.{column}"] += 1
        measured = any(value is not None for value in measures.values())
        row = {"name": name or None, "measured": measured}
        if artist.strip():
            row["artist_names"] = [artist]
            known = tracks.setdefault((album_id, track_id), row)
            if measured and not known["measured"]:
                tracks[album_id, track_id] = row
        if measured:
            features.setdefault(track_id, measures)

    assert {(row["album_id"], row["id"]) for row in landed["tracks"]} == tracks.keys()
    for row in landed["tracks"]:
        expected = tracks[row["album_id"], row["id"]]
        assert (row["name"], row["artist_names"]) == (expected["name"], expected["artist_names"])
    assert {
        row["id"]: {column: row[column] for column in ("energy", "key", "tempo")}
        for row in landed["audio_features"]
    } == features
    assert landed.taken.unreadable == unreadable
    assert (landed.taken.rows, landed.taken.bad_rows) == (len(rows), 0)


def test_random_bytes_are_read_or_refused_and_nothing_else(tmp_path: Path) -> None:
    """Whatever the bytes, no error but ours reaches the caller."""
    table = write(tmp_path / "t.csv", ["id", "artists", "energy"], [["t1", "A;B", 0.5]] * 50)
    content = table.read_bytes()
    for seed in range(40):
        mutated = bytearray(content)
        for step in range(1 + seed % 5):
            place = (seed * 7919 + step * 104_729) % len(mutated)
            mutated[place] = (seed * 31 + step * 17) % 256
        path = text_file(tmp_path / "x.csv", bytes(mutated))
        try:
            landed = read(path)
        except WrongInputError:
            continue
        assert landed.taken.rows + landed.taken.bad_rows > 0
