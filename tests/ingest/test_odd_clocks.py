"""Clocks that go backwards or astray, and two ingests at once: the newest row is the newest and none is there twice."""

from __future__ import annotations

import itertools
import json
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from answering_support import AnsweringServer
from demo_support import BAND, SMALL, a_catalogue, an_album
from ingest_support import ROOT, command, contents, rows, run, settings

from ingest.demo.faults import Rule
from ingest.demo.messages import Delivery, Request, Response
from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.http.waits import Waits
from ingest.raw.landing import Landing
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, RUNS, TRACKS
from ingest.run import Outcome

NOON = datetime(2026, 6, 1, 12, tzinfo=timezone.utc)
TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)
LONG_AGO, FAR_AHEAD = NOON - timedelta(days=9_000), NOON + timedelta(days=27_000)

SetClock = Callable[[datetime], None]


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> SetClock:
    """Stops the clock of every module of the ingest at a moment."""

    def at(moment: datetime) -> None:
        tell(monkeypatch, lambda: moment)

    return at


def tell(monkeypatch: pytest.MonkeyPatch, utc_now: Callable[[], datetime]) -> None:
    told = [
        module
        for name, module in list(sys.modules.items())
        if name.startswith("ingest.") and hasattr(module, "utc_now")
    ]
    assert len(told) >= 5
    for module in told:
        monkeypatch.setattr(module, "utc_now", utc_now)


def named(name: str) -> Callable[[str, Any], Any]:
    """Lets the artist and the first track be called by a name."""

    def mutate(target: str, body: Any) -> Any:
        if "/artists?ids" in target:
            body["artists"][0]["name"] = name
        if "/albums?ids" in target:
            body["albums"][0]["tracks"]["items"][0]["name"] = name
        return body

    return mutate


def newest_names(out: Path) -> set[str]:
    """What the newest rows of the artist and the first track say, by the order that staging takes them in."""
    newest = {}
    for table in (ARTISTS, TRACKS):
        for row in sorted(rows(out, table), key=lambda row: (row["_ingested_at"], row["_run_id"])):
            newest[row["id"]] = row["name"]
    return {newest[BAND.id], newest["T000000000000000002001"]}


@pytest.mark.parametrize("then", [LONG_AGO, NOON - timedelta(microseconds=1), NOON, FAR_AHEAD])
def test_what_landed_last_is_the_newest_whatever_the_clock_says(
    then: datetime, tmp_path: Path, set_clock: SetClock
) -> None:
    for name, moment in (("First", NOON), ("Second", then), ("Third", LONG_AGO)):
        set_clock(moment)
        with DemoServer(SMALL, mutate=named(name)) as server:
            assert run(server, tmp_path, refresh=True).exit is Exit.COMPLETE
        assert newest_names(tmp_path) == {name}
    assert len(rows(tmp_path, ARTISTS)) == 3
    assert len(rows(tmp_path, ALBUMS)) == 1


@pytest.mark.parametrize("then", [LONG_AGO, FAR_AHEAD])
def test_a_run_after_the_clock_has_jumped_fetches_and_adds_nothing(
    then: datetime, tmp_path: Path, set_clock: SetClock, caplog: pytest.LogCaptureFixture
) -> None:
    set_clock(NOON)
    # The features of no track are missing: those may be asked for again when their time has come.
    with DemoServer(a_catalogue([an_album(1, track_count=1)])) as server:
        run(server, tmp_path)
        before = [contents(tmp_path, table) for table in TABLES]
        set_clock(then)
        outcome = run(server, tmp_path)
    assert (outcome.exit, outcome.run["requests"]) == (Exit.COMPLETE, 2)
    assert [contents(tmp_path, table) for table in TABLES] == before
    assert ("the clock of this machine is behind" in caplog.text) == (then < NOON)


def test_a_clock_that_runs_backwards_within_a_run_leaves_no_row_twice_and_rows_in_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.raw.writer.ROWS_A_FILE", 20)
    rng = random.Random(7)
    falling = (NOON - timedelta(seconds=rng.uniform(0, 3600) * n) for n in itertools.count())
    tell(monkeypatch, lambda: next(falling))
    catalogue = a_catalogue([an_album(number, track_count=7) for number in range(1, 31)])
    with DemoServer(catalogue) as server:
        first = run(server, tmp_path)
        assert (first.exit, first.run["tracks"], first.run["features"]) == (Exit.COMPLETE, 210, 180)
        assert first.run["finished_at"] >= first.run["started_at"]
        assert len(Landing(tmp_path).files(TRACKS)) > 1
        assert run(server, tmp_path, refresh=True).run["tracks"] == 0
    keys = [(row["album_id"], row["id"]) for row in rows(tmp_path, TRACKS)]
    assert len(keys) == len(set(keys)) == 210
    stamps = [row["_ingested_at"] for table in TABLES for row in rows(tmp_path, table)]
    by_file = {(row["_run_id"], row["_ingested_at"]) for row in rows(tmp_path, TRACKS)}
    assert len(by_file) == len(Landing(tmp_path).files(TRACKS))
    assert min(row["_ingested_at"] for row in rows(tmp_path, RUNS)) > max(stamps)


