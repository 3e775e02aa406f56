"""`ingest files` as a person runs it: what lands, what is left alone, what is refused and how it ends."""

from __future__ import annotations

import gzip
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from demo_support import BAND, SMALL, TRACK, a_catalogue, an_album, an_id
from ingest_support import ROOT, command, contents, rows, run, settings

from ingest.demo.server import DemoServer
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, RAW_TABLES, RUNS, TRACKS

HEADER = "track_id,track_name,track_artist,track_album_id,track_album_name,energy,tempo\n"
TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)


def a_file(path: Path, *lines: str, header: str = HEADER) -> str:
    text = header + "".join(f"{line}\n" for line in lines)
    opened = gzip.compress(text.encode()) if path.suffix == ".gz" else text.encode()
    path.write_bytes(opened)
    return str(path)


def song(number: int, energy: str = "0.5") -> str:
    return f"{an_id('S', number)},Song {number},One & Only,{an_id('B', 1)},First,{energy},120"


def test_an_import_lands_and_a_second_one_adds_no_row(tmp_path: Path) -> None:
    file = a_file(tmp_path / "mine.csv", song(1), song(2), song(1))
    out = ("--out", str(tmp_path / "raw"))
    done = command("files", file, *out)
    assert (done.returncode, done.stderr) == (0, "tables: 4 of 4\n")
    landed = [contents(tmp_path / "raw", table) for table in TABLES]
    assert [len(table) for table in landed] == [1, 1, 2, 2]
    assert {row["_source"] for row in rows(tmp_path / "raw", TRACKS)} == {f"file:{file}"}
    again = command("files", file, *out, "--json", "-q")
    summary = json.loads(again.stdout)
    assert [summary[name] for name in ("artists", "albums", "tracks", "features")] == [0] * 4
    assert [contents(tmp_path / "raw", table) for table in TABLES] == landed
    (ended,) = rows(tmp_path / "raw", RUNS)
    assert (ended["source"], ended["provider"], ended["status"], ended["requests"]) == (
        f"file:{file}",
        "file",
        "complete",
        0,
    )


def test_what_has_landed_from_a_file_changes_with_refresh_alone(tmp_path: Path) -> None:
    out = ("--out", str(tmp_path / "raw"), "-q")
    first = a_file(tmp_path / "first.csv", song(1, "0.5"))
    second = a_file(tmp_path / "second.csv", song(1, "0.9"), song(2))
    for name in (first, second, first):
        assert command("files", name, *out).returncode == 0
    energies = [row["energy"] for row in rows(tmp_path / "raw", AUDIO_FEATURES)]
    assert energies == [0.5, 0.5]
    assert command("files", second, *out, "--refresh").returncode == 0
    newest = max(rows(tmp_path / "raw", AUDIO_FEATURES), key=lambda row: row["_ingested_at"])
    assert (newest["id"], newest["energy"]) == (an_id("S", 1), 0.9)


@pytest.mark.parametrize("options", [[], ["--refresh"]])
def test_a_file_never_takes_the_place_of_what_an_api_said(
    options: list[str], tmp_path: Path
) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path / "raw", source="spotify", features="none")
        landed = [contents(tmp_path / "raw", table) for table in (ARTISTS, ALBUMS, TRACKS)]
        line = f"{TRACK},Another title,Somebody,{an_id('L', 2)},Another name,0.25,90"
        file = a_file(tmp_path / "mine.csv", line)
        done = command("files", file, "--out", str(tmp_path / "raw"), "-q", *options)
        assert done.returncode == 0
    assert contents(tmp_path / "raw", TRACKS) == landed[2]
    assert [row for row in contents(tmp_path / "raw", ARTISTS) if row["id"] == BAND.id] == landed[0]
    (features,) = contents(tmp_path / "raw", AUDIO_FEATURES)
    assert (features["id"], features["energy"], features["provider"]) == (TRACK, 0.25, "file")


