"""Runs against a server that changes its answers, and what must hold after each of them whatever was changed."""

from __future__ import annotations

import faulthandler
import json
import logging
import random
import re
import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from answering_support import AnsweringServer
from demo_support import BAND, EMPTY, GUEST, a_catalogue, an_album
from ingest_support import run
from mutations_support import Answer, mutated
from pytest import MonkeyPatch

from ingest.demo.messages import Request, Response
from ingest.errors import Exit
from ingest.landing import Landing
from ingest.rows import Row
from ingest.run import Outcome
from ingest.schemas import ALBUMS, ANSWERS, ARTISTS, AUDIO_FEATURES, RAW_TABLES, TRACKS, RawTable

CATALOGUE = a_catalogue(
    [
        an_album(1, track_count=52),
        *(an_album(number, ("album", "single")[number % 2]) for number in range(2, 10)),
    ]
)
ARTIST_IDS = (BAND.id, EMPTY.id, GUEST.id)
ENDPOINTS = {
    "token": "^/api/token",
    "artists": r"^/v1/artists\?",
    "artist": r"^/v1/artists/\w+$",
    "listing": r"^/v1/artists/\w+/albums",
    "albums": r"^/v1/albums\?",
    "tracks": r"^/v1/albums/\w+/tracks",
    "spotify": "^/v1/audio-features",
    "reccobeats": "^/reccobeats",
    "compatible": "^/compatible",
}
CHOICES = (
    *(("extended", "spotify"), ("extended", "auto"), ("extended", "reccobeats")),
    *(("extended", "compatible"), ("development", "auto"), ("development", "none")),
)
LONGEST_RUN = 20.0
"""Seconds; a run without a wait takes a fifth of one."""
STATUSES = {
    Exit.COMPLETE: "complete",
    Exit.REFUSED: "refused",
    Exit.STOPPED: "stopped",
    Exit.PARTIAL: "partial",
}
CONTENT = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)
Landed = dict[str, list[Row]]


def endpoint_of(target: str) -> str:
    return next((name for name, path in ENDPOINTS.items() if re.search(path, target)), "other")


@dataclass
class Meddler:
    """Changes answers by chance, which hangs on the seed, the request and how often it came, and on nothing else."""

    seed: int
    rates: dict[str, float] = field(default_factory=dict)
    cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    touched: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    whole: list[tuple[str, Any]] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request, response: Response) -> Answer:
        try:
            return self._answer(request, response)
        except Exception as error:
            self.mistakes.append(repr(error))
            raise

    def _answer(self, request: Request, response: Response) -> Answer:
        endpoint = endpoint_of(request.target)
        with self._lock:
            self._asked[request.target] += 1
            rng = random.Random(f"{self.seed} {request.target} {self._asked[request.target]}")
        meddle = rng.random() < self.rates.get(endpoint, 0.0)
        kind, answer = mutated(rng, response) if meddle else ("", (response, "whole"))
        ids = set(_ids(response.body)) | set(_ids(answer[0].body))
        with self._lock:
            self.sent |= ids
            if meddle:
                self.cases[endpoint, kind] += 1
                self.touched |= ids | set(re.split("[/?=,&]|%2C", request.target))
            elif response.status == 200 and endpoint != "token":
                self.whole.append((request.target, json.loads(response.body)))
        return answer


def _ids(body: bytes) -> Iterable[str]:
    """Whatever a body gives as an id, its own or that at the end of a link."""
    try:
        yield from _ids_in(json.loads(body))
    except (ValueError, RecursionError):
        yield from re.findall(r'"id": ?"([^"]*)"', body.decode(errors="replace"))


