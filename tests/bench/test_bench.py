"""`python -m bench` measures what it says it does, and fails where what it measures is wrong."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import sys
import time
from ast import literal_eval
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bench.errors import BenchError
from bench.export import COLUMNS, write_export
from bench.landed import check_same, row_counts
from bench.latency import measure_latency
from bench.process import python
from bench.server import catalogue_of
from ingest.cli import cli
from ingest.settings import ROOT

FIGURES = {"way", "wall_s", "cpu_s", "peak_mb"}
REQUESTS = {"requests", "fewest_requests", "requests_to_fewest"}


def bench(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", "ingest", *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_latency_sets_the_ingest_beside_the_plain_algorithm(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bench.process.LONG_SECONDS", 0)
    said: list[str] = []
    report = measure_latency(5, said.append, tracks=700)
    plain, one, many, no_news = report.rows
    assert all(
        FIGURES | REQUESTS | {"speedup", "floor_s"} == {*row} - {"runs"} for row in report.rows
    )
    sizes = [len(album.tracks) for album in catalogue_of(700).albums.values()]
    # A token, two artists' single pages, and each album's pages of tracks and batches of features.
    expected = 3 + sum(-(-size // 50) + -(-size // 100) for size in sizes)
    assert plain["requests"] == expected
    assert (
        plain["fewest_requests"] == one["requests"] == many["requests"] == many["fewest_requests"]
    )
    assert no_news["requests"] == no_news["fewest_requests"] == 3
    assert plain["floor_s"] == pytest.approx(expected * 0.005)
    assert plain["floor_s"] < plain["wall_s"]
    assert many["floor_s"] == pytest.approx(one["floor_s"] / 8)
    assert "700 tracks and the same audio features of 697" in report.notes[0]
    assert len(said) == 4


def test_size_says_what_a_large_catalogue_takes(tmp_path: Path) -> None:
    done = bench("--only", "size", "--tracks", "2000", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert set(answer) == {"machine", "settings", "size"}
    first, again = answer["size"]
    more = {"server_cpu_s", "rows", "rows_per_s", "files", "files_mb"}
    assert set(first) == set(again) == FIGURES | REQUESTS | more
    assert first["rows"] == sum(len(part) for part in parts_of(2000)) + 2000
    assert first["requests_to_fewest"] == again["requests_to_fewest"] == 1
    assert (first["files"], again["files"]) == (4, 0)
    assert 50 < first["peak_mb"] < 2000
    assert list(tmp_path.iterdir()) == []


def parts_of(tracks: int) -> tuple[Any, ...]:
    catalogue = catalogue_of(tracks)
    return catalogue.artists, catalogue.albums, catalogue.tracks


@pytest.mark.skipif("files" not in cli.commands, reason="there is no ingest of files yet")
def test_files_sets_the_ingest_beside_duckdb(tmp_path: Path) -> None:
    done = bench("--only", "files", "--rows", "500", "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    rows = json.loads(done.stdout)["files"]
    assert [row["way"].split(",")[0] for row in rows] == [*["DuckDB by itself"] * 2, "ingest files"]
    assert all({*row} == FIGURES | {"runs", "rows_per_s", "wall_to_duckdb"} for row in rows)
    assert rows[0]["wall_to_duckdb"] == 1
    assert list(tmp_path.iterdir()) == []


def test_the_export_has_the_layout_and_the_weight_of_the_real_one(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    write_export(file, 2000)
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert tuple(rows[0]) == COLUMNS
    for column in ("id", "name"):
        assert len({row[column] for row in rows}) == 2000
    for row in rows:
        names, ids = literal_eval(row["artists"]), literal_eval(row["artist_ids"])
        assert len(names) == len(ids) > 0
    assert {row["explicit"] for row in rows} == {"True", "False"}
    assert 200 < file.stat().st_size / 2000 < 300


def test_tables_are_for_people(tmp_path: Path) -> None:
    done = bench("--only", "size", "--tracks", "300", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("cores ")
    assert "300 tracks of 2 artists" in done.stdout
    assert "requests to fewest" in done.stdout
    assert done.stderr.splitlines()[0] == "size: starting a server with 300 tracks"


def test_peak_memory_is_the_commands_own_and_not_that_of_who_measures() -> None:
    ballast = b"x" * 200_000_000
    small = python("-c", "pass")
    large = python("-c", "print(len(b'x' * 400_000_000))")
    assert len(ballast) == 200_000_000
    assert small.peak_bytes < 100_000_000
    assert 400_000_000 < large.peak_bytes < 500_000_000


def test_what_a_command_writes_is_counted() -> None:
    here = ROOT / "target"  # where other temporary files are may be memory
    here.mkdir(exist_ok=True)
    with NamedTemporaryFile(dir=here) as file:
        write = "import os; f = open({!r}, 'wb'); f.write(b'x' * 20_000_000); os.fsync(f)"
        assert 20_000_000 <= python("-c", write.format(file.name)).written_bytes < 40_000_000


def test_a_command_that_fails_is_named_with_its_last_words() -> None:
    with pytest.raises(BenchError, match=r"-c .* ended with 3: second$"):
        python("-c", "import sys; print('first\\nsecond', file=sys.stderr); sys.exit(3)")


@pytest.mark.parametrize("who", ["algorithm", "ingest"])
def test_a_row_that_differs_fails_the_measurement(who: str, tmp_path: Path) -> None:
    for folder in ("plain", "out/tracks"):
        (tmp_path / folder).mkdir(parents=True)
    ours, theirs = {"id": ["a", "b"], "n": [1, 2]}, {"id": ["a", "b"], "n": [1, 2]}
    (ours if who == "algorithm" else theirs)["id"].append("c")
    (ours if who == "algorithm" else theirs)["n"].append(3)
    pq.write_table(pa.table(theirs), tmp_path / "plain" / "tracks.parquet")
    pq.write_table(pa.table(ours), tmp_path / "out" / "tracks" / "1.parquet")
    with pytest.raises(BenchError, match=f"1 rows of tracks are not what the {who} has landed, c"):
        check_same(tmp_path / "plain", tmp_path / "out", "tracks", ("id", "n"))


def test_a_key_that_has_landed_twice_fails_the_measurement(tmp_path: Path) -> None:
    keys = {
        "artists": "id",
        "albums": "artist_id",
        "tracks": "album_id",
        "audio_features": "provider",
    }
    for table, other in keys.items():
        (tmp_path / table).mkdir()
        row = {"id": ["a", "b"], other: ["a", "c"]}
        pq.write_table(pa.table(row), tmp_path / table / "1.parquet")
    file = tmp_path / "albums" / "2.parquet"
    pq.write_table(pa.table({"id": ["a"], "artist_id": ["b"]}), file)
    assert row_counts(tmp_path) == {**dict.fromkeys(keys, 2), "albums": 3}
    pq.write_table(pa.table({"id": ["a"], "artist_id": ["a"]}), file)
    with pytest.raises(BenchError, match="3 rows of albums have landed for 2 keys"):
        row_counts(tmp_path)


@pytest.mark.parametrize(
    ("signal_number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)]
)
def test_stopped_it_leaves_nothing_behind(
    signal_number: int, exit_code: int, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "bench", "ingest", "--only", "size", "--tracks", "200000"],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(tmp_path)},
        stderr=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        text=True,
    )
    assert process.stderr is not None
    try:
        assert process.stderr.readline().startswith("size: starting")
        assert process.stderr.readline().startswith("size: walking")
        while not list(tmp_path.glob("*/raw/*")):
            assert process.poll() is None
            time.sleep(0.05)
        process.send_signal(signal_number)
        _, rest = process.communicate(timeout=20)  # far less than the walk itself would take
    finally:
        process.kill()
        process.communicate()
    assert process.returncode == exit_code
    assert "Traceback" not in rest
    assert list(tmp_path.iterdir()) == []


def test_wrong_usage_is_refused(tmp_path: Path) -> None:
    done = bench("--only", "everything", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert "'everything' is not one of 'latency', 'size', 'files'" in done.stderr
