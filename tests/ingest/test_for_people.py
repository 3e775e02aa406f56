"""What a person sees while it runs: bars and countdowns on a terminal, log lines elsewhere; and who refuses what."""

from __future__ import annotations

import io
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest
from demo_support import BAND, SMALL, a_catalogue, an_album, an_id
from ingest_support import ROOT, command, contents, rows, run, settings
from rich.console import Console

import ingest.files.taking
from ingest.demo.faults import Rule
from ingest.demo.messages import Response
from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.features.choice import Services
from ingest.files import recognise
from ingest.imports import Imports
from ingest.outcome import Options
from ingest.progress import Progress
from ingest.raw.landing import Landing
from ingest.raw.schemas import AUDIO_FEATURES, RUNS, TRACKS
from ingest.run import perform


def test_a_terminal_shows_bars_with_counts_and_counts_a_wait_down() -> None:
    screen = io.StringIO()
    progress = Progress(Console(file=screen, force_terminal=True, width=120), quiet=False)
    with progress.step("albums", 40) as step:
        step.advance(10)
        for left in (3.0, 2.0, 1.0, 0.0):
            progress.waiting("Spotify", left)
            time.sleep(0.15)
        step.advance(30)
    shown = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", screen.getvalue())
    assert "40/40" in shown
    assert re.search(r"10/40 +(-|\d):", shown)
    assert [f"0:00:0{left} left" in shown for left in (3, 2, 1)] == [True] * 3


def test_verbose_names_every_request_and_every_failed_try(tmp_path: Path) -> None:
    fault = Rule("error-503", times=2, path=r"/albums\?ids")
    with DemoServer(SMALL, faults=[fault]) as server:
        options = ("spotify", "--artist", BAND.id, "--out", str(tmp_path))
        done = command(*options, "-v", server=server)
        asked = len(server.log)
    said = done.stderr.splitlines()
    assert (
        len([line for line in said if re.match(r"(GET|POST) http://.*: \d{3} in ", line)]) == asked
    )
    tries = [line.rpartition(", ")[2] for line in said if "it answers 503" in line]
    assert tries == ["try 1 of 5", "try 2 of 5"]


@pytest.mark.parametrize("status", [400, 403, 404])
@pytest.mark.parametrize("features", ["auto", "reccobeats"])
def test_reccobeats_that_refuses_is_exit_3_with_what_to_check(
    features: str, status: int, tmp_path: Path
) -> None:
    faults = [Rule("no-features"), Rule(Response(status, b"no"), path="/reccobeats/")]
    with DemoServer(SMALL, faults=faults) as server:
        outcome = run(server, tmp_path, features=features)
    assert (outcome.exit, outcome.run["tracks"]) == (Exit.REFUSED, 2)
    assert "check RECCOBEATS_API_URL" in str(outcome.error)


def test_redirects_are_requests_and_a_circle_of_them_is_refused(tmp_path: Path) -> None:
    rule = Rule(Response(302, b"", {"Location": "/v1/artists?ids=" + BAND.id}), path="/v1/artists")
    with DemoServer(SMALL, faults=[rule]) as server:
        outcome = run(server, tmp_path)
        assert outcome.run["requests"] == len(server.log) > 10
    assert outcome.exit is Exit.REFUSED
    assert "redirects without end" in str(outcome.error)


def an_export(path: Path, count: int) -> str:
    lines = [f"{an_id('S', n)},Söng {n},Ärtist {n},Älbum {n},0.5" for n in range(count)]
    header = "track_id,track_name,track_artist,track_album_name,energy"
    path.write_text("\n".join([header, *lines]), encoding="utf-8")
    return str(path)


def test_an_import_that_is_interrupted_counts_what_has_landed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ctrl_c(*_: object) -> None:
        time.sleep(0.5)
        raise KeyboardInterrupt

    monkeypatch.setattr(ingest.files.taking, "find_artists", ctrl_c)
    with duckdb.connect() as connection:
        exports = recognise([an_export(tmp_path / "x.csv", 20)], connection, need_features=True)
    job = Imports(exports, "none", Services("", None, ""), None)
    progress = Progress(Console(stderr=True), quiet=True)
    outcome = perform(job, job.source, Landing(tmp_path / "raw"), Options(), progress)
    assert (outcome.exit, outcome.run["features"]) == (Exit.INTERRUPTED, 20)
    assert "audio features of 20" in str(outcome.error)
    (landed,) = rows(tmp_path / "raw", RUNS)
    assert (landed["status"], landed["features"]) == ("interrupted", 20)


def test_an_import_that_is_killed_leaves_whole_files_and_the_next_one_lands_all(
    tmp_path: Path,
) -> None:
    file = an_export(tmp_path / "large.csv", 60_000)
    undisturbed = tmp_path / "undisturbed"
    assert command("files", file, "--out", str(undisturbed), "-q").returncode == 0
    expected = [contents(undisturbed, table) for table in (TRACKS, AUDIO_FEATURES)]
    killed = 0
    for moment in (0.2, 0.4, 0.6, 0.8, 1.0):
        out = tmp_path / f"killed-{moment}"
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest", "files", file, "--out", str(out), "-q"],
            cwd=ROOT,
            env=settings(None, {}),
        )
        while process.poll() is None and not (out / ".lock").exists():
            time.sleep(0.01)
        time.sleep(moment)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
        assert command("files", file, "--out", str(out), "-q").returncode == 0
        assert [contents(out, table) for table in (TRACKS, AUDIO_FEATURES)] == expected
    assert killed > 0


def test_a_run_that_reads_many_pages_says_how_far_it_is_in_plain_lines(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 61)])
    with DemoServer(catalogue) as server:
        done = command("spotify", "--artist", BAND.id, "--out", str(tmp_path), server=server)
    assert done.stderr.splitlines() == [
        "artists: 1 of 1",
        "album listings: 1 of 1",
        "albums: 60 of 60",
        "audio features: 120 of 120",
    ]