def test_what_a_file_said_first_an_api_says_in_full(tmp_path: Path) -> None:
    line = f"{TRACK},A title,Somebody,{an_id('L', 2)},A name,0.25,90"
    other = f"{an_id('S', 1)},Not on it,Somebody,{an_id('L', 2)},A name,0.25,90"
    files = [a_file(tmp_path / name, row) for name, row in (("a.csv", line), ("b.csv", other))]
    out = tmp_path / "raw"
    assert command("files", *files, "--out", str(out), "-q").returncode == 0
    assert rows(out, RUNS)[0]["_source"] == f"file:{files[0]}"
    with DemoServer(SMALL) as server:
        assert run(server, out, source="spotify", features="none").run["tracks"] == 2
        assert run(server, out, source="spotify", features="none").run["requests"] == 2
    newest = [row for row in rows(out, TRACKS) if row["_source"] == "spotify"]
    assert [row["track_number"] for row in newest] == [1, 2]


def test_one_wrong_file_among_many_and_nothing_is_written(tmp_path: Path) -> None:
    right = a_file(tmp_path / "right.csv", song(1))
    wrong = a_file(tmp_path / "wrong.csv", "A song,0.5", header="title,energy\n")
    done = command("files", right, wrong, "--out", str(tmp_path / "raw"))
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {wrong} has no column with a track id; it has title, ")
    assert done.stderr.count("\n") == 1
    assert not (tmp_path / "raw").exists()


def test_no_file_at_all_is_wrong_usage() -> None:
    done = command("files")
    assert done.returncode == 2
    assert "PATH" in done.stderr


def test_a_file_that_breaks_off_is_named_and_what_came_before_lands(tmp_path: Path) -> None:
    lines = [song(number, f"0.{number % 997 + 1:03}") for number in range(1, 20_001)]
    whole = a_file(tmp_path / "whole.csv.gz", *lines)
    packed = Path(whole).read_bytes()
    broken = tmp_path / "broken.csv.gz"
    broken.write_bytes(packed[: len(packed) // 2])
    other = a_file(tmp_path / "other.csv", song(30_000))
    out = tmp_path / "raw"
    done = command("files", str(broken), other, "--out", str(out))
    assert done.returncode == 5
    assert f"not fetched: file {broken}: " in done.stderr
    landed = {row["id"] for row in rows(out, TRACKS)}
    assert an_id("S", 30_000) in landed
    assert 1_000 < len(landed) < 20_000
    assert rows(out, RUNS)[0]["status"] == "partial"
    assert command("files", whole, "--out", str(out), "-q").returncode == 0
    assert len(rows(out, TRACKS)) == 20_001


def test_what_cannot_be_read_is_counted_and_the_first_few_are_shown(tmp_path: Path) -> None:
    odd = [song(1), song(2, "loud"), f"{song(3)},one cell,too many", ",No id,Nobody,x,y,0.1,1"]
    file = a_file(tmp_path / "odd.csv", *odd)
    done = command("files", file, "--out", str(tmp_path / "raw"))
    assert done.returncode == 0
    assert f"1 rows could not be read, such as\nnot read: {file}, line 4: " in done.stderr
    assert "audio_features.energy 1" in done.stdout
    assert "tracks 1" in done.stdout
    assert len(rows(tmp_path / "raw", TRACKS)) == 2
    planned = command("files", file, "--out", str(tmp_path / "new"), "--dry-run", "--json", "-q")
    summary = json.loads(planned.stdout)
    assert (summary["unread_rows"], summary["unreadable"], summary["without_id"]) == (
        1,
        {"audio_features.energy": 1},
        {"tracks": 1},
    )


@pytest.mark.parametrize("provider", ["reccobeats", "compatible"])
def test_features_that_a_file_lacks_come_from_a_service(provider: str, tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(1, track_count=60)])
    lines = [f"{id},Song,Beyoncé,{an_id('L', 1)},Album" for id in catalogue.tracks]
    header = "track_id,track_name,track_artist,track_album_id,track_album_name\n"
    file = a_file(tmp_path / "mine.csv", *lines, header=header)
    out = tmp_path / "raw"
    with DemoServer(catalogue) as server:
        services = {
            "RECCOBEATS_API_URL": server.reccobeats_url,
            "FEATURES_API_URL": server.compatible_url,
            "FEATURES_API_KEY": "demo",
        }
        options = ("files", file, "--features", provider, "--out", str(out), "--json", "-q")
        planned = json.loads(command(*options, "--dry-run", **services).stdout)["plan"]
        done = command(*options, **services)
        asked = len(server.log)
        again = command(*options, **services)
        assert len(server.log) == asked == planned["requests"]
    assert (done.returncode, again.returncode) == (0, 0)
    assert json.loads(done.stdout)["provider"] == provider
    assert {row["provider"] for row in rows(out, AUDIO_FEATURES)} == {provider}
    assert len(rows(out, AUDIO_FEATURES)) == 60


def test_only_tracks_of_the_files_are_asked_for(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(1, track_count=60)])
    out = tmp_path / "raw"
    one, two = an_id("T", 1001), an_id("T", 1003)
    with DemoServer(catalogue) as server:
        run(server, out, source="spotify", features="none")
        header = "track_id,track_artist,energy\n"
        file = a_file(tmp_path / "m.csv", f"{one},Beyoncé,", f"{two},Beyoncé,0.3", header=header)
        services = {"FEATURES_API_URL": server.compatible_url, "FEATURES_API_KEY": "demo"}
        options = ("files", file, "--features", "compatible", "--out", str(out), "-q")
        assert command(*options, **services).returncode == 0
        asked = [entry.target for entry in server.log if "/compatible/" in entry.target]
    assert [target.partition("ids=")[2] for target in asked] == [one]


