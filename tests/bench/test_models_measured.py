"""`python -m bench models` sets dbt's builds beside plain SQL, and fails where the two do not make the same tables."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from bench.bare import core_marts
from bench.errors import BenchError
from bench.models import BARE, CORE_ALONE, Place
from bench.raw import write_raw
from ingest.settings import ROOT
from runner.java import lack_of_java

TRACKS = 2_000


def bench(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder)},
        capture_output=True,
        text=True,
        timeout=300,
    )


def test_dbt_is_measured_beside_plain_sql_that_makes_the_same(tmp_path: Path) -> None:
    ways = ("--way", BARE, "--way", CORE_ALONE)
    done = bench(
        *("models", "--tracks", str(TRACKS), "--engines", "duckdb", "--json"),
        *ways,
        folder=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    plain, core = json.loads(done.stdout)["duckdb"]
    assert (plain["way"], core["way"]) == (BARE, CORE_ALONE)
    assert core["ratio"] == pytest.approx(core["wall_s"] / plain["wall_s"])
    for row in (plain, core):
        assert min(row["wall_s"], row["cpu_s"], row["peak_mb"], row["written_mb"]) > 0
    assert list(tmp_path.iterdir()) == []


def test_plain_sql_that_makes_something_else_is_no_measure(tmp_path: Path) -> None:
    place = Place("duckdb", tmp_path)
    for name, schema in (("core", "analytics"), ("bare", "main")):
        with duckdb.connect(str(place.made(name))) as connection:
            connection.execute(f"create schema if not exists {schema}")
            for table in core_marts("duckdb"):
                connection.execute(f"create table {schema}.{table} as select 1 as id, 'x' as name")
    place.check_same()
    with duckdb.connect(str(place.made("bare"))) as connection:
        connection.execute("update tracks set name = 'y'")
    with pytest.raises(BenchError, match="tracks: dbt made"):
        place.check_same()


def test_raw_tables_are_written_once(tmp_path: Path) -> None:
    out = tmp_path / "raw"
    arguments = ("raw", "--tracks", str(TRACKS), "--runs", "3", "--out", str(out))
    done = bench(*arguments, folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert len(list((out / "runs").glob("*.parquet"))) == 3
    again = bench(*arguments, folder=tmp_path)
    assert again.returncode == 1
    assert again.stderr == f"error: {out} is not empty: name a new folder, or delete it\n"


def test_an_engine_that_is_none_is_refused(tmp_path: Path) -> None:
    done = bench("models", "--engines", "duckdb,sqlite", folder=tmp_path)
    assert done.returncode == 2
    assert "no such engine: sqlite" in done.stderr


def test_the_article_s_way_reads_what_we_read(tmp_path: Path) -> None:
    if lack := lack_of_java():
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lack)
    write_raw(tmp_path / "raw", TRACKS)
    done = subprocess.run(
        [sys.executable, "-m", "bench.article", str(tmp_path / "raw"), str(tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr
    top = duckdb.read_parquet(str(tmp_path / "out" / "top_danceable" / "*.parquet"))
    assert top.aggregate("max(ranked_danceability)").fetchall() == [(3,)]
