"""`python -m bench models` sets dbt's builds beside plain SQL, and fails where the two do not make the same tables."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest
from class_archive import spark_options
from java_support import needs_spark

from bench.bare import core_marts
from bench.errors import BenchError
from bench.models import (
    ARTICLE,
    BARE,
    CORE,
    CORE_ALONE,
    ENGINES,
    NEWS,
    Place,
    measure_models,
    ways_of,
)
from bench.process import Taken
from bench.profile import memory_of, settings_of
from bench.raw import write_raw
from ingest.settings import ROOT

TRACKS = 2_000


def bench(*arguments: str, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bench", *arguments],
        cwd=ROOT,
        env={**os.environ, "TMPDIR": str(folder), **settings},
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
        assert min(row["wall_s"], row["cpu_s"], row["peak_mb"], row["size_mb"]) > 0
        assert row["written_mb"] >= 0
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("value", "other", "same"),
    [
        ("'x'", "'y'", False),
        ("0.0::double", "-0.0::double", True),
        ("'nan'::double", "-('nan'::double)", True),
        ("'nan'::double", "null", False),
        ("0.0::double", "null", False),
        ("0.1::double", "0.1::double + 1e-16", False),
    ],
)
def test_values_are_the_same_as_sql_has_it(
    tmp_path: Path, value: str, other: str, same: bool
) -> None:
    place = Place("duckdb", tmp_path)
    for name, schema, one in (("core", "analytics", value), ("bare", "main", other)):
        with duckdb.connect(str(place.made(name))) as connection:
            connection.execute(f"create schema if not exists {schema}")
            for table in core_marts("duckdb"):
                connection.execute(f"create table {schema}.{table} as select 1 as id, {one} as it")
    if same:
        place.check_same()
    else:
        with pytest.raises(BenchError, match=r"albums: dbt made {'hashes'"):
            place.check_same()


@pytest.fixture(scope="module", params=ENGINES)
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """What plain SQL and dbt have each made of the same small raw tables."""
    engine: str = request.param
    if engine == "spark":
        needs_spark()
    place = Place(engine, tmp_path_factory.mktemp(engine))
    write_raw(place.raw, 1_000)
    with pytest.MonkeyPatch.context() as patch:
        for name, options in spark_options().items():
            patch.setenv(name, options)
        place.bare()
        place.dbt("core", "run", *CORE)
    return place


def changed(place: Place, folder: Path, table: str, change: str) -> Place:
    """A copy of the place in which one row of a plain script's table is another."""
    copy = Place(place.engine, folder / "copy")
    shutil.copytree(place.folder, copy.folder)
    first = f"rowid = (select min(rowid) from {table} where {change.split(' = ')[0]} is not null)"
    update = f"update {table} set {change} where {first}"
    if place.engine == "duckdb":
        with duckdb.connect(str(copy.made("bare"))) as connection:
            connection.execute(update)
        return copy
    files = copy.made("bare") / table
    with duckdb.connect() as connection:
        connection.execute(f"create table {table} as from read_parquet('{files}/*.parquet')")
        connection.execute(update)
        shutil.rmtree(files)
        files.mkdir()
        connection.execute(f"copy {table} to '{files}/all.parquet'")
    return copy


def test_plain_sql_that_makes_something_else_is_no_measure(measured: Place, tmp_path: Path) -> None:
    measured.check_same()
    for number, (table, change, differing) in enumerate(
        (
            ("tracks", "track_name = track_name || '!'", "hashes"),
            ("tracks", "energy = energy + 1e-9", "hashes"),
            ("artist_track_rankings", "feature_value = feature_value + 1e-9", "hashes"),
            ("artist_audio_profiles", "avg_energy = avg_energy + 1e-3", "avg_energy"),
            ("artist_audio_profiles", "stddev_tempo = stddev_tempo * 1.01", "stddev_tempo"),
            ("artist_audio_profiles", "stddev_tempo = null", "hashes"),
        )
    ):
        other = changed(measured, tmp_path / str(number), table, change)
        with pytest.raises(BenchError, match=rf"{table}: dbt made {{'{differing}'"):
            other.check_same()
    last_digit = "avg_energy = avg_energy * (1 + 1e-15)"
    changed(measured, tmp_path, "artist_audio_profiles", last_digit).check_same()


def test_what_no_later_way_needs_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[set[str]] = []

    def make(place: Place, name: str = "bare", *_: str, **__: Path) -> Taken:
        place.made(name).touch()
        kept.append({file.stem for file in place.folder.glob("*.duckdb")})
        return Taken(1, 1, 1, 1)

    for of_place in ("bare", "dbt"):
        monkeypatch.setattr(Place, of_place, make)
    monkeypatch.setattr(Place, "check_same", lambda _: None)
    measure_models(1_000, "duckdb", lambda _: None, folder=tmp_path)
    assert kept == [
        {"start"},
        {"bare"},
        {"bare", "core"},
        {"core-tested"},
        {"all"},
        {"all", "tested"},
        {"all"},
    ]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("way", [BARE, CORE_ALONE])
def test_duckdb_is_measured_with_the_memory_that_somebody_set(tmp_path: Path, way: str) -> None:
    done = bench(
        *("models", "--tracks", "1000", "--engines", "duckdb", "--way", way),
        folder=tmp_path,
        SOUNDMART_DUCKDB_MEMORY="a little",
    )
    assert done.returncode == 1
    # DuckDB takes no such limit, and nobody else has heard of it.
    assert "ended with" in done.stderr


def test_spark_is_measured_with_the_memory_that_somebody_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handed: list[Mapping[str, str]] = []

    def python(*_: str, settings: Mapping[str, str]) -> Taken:
        handed.append(settings)
        return Taken(1, 1, 1, 1)

    monkeypatch.setattr("bench.models.python", python)
    monkeypatch.setenv("SOUNDMART_SPARK_MEMORY", "6g")
    monkeypatch.delenv("SOUNDMART_DUCKDB_MEMORY", raising=False)
    place = Place("spark", tmp_path)
    place.bare()
    place.dbt("core", "run")
    assert [settings.get("SOUNDMART_SPARK_MEMORY") for settings in handed] == ["6g", "6g"]
    assert not any("SOUNDMART_DUCKDB_MEMORY" in settings for settings in handed)


def test_plain_sql_has_the_profile_s_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SOUNDMART_DUCKDB_MEMORY", "SOUNDMART_SPARK_MEMORY"):
        monkeypatch.delenv(name, raising=False)
    assert settings_of("duckdb") == {"TimeZone": "UTC", "memory_limit": "60%"}
    assert memory_of("spark") == settings_of("spark")["spark.driver.memory"] == "2g"
    monkeypatch.setenv("SOUNDMART_DUCKDB_MEMORY", "3GB")
    assert memory_of("duckdb") == "3GB"


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


def test_a_way_that_an_engine_has_not_is_refused(tmp_path: Path) -> None:
    done = bench("models", "--engines", "duckdb", "--way", ARTICLE, folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr.endswith("Error: duckdb has no way of that name: add spark to --engines\n")
    assert ways_of("duckdb", [NEWS, ARTICLE]) == [NEWS]
    # What lands more comes after all that reads what has landed.
    assert ways_of("spark")[-1] == NEWS


def test_the_article_s_way_reads_what_we_read(tmp_path: Path) -> None:
    needs_spark()
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