def test_a_compatible_service_without_an_address_is_refused_at_once(tmp_path: Path) -> None:
    file = a_file(tmp_path / "mine.csv", song(1))
    done = command("files", file, "--features", "compatible", "--out", str(tmp_path / "raw"))
    assert done.returncode == 2
    assert "needs FEATURES_API_URL" in done.stderr
    assert not (tmp_path / "raw").exists()


def test_a_dry_run_says_what_would_land_and_writes_nothing(tmp_path: Path) -> None:
    file = a_file(tmp_path / "mine.csv", song(1), song(2))
    done = command("files", file, "--dry-run", "--out", str(tmp_path / "raw"))
    assert done.returncode == 0
    assert "Nothing was written" in done.stdout
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_demo_data_and_files_never_share_a_folder(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path / "raw")
    done = command("files", a_file(tmp_path / "m.csv", song(1)), "--out", str(tmp_path / "raw"))
    assert done.returncode == 2
    assert "demo data" in done.stderr
    assert len(rows(tmp_path / "raw", TRACKS)) == 2


def test_limit_takes_the_tracks_of_the_first_artists(tmp_path: Path) -> None:
    others = [song(number).replace("One & Only", f"Artist {number}") for number in range(2, 6)]
    file = a_file(tmp_path / "mine.csv", song(1), *others)
    done = command("files", file, "--limit", "2", "--out", str(tmp_path / "raw"), "-q")
    assert done.returncode == 0
    assert {row["id"] for row in rows(tmp_path / "raw", TRACKS)} == {an_id("S", 1), an_id("S", 2)}


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_an_import_that_is_interrupted_ends_at_once_and_the_next_one_lands_all(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    names = [f"{an_id('S', n)},Söng {n},Ärtist {n},,Älbum {n},0.5,120" for n in range(300_000)]
    file = a_file(tmp_path / "large.csv", *names)
    out = tmp_path / "raw"
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "files", file, "--out", str(out)],
        cwd=ROOT,
        env=settings(None, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    while process.poll() is None and not (out / ".lock").exists():
        time.sleep(0.01)
    time.sleep(0.7)
    process.send_signal(number)
    sent = time.monotonic()
    _, said = process.communicate(timeout=60)
    assert process.returncode == code, said
    assert time.monotonic() - sent < 10
    assert "interrupted: what was fetched is kept" in said.splitlines()[-1]
    assert "Traceback" not in said
    assert command("files", file, "--out", str(out), "-q").returncode == 0
    assert len(rows(out, TRACKS)) == len(rows(out, AUDIO_FEATURES)) == 300_000
    assert all((out / table.name).is_dir() for table in RAW_TABLES)
