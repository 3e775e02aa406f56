"""Disks that are full or read-only, from the start or on the way: one line, the old data as it was, nothing lost."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from demo_support import BAND
from disks_support import (
    CATALOGUE,
    SPOTIFY,
    TABLES,
    a_disk,
    bound_command,
    check_next_run,
    end_of,
    landed,
    one_line,
    set_mode,
    with_old_data,
)
from ingest_support import command, contents, rows
from kills_support import Errand, finish

from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.raw.schemas import RUNS, TRACKS


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[Any]:
    out = tmp_path_factory.mktemp("undisturbed")
    with DemoServer(CATALOGUE) as server:
        assert command(*SPOTIFY, str(out), server=server).returncode == 0
    return [contents(out, table) for table in TABLES]


@pytest.mark.parametrize("kilobytes", [64, 100, 160, 240, 400])
def test_a_disk_that_fills_on_the_way_stops_the_run_and_with_more_room_the_next_one_ends_well(
    kilobytes: int, tmp_path: Path, undisturbed: list[Any]
) -> None:
    out = tmp_path / "disk"
    with a_disk(out, kilobytes) as anew:
        old = with_old_data(out)
        with DemoServer(CATALOGUE) as server:
            done = command(*SPOTIFY, str(out), server=server)
        assert done.returncode == 4, done.stderr
        assert "cannot be written to (" in one_line(done)
        assert "No space left on device" in one_line(done)
        assert "make room" in one_line(done)
        assert old.items() <= landed(out).items()
        anew("size=16m")
        check_next_run(out, old, undisturbed)


def test_a_disk_that_is_full_from_the_start_is_refused_before_anything_is_asked(
    tmp_path: Path, undisturbed: list[Any]
) -> None:
    out = tmp_path / "disk"
    with a_disk(out, 256) as anew:
        old = with_old_data(out)
        with (out / "filler").open("wb", buffering=0) as filler, pytest.raises(OSError):
            while True:
                filler.write(bytes(4096))
        with DemoServer(CATALOGUE) as server:
            done = command(*SPOTIFY, str(out), server=server)
            assert server.log == []
        assert done.returncode == 2, done.stderr
        assert "No space left on device" in one_line(done)
        assert old == landed(out)
        (out / "filler").unlink()
        anew("size=16m")
        check_next_run(out, old, undisturbed)


def test_a_disk_that_is_read_only_from_the_start_is_refused_before_anything_is_asked(
    tmp_path: Path, undisturbed: list[Any]
) -> None:
    out = tmp_path / "disk"
    with a_disk(out, 16_000) as anew:
        old = with_old_data(out)
        anew("ro")
        with DemoServer(CATALOGUE) as server:
            done = command(*SPOTIFY, str(out), server=server)
            assert server.log == []
        assert done.returncode == 2
        assert "cannot be used for raw data (Read-only file system)" in one_line(done)
        assert landed(out) == old
        assert command("status", "--out", str(out)).returncode == 0
        anew("rw")
        check_next_run(out, old, undisturbed)


# What needs no file system of its own, and so runs everywhere.


@pytest.mark.parametrize("most_bytes", [1, 700, 1_500, 3_000, 6_000, 12_000, 25_000, 60_000])
def test_no_file_that_cannot_grow_further_costs_what_came_before(
    most_bytes: int, tmp_path: Path, undisturbed: list[Any]
) -> None:
    with DemoServer(CATALOGUE) as server:
        bounded = Errand.to(server, tmp_path, [BAND.id], features="spotify", most_bytes=most_bytes)
        outcome, _ = finish(bounded)
        assert outcome.exit is (Exit.WRONG_INPUT if most_bytes == 1 else Exit.STOPPED)
        assert "File too large" in str(outcome.error)
        assert "\n" not in str(outcome.error)
        landed(tmp_path)
        asked = [one.target for one in server.log]
        unbounded, _ = finish(Errand.to(server, tmp_path, [BAND.id], features="spotify"))
        again = [one.target for one in server.log[len(asked) :]]
    assert unbounded.exit is Exit.COMPLETE
    assert [contents(tmp_path, table) for table in TABLES] == undisturbed
    # What did not fit when it came is asked for again: of each table, what was under way.
    twice = [target for target in again if target in asked and "/albums?inc" not in target]
    assert len(twice) <= 1 + 4, twice


def test_a_folder_that_may_not_be_written_to_is_refused_before_anything_is_asked(
    tmp_path: Path,
) -> None:
    old = with_old_data(tmp_path / "raw")
    (tmp_path / "raw" / ".lock").unlink()
    set_mode(tmp_path / "raw", 0o555)
    tmp_path.chmod(0o555)
    try:
        with DemoServer(CATALOGUE) as server:
            there = end_of(bound_command(server, tmp_path / "raw"))
            absent = end_of(bound_command(server, tmp_path / "new" / "raw"))
            assert server.log == []
    finally:
        tmp_path.chmod(0o755)
        set_mode(tmp_path / "raw", 0o755)
    for done in (there, absent):
        assert done.returncode == 2, done.stderr
        assert "cannot be used for raw data (Permission denied)" in one_line(done)
    assert landed(tmp_path / "raw") == old
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("where", ["/v1/albums", "/v1/audio-features"])
def test_a_folder_that_turns_read_only_on_the_way_stops_the_run_and_loses_nothing(
    where: str, tmp_path: Path, undisturbed: list[Any]
) -> None:
    old = with_old_data(tmp_path)
    with DemoServer(CATALOGUE, latency_ms=150) as server:
        process = bound_command(server, tmp_path)
        deadline = time.monotonic() + 30
        while not server.count(where) and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.005)
        set_mode(tmp_path, 0o555)
        try:
            done = end_of(process)
        finally:
            set_mode(tmp_path, 0o755)
    assert done.returncode == 4, done.stderr
    assert "Permission denied" in one_line(done)
    assert old.items() <= landed(tmp_path).items()
    check_next_run(tmp_path, old, undisturbed)


def test_a_table_that_cannot_be_written_to_keeps_no_other_from_landing(tmp_path: Path) -> None:
    def closed_and_renamed(target: str, body: Any) -> Any:
        if "/albums?ids" in target:
            (tmp_path / "tracks").chmod(0o555)
            body["albums"][0]["tracks"]["items"][0]["name"] = "Another name"
        return body

    with DemoServer(CATALOGUE) as server:
        assert command(*SPOTIFY, str(tmp_path), server=server).returncode == 0
    with DemoServer(CATALOGUE, mutate=closed_and_renamed) as server:
        done = end_of(bound_command(server, tmp_path, "--refresh"))
        asked = len(server.log)
        (tmp_path / "tracks").chmod(0o755)
        assert done.returncode == 4, done.stderr
        assert "tracks cannot be written to (Permission denied)" in one_line(done)
        assert sorted(row["status"] for row in rows(tmp_path, RUNS)) == ["complete", "stopped"]
        assert command(*SPOTIFY, str(tmp_path), server=server).returncode == 0
        assert len(server.log) - asked == 2  # a token and the listing: the rest was kept
    assert "Another name" in {row["name"] for row in rows(tmp_path, TRACKS)}


@pytest.mark.parametrize("place", ["raw", "raw/deeper"])
def test_a_file_where_the_folder_should_be_is_refused_and_kept(place: str, tmp_path: Path) -> None:
    (tmp_path / "raw").write_text("a file")
    with DemoServer(CATALOGUE) as server:
        done = command(
            "spotify", "--artist", BAND.id, server=server, SOUNDMART_RAW=str(tmp_path / place)
        )
        assert server.log == []
    assert done.returncode == 2
    assert "cannot be used for raw data" in one_line(done)
    assert (tmp_path / "raw").read_text() == "a file"


@pytest.mark.parametrize("table", ["tracks", ".journal", ".aside"])
def test_a_file_in_the_place_of_a_folder_within_is_told_in_one_line_and_kept(
    table: str, tmp_path: Path
) -> None:
    (tmp_path / table).write_text("a file")
    with DemoServer(CATALOGUE) as server:
        done = command(*SPOTIFY, str(tmp_path), server=server)
    assert done.returncode in (2, 4), done.stderr
    assert "cannot be" in one_line(done)
    assert (tmp_path / table).read_text() == "a file"
    assert len(rows(tmp_path, RUNS)) == (1 if table == "tracks" else 0)