def _ids_in(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name in ("id", "href"):
                yield re.split("[?#]", part)[0].rpartition("/")[2] if name == "href" else part
            else:
                yield from _ids_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _ids_in(part)


def plan(seed: int) -> tuple[str, str, dict[str, float]]:
    """What a seed stands for: the kind of app, who is asked for features, and how often which answers are changed."""
    rng = random.Random(seed)
    mode, features = CHOICES[seed % len(CHOICES)]
    names = list(ENDPOINTS)
    if rng.random() < 0.8:  # here and there, and seldom where a run may end before it has begun
        rates = dict.fromkeys(names, rng.choice((0.3, 0.6))) | dict.fromkeys(names[:3], 0.05)
    else:  # one endpoint alone, most of the time
        rates = {rng.choice(names): rng.choice((0.5, 0.9))}
    return mode, features, rates


class _Lines(logging.Handler):
    """Keeps what is logged, at every level."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Runs:
    """One run a seed, against servers that are started once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._meddler = Meddler(0)
        self._log = _Lines()
        logging.getLogger("ingest").addHandler(self._log)
        logging.getLogger("ingest").setLevel(logging.DEBUG)
        logging.getLogger("ingest").propagate = False
        self._servers = {
            mode: self._stack.enter_context(
                AnsweringServer(
                    CATALOGUE,
                    mode=mode,
                    change=lambda request, response: self._meddler(request, response),
                )
            )
            for mode in ("extended", "development")
        }
        patch = self._stack.enter_context(MonkeyPatch.context())
        patch.setattr("ingest.pacing.SHORTEST_WAIT", 0.0005)
        patch.setattr("ingest.transport.UNNAMED_WAIT", 0.0005)
        patch.setattr("ingest.transport.TIMEOUT", (2, 2))
        patch.setattr("ingest.spotify.ALBUMS_A_PAGE_IN_DEVELOPMENT", 2)
        patch.setattr("ingest.spotify.MOST_PAGES", 30)
        patch.setattr("ingest.walk.ALBUMS_A_REQUEST", 1)
        patch.setattr("ingest.features.spotify.SpotifyFeatures.most_ids", 5)
        patch.setattr("ingest.features.reccobeats.ReccoBeatsFeatures.most_ids", 5)
        self.clean = cache(self._clean)

    def close(self) -> None:
        self._stack.close()

    def __call__(self, seed: int) -> Counter[tuple[str, str]]:
        """The cases of one seed. Raises AssertionError when something does not hold."""
        mode, features, rates = plan(seed)
        out = self._folder / f"seed-{seed}"
        self._meddler = meddler = Meddler(seed, rates)
        self._log.lines.clear()
        faulthandler.dump_traceback_later(3 * LONGEST_RUN, exit=True)
        began = time.monotonic()
        outcome = self._run(mode, features, out)
        assert time.monotonic() - began < LONGEST_RUN
        faulthandler.cancel_dump_traceback_later()
        assert not meddler.mistakes
        landed = read(out)
        check_words(outcome, self._log.lines)
        check_origin(landed, meddler, outcome)
        self._check_untouched(landed, mode, meddler)
        if seed % 16 == 0:
            self._check_repair(out, mode, features)
        shutil.rmtree(out)
        return meddler.cases

    def _run(self, mode: str, features: str, out: Path, **options: Any) -> Outcome:
        options = {
            "artist_ids": ARTIST_IDS,
            "groups": ("album", "single"),
            "concurrency": 2,
            "max_wait": 0.01,
            **options,
        }
        return run(self._servers[mode], out, features=features, **options)

    def _clean(self, mode: str, features: str) -> dict[str, dict[Any, Any]]:
        """Tables by name, and rows by key, as they land when nobody meddles."""
        meddler, self._meddler = self._meddler, Meddler(0)
        out = self._folder / f"clean-{mode}-{features}"
        assert self._run(mode, features, out).exit is Exit.COMPLETE
        self._meddler = meddler
        landed = read(out)
        return {table.name: by_key(landed, table) for table in CONTENT}

    def _check_untouched(self, landed: Landed, mode: str, meddler: Meddler) -> None:
        """Rows of which no changed answer knew are those of a run that nobody meddled with."""
        clean = self.clean(mode, "none")
        for table in (ARTISTS, ALBUMS, TRACKS):
            for key, row in by_key(landed, table).items():
                if row["id"] not in meddler.touched:
                    assert row == clean[table.name][key], table.name
        for key, row in by_key(landed, AUDIO_FEATURES).items():
            if row["id"] not in meddler.touched:
                assert row == self.clean("extended", row["provider"])["audio_features"][key]

    def _check_repair(self, out: Path, mode: str, features: str) -> None:
        """Whatever was landed, a refresh from a source that is well puts everything right."""
        self._meddler = Meddler(0)
        (out / ".waits.json").unlink(missing_ok=True)
        outcome = self._run(mode, features, out, refresh=True)
        assert outcome.exit is Exit.COMPLETE, outcome.error
        landed = read(out, runs=2)
        for name, clean in self.clean(mode, features).items():
            table = next(one for one in CONTENT if one.name == name)
            newest = by_key(landed, table)
            assert {key: newest.get(key) for key in clean} == clean, name


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
    known = {*landed, ".lock", ".waits.json"}
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


def check_origin(landed: Landed, meddler: Meddler, outcome: Outcome) -> None:
    """Rows are of what was asked for and sent, and all that came whole has landed when the run came to its end."""
    ids = {name: {row["id"] for row in found} for name, found in landed.items()}
    assert ids["artists"] <= set(ARTIST_IDS) & meddler.sent
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


def run_seeds(folder: str, first: int, step: int, end: int) -> tuple[Counter[Any], list[str]]:
    """Every so-manyth seed, in a process of its own: the cases there were, and what did not hold, by seed."""
    cases: Counter[Any] = Counter()
    failed: list[str] = []
    runs = Runs(Path(folder) / f"worker-{first}")
    for seed in range(first, end, step):
        try:
            cases += runs(seed)
        except Exception as error:  # noqa: BLE001 - with its seed, or nobody could repeat it
            failed.append(f"seed {seed}: {type(error).__name__}: {str(error)[:600]}")
    runs.close()
    return cases, failed
