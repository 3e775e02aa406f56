"""A run that is killed at any moment has lost nothing: the next one fetches the rest and nothing twice."""

from __future__ import annotations

import random
import shutil
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from signal import SIGKILL
from typing import Any

import pyarrow.parquet as pq
import pytest
from demo_support import BAND, EMPTY, a_catalogue, an_album
from ingest_support import contents
from kills_support import Errand, finish, start

from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.raw.landing import Landing
from ingest.raw.schemas import ALBUMS, ANSWERS, ARTISTS, AUDIO_FEATURES, RAW_TABLES, TRACKS

CATALOGUE = a_catalogue(
    [an_album(1, track_count=60), *(an_album(number, track_count=9) for number in range(2, 24))]
)
ARTIST_IDS = (BAND.id, EMPTY.id)
TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)
CONCURRENCY = 4
ROWS_A_FILE = 60
KILLS = 50
"""In each mode; every fifth time, the run after it is killed as well."""
LANES = 2
"""Kills under way at once."""
MODES = {"extended": "spotify", "development": "auto"}
AGAIN = {"extended": 1 + 2 + 1, "development": 1 + 4 + 3 + 1}
"""Requests that a run makes whatever has landed: a token, the pages of the listings (23 albums and none), what
tells which kind of app it is; and, as its tracks come in two pages, one more of an album that was under way."""


@dataclass
class Scene:
    """Where runs are killed, and what one lands, costs and takes there when nobody kills it."""

    mode: str
    folder: Path
    tables: list[Any] = field(default_factory=list)
    requests: int = 0
    seconds: float = 0.0
    left: Counter[str] = field(default_factory=Counter)

    def server(self) -> DemoServer:
        return DemoServer(CATALOGUE, mode=self.mode, latency_ms=3)  # type: ignore[arg-type]

    def errand(self, server: DemoServer, out: Path) -> Errand:
        small = {"concurrency": CONCURRENCY, "rows_a_file": ROWS_A_FILE}
        return Errand.to(server, out, ARTIST_IDS, features=MODES[self.mode], **small)

    def undisturbed(self, number: int) -> None:
        out = self.folder / f"undisturbed-{number}"
        with self.server() as server:
            outcome, self.seconds = finish(self.errand(server, out))
            assert outcome.exit is Exit.COMPLETE
            self.requests = len(server.log)
        self.tables = landed(out)

    def kill_and_finish(self, number: int) -> None:
        """Kill a run once, or twice, and let one run to its end: nothing is lost, nothing is there or was paid twice.

        The moments of all the kills lie evenly over the length of a run.
        """
        rng = random.Random(f"{self.mode} {number}")
        out = self.folder / f"killed-{number}"
        moment = self.seconds * (number + rng.random()) / KILLS
        runs, kills = 3 if number % 5 == 0 else 2, 1
        with self.server() as server:
            errand = self.errand(server, out)
            while not killed(errand, moment):  # it was faster than those before
                shutil.rmtree(out)
                server.log.clear()
                moment *= 0.9
            self.left += what_lies_about(out)
            if runs == 3:
                kills += killed(errand, self.seconds * rng.random())
            outcome, _ = finish(errand)
            paid = len(server.log)
        assert outcome.exit is Exit.COMPLETE, (number, outcome.error)
        assert landed(out) == self.tables, number
        under_way, anew = kills * CONCURRENCY, (runs - 1) * AGAIN[self.mode]
        assert paid <= self.requests + under_way + anew, (number, kills)
        shutil.rmtree(out)


def landed(out: Path) -> list[Any]:
    """What has landed, once it is seen that every file is whole, no row is there twice and nothing else lies about."""
    for table in RAW_TABLES:
        files = [pq.read_table(file) for file in Landing(out).files(table)]
        assert all(file.schema.equals(table.schema) for file in files)
        keys = [key for file in files for key in file.select(table.key).to_pylist()]
        assert len({tuple(key.values()) for key in keys}) == len(keys), table.name
    known = {table.name for table in (*RAW_TABLES, ANSWERS)} | {".lock"}
    assert {path.name for path in out.iterdir()} <= known
    return [contents(out, table) for table in TABLES]


def what_lies_about(out: Path) -> Counter[str]:
    """What a killed run has left besides whole files, of which every one can be read."""
    for file in out.glob("*/*.parquet"):
        if not file.parent.name.startswith("."):
            pq.read_table(file)
    kinds = {"half a file": ".aside/*.parquet", "a journal": ".journal/*", "a table": "[a-z]*/*"}
    return Counter(kind for kind, pattern in kinds.items() if any(out.glob(pattern)))


def killed(errand: Errand, after: float) -> bool:
    """Start an errand and kill it so many seconds after it began; whether that came before its end."""
    process, told = start(errand)
    told.recv()
    time.sleep(after)
    process.kill()
    process.join()
    told.close()
    return process.exitcode == -SIGKILL


@pytest.mark.parametrize("mode", MODES)
def test_after_a_kill_at_any_moment_the_next_run_ends_as_if_there_had_been_none(
    mode: str, tmp_path: Path
) -> None:
    scene = Scene(mode, tmp_path)
    with ThreadPoolExecutor(LANES) as lanes:
        list(lanes.map(scene.undisturbed, range(LANES)))
        list(lanes.map(scene.undisturbed, range(LANES, 2 * LANES)))  # those before warmed up
        list(lanes.map(scene.kill_and_finish, range(KILLS)))
    assert scene.left["a journal"]
    assert scene.left["a table"]
