"""What must hold of a run and of what it landed, whatever it was answered."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from meddler_support import Meddler, endpoint_of

from ingest.errors import Exit
from ingest.raw.landing import Landing
from ingest.raw.rows import Row
from ingest.raw.schemas import (
    ALBUMS,
    ANSWERS,
    ARTISTS,
    AUDIO_FEATURES,
    RAW_TABLES,
    TRACKS,
    RawTable,
)
from ingest.run import Outcome

STATUSES = {
    Exit.COMPLETE: "complete",
    Exit.REFUSED: "refused",
    Exit.STOPPED: "stopped",
    Exit.PARTIAL: "partial",
}
CONTENT = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)
Landed = dict[str, list[Row]]


def read(out: Path, runs: int = 1) -> Landed:
    """Every row by table, once it is seen that every file is whole and of its table's schema, that no run landed a key
    twice, that no id is wanting and that nothing else lies about.
    """
    landed: Landed = {}
    for table in (*RAW_TABLES, ANSWERS):
        files = [pq.read_table(file) for file in Landing(out).files(table)]
        assert all(file.schema.equals(table.schema) and file.num_rows for file in files), table.name
        landed[table.name] = found = [row for file in files for row in file.to_pylist()]
        assert all(row["id"] for row in found), table.name
        keys = Counter(tuple(row[name] for name in (*table.key, "_run_id")) for row in found)
        assert not [key for key, count in keys.items() if count > 1], table.name
    assert len(landed["runs"]) == runs
    known = {*landed, ".lock", ".waits.json", ".listings"}
    assert {path.name for path in out.iterdir()} <= known, list(out.iterdir())
    return landed


def by_key(landed: Landed, table: RawTable) -> dict[Any, Row]:
    """The newest row of each key, without its audit columns."""
    found = sorted(landed[table.name], key=lambda row: row["_ingested_at"])
    return {
        tuple(row[name] for name in table.key): {name: row[name] for name in table.content}
        for row in found
    }


def check_words(outcome: Outcome, log: Iterable[str]) -> None:
    """A run ends by the contract, in words for a person, and leaves no thread behind."""
    assert outcome.exit in STATUSES, outcome
    assert outcome.run["status"] == STATUSES[outcome.exit], outcome
    said = [*([outcome.error] if outcome.error else []), *(one.reason for one in outcome.failures)]
    for line in [*said, *log]:
        assert "mistake of ours" not in line, line
        assert line.isprintable(), repr(line)
        assert len(line) < 1_000, line
    assert bool(outcome.error) == (outcome.exit in (Exit.REFUSED, Exit.STOPPED)), outcome
    assert bool(outcome.failures) or outcome.exit is not Exit.PARTIAL
    json.dumps(outcome.as_json(), default=lambda moment: moment.isoformat())
    assert not [one for one in threading.enumerate() if one.name.startswith("ingest")]


def check_origin(landed: Landed, asked: Sequence[str], meddler: Meddler, outcome: Outcome) -> None:
    """Rows are of what was asked for and sent, and all that came whole has landed when the run came to its end."""
    ids = {name: {row["id"] for row in found} for name, found in landed.items()}
    assert ids["artists"] <= set(asked) & meddler.sent
    assert {row["artist_id"] for row in landed["albums"]} <= ids["artists"]
    assert ids["albums"] | ids["tracks"] <= meddler.sent
    assert {row["album_id"] for row in landed["tracks"]} <= ids["albums"]
    assert ids["audio_features"] <= ids["tracks"]
    counted = outcome.run
    assert [counted[name] for name in ("artists", "albums", "tracks")] == [
        len(landed[name]) for name in ("artists", "albums", "tracks")
    ]
    assert counted["features"] + counted["missing"] == len(landed["audio_features"])
    if outcome.exit in (Exit.COMPLETE, Exit.PARTIAL):
        for target, body in meddler.whole:
            table, sent = _told(target, body)
            assert sent <= ids[table], (target, sent - ids[table])


def _told(target: str, body: Any) -> tuple[str, set[str]]:
    """The table that an unchanged answer is for, and the ids that it tells of."""
    match endpoint_of(target):
        case "artists":
            return "artists", {one["id"] for one in body["artists"] if one}
        case "artist":
            return "artists", {body["id"]}
        case "listing":
            return "albums", {one["id"] for one in body["items"]}
        case "albums":
            return "tracks", {
                one["id"] for album in body["albums"] if album for one in album["tracks"]["items"]
            }
        case "tracks":
            return "tracks", {one["id"] for one in body["items"]}
        case "reccobeats":
            return "audio_features", {one["href"].rpartition("/")[2] for one in body["content"]}
        case "spotify" | "compatible":
            return "audio_features", {one["id"] for one in body["audio_features"] if one}
    return "artists", set()
