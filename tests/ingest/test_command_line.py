"""`python -m ingest` as a person runs it: exit codes, one-line errors, nothing secret, nothing half-done."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from demo_support import BAND, EMPTY, SMALL, a_catalogue, an_album
from ingest_support import ROOT, command, rows, settings

from ingest.demo.faults import FAULTS, Rule
from ingest.demo.server import DemoServer
from ingest.raw.schemas import ALBUMS, ARTISTS, RUNS, TRACKS


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(SMALL) as one:
        yield one


def one_line(text: str) -> str:
    """The error, if it is one line and no traceback."""
    lines = text.strip().splitlines()
    assert len(lines) == 1, text
    assert lines[0].startswith("error: "), text
    return lines[0]


def test_a_run_ends_with_a_summary_on_stdout_and_its_log_on_stderr(
    server: DemoServer, tmp_path: Path
) -> None:
    done = command("spotify", "--artist", BAND.id, "--out", str(tmp_path), server=server)
    assert done.returncode == 0
    assert "tracks with audio features" in done.stdout
    assert "5 requests, 0 of them second tries" in done.stdout
    assert "album listings: 1 of 1" in done.stderr
    assert rows(tmp_path, ARTISTS)[0]["_source"] == "spotify"


def test_json_is_one_object_and_quiet_is_silent(server: DemoServer, tmp_path: Path) -> None:
    options = ("spotify", "--artist", BAND.id, "--out", str(tmp_path))
    done = command(*options, "--json", "-q", server=server)
    summary = json.loads(done.stdout)
    assert (summary["exit_code"], summary["failures"], summary["resume_at"]) == (0, [], None)
    assert set(RUNS.content) <= set(summary)
    assert (summary["tracks"], summary["requests"]) == (2, 5)
    assert done.stderr == ""
    quiet = command(*options, "-q", server=server)
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")


@pytest.mark.parametrize(
    "reference",
    [BAND.id, f"spotify:artist:{BAND.id}", f"https://open.spotify.com/artist/{BAND.id}?si=x"],
)
def test_an_artist_is_an_id_a_uri_or_a_url(
    reference: str, server: DemoServer, tmp_path: Path
) -> None:
    done = command("spotify", "--artist", reference, "--out", str(tmp_path), server=server)
    assert done.returncode == 0
    assert [row["id"] for row in rows(tmp_path, ARTISTS)] == [BAND.id]


def test_a_csv_names_artists_once_and_limit_takes_the_first(
    server: DemoServer, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    lines = ["artist,artist_id", f'"Beyoncé, live",spotify:artist:{BAND.id}', f"x,{BAND.id}", ","]
    file.write_text("\ufeff" + "\r\n".join([*lines, f"Nobody,{EMPTY.id}"]), encoding="utf-8")
    out = ("--out", str(tmp_path / "raw"))
    command("spotify", "--artists", str(file), "--limit", "1", *out, server=server)
    assert [row["id"] for row in rows(tmp_path / "raw", ARTISTS)] == [BAND.id]
    command("spotify", "--artists", str(file), *out, server=server)
    assert [row["id"] for row in rows(tmp_path / "raw", ARTISTS)] == [BAND.id, EMPTY.id]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("artist,id\nx,y\n", "has no column artist_id; its columns are: artist, id"),
        ("artist_id\n", "names no artist"),
        ("", "names no artist"),
        ("artist_id\nnobody\n", "line 2: 'nobody' is no Spotify artist"),
        (None, "no such file"),
    ],
)
def test_a_wrong_csv_is_refused_before_anything_is_asked_or_written(
    content: str | None, said: str, server: DemoServer, tmp_path: Path
) -> None:
    file = tmp_path / "mine.csv"
    if content is not None:
        file.write_text(content, encoding="utf-8")
    asked = len(server.log)
    out = tmp_path / "raw"
    done = command("spotify", "--artists", str(file), "--out", str(out), server=server)
    assert done.returncode == 2
    assert said in one_line(done.stderr)
    assert len(server.log) == asked
    assert not out.exists()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("SPOTIFY_API_URL", "http://api.spotify.com/v1", "SPOTIFY_API_URL must be https"),
        ("SPOTIFY_TOKEN_URL", "ftp://127.0.0.1", "SPOTIFY_TOKEN_URL must be a URL"),
        ("RECCOBEATS_API_URL", "http://127.0.0.1:x/v1", "RECCOBEATS_API_URL must be a URL"),
        ("SPOTIFY_API_URL", "https://me:hidden@host/v1", "must not carry a user name"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_is_not(
    name: str, value: str, said: str, server: DemoServer, tmp_path: Path
) -> None:
    out = ("--out", str(tmp_path / "raw"))
    done = command("spotify", "--artist", BAND.id, *out, server=server, **{name: value})
    assert done.returncode == 2
    assert said in one_line(done.stderr)
    assert "hidden" not in done.stderr
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--artist", "nobody"], "'nobody' is no Spotify artist"),
        (["--include-groups", "album,demo"], "'demo' is no album group"),
        (["--limit", "0"], "--limit"),
        (["--concurrency", "0"], "--concurrency"),
        (["--features", "guess"], "--features"),
        (["--colour"], "--colour"),
    ],
)
def test_wrong_usage_is_exit_2(options: list[str], said: str, server: DemoServer) -> None:
    done = command("spotify", "--artist", BAND.id, *options, server=server)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_where_the_folder_should_be_is_refused(server: DemoServer, tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file")
    done = command(
        "spotify", "--artist", BAND.id, server=server, SOUNDMART_RAW=str(tmp_path / "raw")
    )
    assert done.returncode == 2
    assert "cannot be used for raw data" in one_line(done.stderr)
    assert (tmp_path / "raw").read_text() == "a file"


def test_no_secret_is_ever_printed_or_landed(server: DemoServer, tmp_path: Path) -> None:
    secret = "s3cr3t-Xq"
    wrong = command(
        *("spotify", "--artist", BAND.id, "--out", str(tmp_path), "-v"),
        server=server,
        SPOTIFY_CLIENT_SECRET=secret,
    )
    assert wrong.returncode == 3
    right = command("spotify", "--artist", BAND.id, "--out", str(tmp_path), "-v", server=server)
    said = wrong.stdout + wrong.stderr + right.stdout + right.stderr
    files = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert secret not in said
    assert secret.encode() not in files
    assert "Bearer" not in said
    assert "Basic" not in said


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_interrupted_run_keeps_what_it_has_and_the_next_one_goes_on(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    catalogue = a_catalogue([an_album(n, track_count=60) for n in range(1, 41)])
    out = ("--out", str(tmp_path))
    with DemoServer(catalogue, latency_ms=100) as server:
        process = subprocess.Popen(
            [sys.executable, "-m", "ingest", "spotify", "--artist", BAND.id, *out],
            cwd=ROOT,
            env=settings(server, {}),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        deadline = time.monotonic() + 30
        while not server.count(r"/albums/\w+/tracks") and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(number)
        _, said = process.communicate(timeout=30)
    assert process.returncode == code
    assert "interrupted: what was fetched is kept" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert len(rows(tmp_path, ALBUMS)) == 40
    assert rows(tmp_path, RUNS)[0]["status"] == "interrupted"
    with DemoServer(catalogue) as server:
        assert command("spotify", "--artist", BAND.id, *out, server=server).returncode == 0
    assert len(rows(tmp_path, TRACKS)) == 40 * 60


def test_a_server_on_this_machine_is_called_without_a_proxy(
    server: DemoServer, tmp_path: Path
) -> None:
    proxy = "http://127.0.0.1:9"
    out = ("--out", str(tmp_path))
    done = command("spotify", "--artist", BAND.id, *out, server=server, http_proxy=proxy)
    assert done.returncode == 0


def test_every_failure_is_named_even_when_quiet(server: DemoServer, tmp_path: Path) -> None:
    unknown = [f"Z{number:021d}" for number in range(15)]
    artists = [option for id in unknown for option in ("--artist", id)]
    done = command("spotify", *artists, "--out", str(tmp_path), "-q", server=server)
    assert (done.returncode, done.stdout) == (5, "")
    assert [line.split()[3] for line in done.stderr.splitlines()] == [f"{id}:" for id in unknown]


def test_status_says_what_has_landed_and_whether_a_wait_is_in_force(tmp_path: Path) -> None:
    out = ("--out", str(tmp_path))
    nothing = command("status", *out)
    assert nothing.returncode == 0
    assert "Nothing has landed" in nothing.stdout
    fault = Rule("rate-limit", path="audio-features", retry_after=3600)
    with DemoServer(SMALL, faults=[fault]) as server:
        stopped = command("spotify", "--artist", BAND.id, *out, server=server)
    assert stopped.returncode == 4
    assert "run the same command again after" in stopped.stderr.splitlines()[-1]
    again = command("spotify", "--artist", BAND.id, *out, "--json", server=server)
    assert again.returncode == json.loads(again.stdout)["exit_code"] == 4
    assert json.loads(again.stdout)["resume_at"]
    status = command("status", *out)
    assert re.search(r"tracks not asked for features yet +2\n", status.stdout)
    assert re.search(r"albums not landed in full +0\n", status.stdout)
    assert "Not all of it is there" in status.stdout
    assert "A wait is in force: Spotify asked for no request before" in status.stdout
    assert "stopped" in status.stdout


def test_the_demo_api_serves_alone_and_prints_its_address() -> None:
    options = ["--port", "0", "--latency", "1", "--fault", "slow=0", "--mode", "development"]
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "demo-api", *options],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        address = process.stdout.readline().strip()
        grant = {"grant_type": "client_credentials"}
        token = requests.post(
            f"{address}/api/token", data=grant, auth=("demo", "demo"), timeout=5
        ).json()["access_token"]
        header = {"Authorization": f"Bearer {token}"}
        answer = requests.get(
            f"{address}/v1/artists/2Hkut4rAAyrQxRdof7FVJq", headers=header, timeout=5
        )
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert answer.json()["name"] == "Rush"
    assert "followers" not in answer.json()
    assert (process.returncode, said) == (0, "")


def test_the_help_of_the_demo_api_lists_every_fault() -> None:
    done = command("demo-api", "--help")
    assert [name for name in FAULTS if name not in done.stdout] == []


@pytest.mark.parametrize("fault", ["earthquake=1", "slow", "slow=2"])
def test_an_unknown_fault_or_rate_is_wrong_usage(fault: str) -> None:
    done = command("demo-api", "--fault", fault)
    assert done.returncode == 2
    assert fault.split("=")[0] in done.stderr