def test_a_folder_whose_clock_once_was_far_ahead_still_takes_what_is_new(
    tmp_path: Path, set_clock: SetClock
) -> None:
    set_clock(FAR_AHEAD)
    with DemoServer(a_catalogue([an_album(1, track_count=3)])) as server:
        run(server, tmp_path)
    set_clock(NOON)
    with DemoServer(
        a_catalogue([an_album(1, track_count=3), an_album(2, track_count=3)])
    ) as server:
        outcome = run(server, tmp_path)
    assert (outcome.exit, outcome.run["albums"], outcome.run["tracks"]) == (Exit.COMPLETE, 1, 3)
    assert (outcome.run["features"], outcome.run["missing"]) == (2, 1)


@pytest.mark.parametrize("asked_at", [LONG_AGO, NOON, FAR_AHEAD])
def test_a_kept_wait_is_over_when_so_much_time_has_passed_wherever_the_clock_was_set(
    asked_at: datetime, tmp_path: Path, set_clock: SetClock
) -> None:
    fault = Rule("rate-limit", path="audio-features", times=1, retry_after=3600)
    with DemoServer(SMALL, faults=[fault]) as server:
        set_clock(asked_at)
        assert run(server, tmp_path).exit is Exit.STOPPED
        asked = len(server.log)
        set_clock(NOON)
        waits = Waits(tmp_path / ".waits.json")
        assert waits.left("Spotify") <= 3600
        again = run(server, tmp_path)
        if asked_at is not LONG_AGO:  # else the clock says that it is long over
            assert (again.exit, len(server.log)) == (Exit.STOPPED, asked)
            assert about_an_hour_after_noon(again)
            set_clock(NOON + timedelta(minutes=40))
            assert about_an_hour_after_noon(run(server, tmp_path))
            set_clock(NOON + timedelta(seconds=3601))
            again = run(server, tmp_path)
    assert again.exit is Exit.COMPLETE


def about_an_hour_after_noon(outcome: Outcome) -> bool:
    """Whether that is when to come back: not later, and sooner only by what a run takes."""
    assert outcome.resume_at is not None
    return timedelta(0) <= NOON + timedelta(hours=1) - outcome.resume_at < timedelta(seconds=20)


def test_a_wait_does_not_grow_though_the_clock_is_set_back_run_after_run(
    tmp_path: Path, set_clock: SetClock
) -> None:
    waits = Waits(tmp_path / ".waits.json")
    set_clock(NOON)
    waits.keep("Spotify", NOON + timedelta(seconds=600))
    for days in range(1, 6):
        set_clock(NOON - timedelta(days=days))
        assert waits.left("Spotify") == 600
        until = waits.in_force()["Spotify"]
        assert until == NOON - timedelta(days=days) + timedelta(seconds=600)
        waits.keep("Spotify", until)
    set_clock(NOON - timedelta(days=5) + timedelta(seconds=601))
    assert waits.in_force() == {}


def test_a_second_ingest_at_once_ends_at_once_and_names_the_first(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 61)])
    options = ("spotify", "--artist", BAND.id, "--out", str(tmp_path))
    others_have_ended = threading.Event()

    def late(request: Request, response: Response) -> tuple[Response, Delivery]:
        others_have_ended.wait(timeout=25 if request.path.endswith("/albums") else 0)
        return response, "whole"

    with (
        AnsweringServer(catalogue, change=late) as server,
        subprocess.Popen(
            [sys.executable, "-m", "ingest", *options],
            cwd=ROOT,
            env=settings(server, {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        ) as first,
    ):
        deadline = time.monotonic() + 30
        while not server.log and time.monotonic() < deadline:
            time.sleep(0.01)
        holder = json.loads((tmp_path / ".lock").read_text())
        seconds = [command("status", "--out", str(tmp_path))]  # looking is free
        seconds += [command(*options, *more, server=server) for more in ((), ("--refresh",))]
        assert first.poll() is None
        others_have_ended.set()
        asked = server.count("/api/token")
        _, said = first.communicate(timeout=60)
    assert (first.returncode, asked, holder["pid"]) == (0, 1, first.pid), said
    assert [done.returncode for done in seconds] == [0, 2, 2]
    for done in seconds[1:]:
        (line,) = done.stderr.strip().splitlines()
        assert f"is in use by another ingest (pid {first.pid}, started " in line
        assert holder["started_at"] in line
    assert len(rows(tmp_path, TRACKS)) == 120
    assert len(rows(tmp_path, RUNS)) == 1
