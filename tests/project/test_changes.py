"""A build takes in what has landed since the last one, and ends with the tables that a build of everything makes."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import duckdb
import pytest
from project_support import MARTS, Project, Row
from test_marts import same

from bench.raw import write_news, write_raw
from ingest.settings import ROOT

TRACKS = 2_000
NEWS = "the rows of artists of whom something has landed since the last finished build"
NOT_COUNTED = "the models that say what has changed are not selected"
BUILT = "select count(*) from analytics.base_spotify__changed_artists"
NOTHING_WRITTEN = {"DBT_WRITE_JSON": "false", "DBT_LOG_LEVEL_FILE": "none"}
"""dbt's artifacts and its log, in which nobody looks here: a fifth of such a run."""
DBT = """
import gc, json, os, sys
from dbt.adapters.duckdb.connections import DuckDBConnectionManager
from dbt.cli.main import dbtRunner
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)
for line in sys.stdin:
    arguments, settings = json.loads(line)
    os.environ.update(settings)
    success = dbtRunner().invoke(arguments).success
    # dbt-duckdb holds its database as long as the process lives, unless told to let go of it.
    DuckDBConnectionManager.close_all_connections()
    gc.collect()
    print(success, file=answers, flush=True)
"""


class Dbt:
    """One process that runs dbt as often as one likes: starting it, and Spark, takes longer than such small builds."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.log = folder / "said.txt"
        self.built_anew: dict[bytes, dict[str, list[Row]]] = {}
        self.rows = ""
        """Which rows the last command has said that it builds."""
        self._project = Project(engine, folder, folder)
        with self.log.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-c", DBT],
                cwd=ROOT,
                env={**self._project.environment, **NOTHING_WRITTEN},
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=said,
                text=True,
            )

    def run(self, project: Project, *options: str) -> None:
        """`dbt run` with a project's raw tables and database; fails the test where it fails."""
        assert self.succeeds(project, "run", *options), self._said()

    def succeeds(self, project: Project, *arguments: str) -> bool:
        """Whether a dbt command does, with a project's raw tables and database."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        settings = ("SOUNDMART_RAW", "SOUNDMART_DUCKDB", "SOUNDMART_SPARK")
        changes = {name: project.environment[name] for name in settings}
        before = self.log.stat().st_size
        print(json.dumps([arguments, changes]), file=self._process.stdin, flush=True)
        answer = self._process.stdout.readline().strip()
        assert answer in ("True", "False"), self._said()
        said = self.log.read_bytes()[before:].decode()
        self.rows = "".join(re.findall(r"  Builds (.*)", said))
        return answer == "True"

    def _said(self) -> str:
        return self.log.read_text(encoding="utf-8")[-3000:]

    def __enter__(self) -> Dbt:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)


@pytest.fixture(scope="module")
def dbt(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Dbt]:
    with Dbt("duckdb", tmp_path_factory.mktemp("dbt")) as process:
        yield process


@pytest.fixture(scope="module")
def built(dbt: Dbt, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The raw tables of a first run and what is built of them, for tests to copy."""
    folder = tmp_path_factory.mktemp("built")
    write_raw(folder / "raw", TRACKS)
    project = Project("duckdb", folder, folder / "raw")
    dbt.run(project)
    return project


@pytest.fixture
def project(built: Project, tmp_path: Path) -> Project:
    """The raw tables of a first run, built."""
    shutil.copytree(built.folder, tmp_path, dirs_exist_ok=True)
    return Project("duckdb", tmp_path, tmp_path / "raw")


def asked(project: Project, query: str) -> Any:
    with duckdb.connect(str(project.folder / "soundmart.duckdb")) as connection:
        return connection.execute(query).fetchall()


def changed_artists(project: Project) -> int:
    """How many artists the last build took for changed; 0 when it built everything."""
    count: int = asked(project, BUILT)[0][0]
    return count


def built_anew(raw: Path, dbt: Dbt) -> dict[str, list[Row]]:
    """The rows of every mart when all raw tables are built into an empty database; once for the same files."""
    files = hashlib.sha256()
    for file in sorted(raw.glob("*/*.parquet")):
        files.update(f"{file.relative_to(raw)}".encode() + file.read_bytes())
    if files.digest() not in dbt.built_anew:
        anew = Project("duckdb", raw.with_name("anew"), raw)
        anew.folder.mkdir()
        dbt.run(anew)
        dbt.built_anew[files.digest()] = {mart: anew.rows(mart) for mart in MARTS}
    return dbt.built_anew[files.digest()]


def assert_built_as_anew(project: Project, dbt: Dbt) -> None:
    for mart, theirs in built_anew(project.raw, dbt).items():
        ours = project.rows(mart)
        assert len(ours) == len(theirs), mart
        for one, other in zip(ours, theirs, strict=True):
            assert {name for name in one if not same(one[name], other[name])} == set(), (mart, one)


CORRECTIONS = {
    "artists": [("true", "'Renamed ' || name as name")],
    "albums": [
        ("release_date_precision = 'day'", "'1959-01-01' as release_date"),
        ("total_tracks > 3", "'Renamed ' || name as name, 'single' as album_type"),
    ],
    "tracks": [
        ("isrc is null", "'USRC17607839' as isrc"),
        ("len(artist_ids) = 1", "list_append(artist_ids, 'guest') as artist_ids"),
        ("true", "['another'] as artist_ids"),
        ("true", "duration_ms + 90000 as duration_ms, not explicit as explicit"),
    ],
    "audio_features": [
        ("status = 'ok'", "0.123::double as energy, 'reccobeats' as provider"),
        ("status = 'missing'", "'ok' as status, 0.5::double as energy, 'compatible' as provider"),
        ("provider = 'reccobeats'", "0.987::double as energy, 'spotify' as provider"),
        ("energy > 0.5::double", "1.5::double as energy, null::double as tempo"),
        (
            "status = 'ok'",
            "'missing' as status, null::double as energy, null::double as danceability",
        ),
    ],
}
"""Rows that land once more, by table: which one, and what is another now."""


def write_corrections(raw: Path) -> None:
    """Lands a run with each of the corrections, of rows that differ."""
    for table, corrections in CORRECTIONS.items():
        landed = duckdb.read_parquet(str(raw / table / "*.parquet"))
        for number, (condition, change) in enumerate(corrections):
            row = landed.filter(f"{condition} and hash(id) % {len(corrections)} = {number}")
            assert row.limit(1).fetchall(), (table, condition)
            corrected = row.order(
                "id, _run_id, provider" if "provider" in row.columns else "id, _run_id"
            )
            corrected.limit(1).project(
                f"* replace ({change}, 'corrected' as _run_id,"
                " _ingested_at + interval 1 day as _ingested_at)"
            ).write_parquet(str(raw / table / f"corrected-{number}.parquet"))


def test_rounds_of_albums_corrections_and_late_features_end_as_if_built_anew(
    engine: str, dbt: Dbt, tmp_path: Path
) -> None:
    project = Project(engine, tmp_path / "here", tmp_path / "raw")
    project.folder.mkdir()
    write_raw(project.raw, TRACKS)
    # What is left on Spark where the deletion of the record is cut short: its files, and no entry in the catalogue.
    half = project.warehouse / "analytics.db" / "built_runs" / "part-00000.parquet"
    half.parent.mkdir(parents=True)
    half.write_bytes(b"PAR1")
    with nullcontext(dbt) if engine == "duckdb" else Dbt(engine, project.folder) as process:
        process.run(project)
        for number in (1, 2):
            write_news(project.raw, TRACKS, number, share=0.05)
            process.run(project)
            assert 0 < len(project.rows("base_spotify__changed_artists")) < 20
        write_corrections(project.raw)
        process.run(project)
        assert 5 < len(project.rows("base_spotify__changed_artists")) < 20
        write_news(project.raw, TRACKS, 3, share=0.05)
        process.run(project)
        assert 0 < len(project.rows("base_spotify__changed_artists")) < 20
    assert_built_as_anew(project, dbt)


def test_a_build_without_news_changes_nothing(project: Project, dbt: Dbt) -> None:
    dbt.run(project)
    assert changed_artists(project) == 0
    assert len(asked(project, "from analytics.built_runs")) == 4
    assert_built_as_anew(project, dbt)
    shown = project.dbt("show", "--select", "artists", "--limit", "1", "--output", "json").stdout
    assert '"artist_id": ' in shown


def test_the_rows_of_changed_artists_go_and_come_at_once_or_not_at_all(project: Project) -> None:
    asked(project, "delete from analytics.tracks where energy is null")
    asked(project, "alter table analytics.tracks alter energy set not null")
    before = project.rows("tracks")
    write_news(project.raw, TRACKS, run=1, share=0.05)
    done = project.dbt("run", "--select", "+tracks")
    assert done.returncode == 1
    assert "NOT NULL constraint failed" in done.stdout
    assert project.rows("tracks") == before


def test_what_an_artist_no_longer_has_goes(project: Project, dbt: Dbt) -> None:
    # A track turns out to be another's, and it was the artist's only one.
    (artist_id, track_id), *_ = asked(
        project,
        """
        select artist_id, min(track_id) from analytics.tracks
        group by artist_id having count(*) = 1 and bool_or(has_audio_features) order by artist_id
        """,
    )
    landed = str(project.raw / "tracks" / "*.parquet")
    duckdb.read_parquet(landed).filter(f"id = '{track_id}'").project(
        """
        * replace (
            ['another'] as artist_ids,
            'later' as _run_id,
            _ingested_at + interval 1 day as _ingested_at
        )
        """
    ).write_parquet(str(project.raw / "tracks" / "later.parquet"))
    dbt.run(project)
    assert changed_artists(project) == 1
    for mart in ("tracks", "artist_audio_profiles", "artist_track_rankings", "recordings"):
        assert not [row for row in project.rows(mart) if row["artist_id"] == artist_id]
    assert_built_as_anew(project, dbt)


def test_what_changes_on_an_album_of_two_artists_changes_both(project: Project, dbt: Dbt) -> None:
    (album_id, first), *_ = asked(
        project,
        "select album_id, artist_id from analytics.albums where album_type = 'album' order by all",
    )
    # One with few tracks, of which the album is the most.
    (second,) = asked(
        project,
        f"select artist_id from analytics.artists where track_count < 5 and artist_id != '{first}'"
        " order by artist_id",
    )[0]
    both = f"['{first}', '{second}'] as artist_ids"
    later = "'later' as _run_id, _ingested_at + interval 1 day as _ingested_at"
    for table, condition, change in (
        ("albums", f"id = '{album_id}'", f"'{second}' as artist_id"),
        ("tracks", f"album_id = '{album_id}'", both),
    ):
        landed = duckdb.read_parquet(str(project.raw / table / "*.parquet")).filter(condition)
        landed.project(f"* replace ({change}, {later})").write_parquet(
            str(project.raw / table / "later.parquet")
        )
    dbt.run(project)
    (track_id,) = asked(
        project,
        f"select track_id from analytics.tracks where artist_id = '{second}'"
        f" and album_id = '{album_id}' and energy is not null order by track_id",
    )[0]
    duckdb.read_parquet(str(project.raw / "audio_features" / "*.parquet")).filter(
        f"id = '{track_id}' and provider = 'spotify'"
    ).project(
        "* replace (0.4321::double as energy, 'last' as _run_id,"
        " _ingested_at + interval 2 day as _ingested_at)"
    ).write_parquet(str(project.raw / "audio_features" / "last.parquet"))
    dbt.run(project)
    assert {row["artist_id"] for row in project.rows("base_spotify__changed_artists")} == {
        *(first, second)
    }
    measured = [row for row in project.rows("tracks") if row["track_id"] == track_id]
    assert [row["energy"] for row in measured] == [0.4321, 0.4321]
    assert_built_as_anew(project, dbt)


def test_more_rows_of_a_run_that_was_built_are_taken_in(project: Project, dbt: Dbt) -> None:
    write_news(project.raw, TRACKS, run=1, share=0.05)
    whole = project.raw / "audio_features" / "run-1-0.parquet"
    kept, part = whole.read_bytes(), whole.with_name("part.parquet")
    duckdb.read_parquet(str(whole)).limit(10).write_parquet(str(part))
    whole.unlink()
    dbt.run(project)
    part.unlink()
    whole.write_bytes(kept)
    dbt.run(project)
    assert dbt.rows == NEWS
    assert changed_artists(project) > 0
    assert_built_as_anew(project, dbt)


@pytest.mark.parametrize("part", [(), ("--exclude", "recordings"), ("--select", "+albums")])
def test_rows_that_are_gone_build_everything_anew(
    part: tuple[str, ...], project: Project, dbt: Dbt
) -> None:
    write_news(project.raw, TRACKS, run=1, share=0.05)
    # A build that did not end has taken them in as well as one that did.
    dbt.run(project, *part)
    for file in project.raw.glob("*/run-1-*.parquet"):
        file.unlink()
    dbt.run(project)
    assert dbt.rows == "all rows anew: raw rows that were there are not any more"
    assert changed_artists(project) == 0
    assert_built_as_anew(project, dbt)


@pytest.mark.parametrize(
    "options",
    [
        ("--select", "tracks"),
        ("--exclude", "recordings"),
        ("--exclude", "config.materialized:view"),
        ("--empty",),
    ],
)
def test_a_build_of_a_part_leaves_the_news_to_the_next(
    options: tuple[str, ...], project: Project, dbt: Dbt
) -> None:
    write_news(project.raw, TRACKS, run=1, share=0.05)
    dbt.run(project, *options)
    assert dbt.rows == {
        ("--select", "tracks"): f"all rows anew: {NOT_COUNTED}",
        ("--exclude", "recordings"): NEWS,
        ("--exclude", "config.materialized:view"): NEWS,
        ("--empty",): "all rows anew: this run is to be of few or no rows",
    }.get(options)
    dbt.run(project)
    # After what was made of nothing, or of rows that nobody counted, everything is made anew.
    assert (changed_artists(project) > 0) == (options[0] == "--exclude")
    assert_built_as_anew(project, dbt)


def test_another_variable_builds_everything_anew(project: Project, dbt: Dbt) -> None:
    dbt.run(project, "--vars", json.dumps({"ranking_depth": 3}))
    assert (
        dbt.rows
        == "all rows anew: a model, a variable or a seed is another than at the last finished build"
    )
    positions = {row["feature_position"] for row in project.rows("artist_track_rankings")}
    assert positions == {1, 2, 3}
    dbt.run(project)
    assert_built_as_anew(project, dbt)


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("recordings", "a table is missing"),
        ("built_runs", "no finished build is on record"),
        ("loaded_seeds", "it is not on record which seeds are loaded"),
    ],
)
def test_a_table_that_is_missing_is_built_anew_with_all_others(
    table: str, reason: str, project: Project, dbt: Dbt
) -> None:
    asked(project, f"drop table analytics.{table}")
    asked(project, "delete from analytics.tracks")
    dbt.run(project)
    assert dbt.rows == f"all rows anew: {reason}"
    assert_built_as_anew(project, dbt)


def test_a_full_refresh_builds_everything_anew(project: Project, dbt: Dbt) -> None:
    asked(project, "delete from analytics.tracks")
    dbt.run(project)
    assert project.rows("tracks") == []
    dbt.run(project, "--full-refresh")
    assert dbt.rows == "all rows anew: a full refresh is asked for"
    assert_built_as_anew(project, dbt)


@pytest.mark.parametrize("option", ["--full-refresh", "--empty"])
def test_after_a_part_of_a_refresh_or_of_nothing_everything_is_built_anew(
    option: str, project: Project, dbt: Dbt
) -> None:
    write_news(project.raw, TRACKS, run=1, share=0.05)
    dbt.run(project)
    asked(project, "delete from analytics.recordings")
    dbt.run(project, option, "--select", "tracks")
    dbt.run(project)
    assert_built_as_anew(project, dbt)


def test_other_rows_of_a_seed_are_taken_in_once_the_seed_is_loaded(
    project: Project, dbt: Dbt, tmp_path: Path
) -> None:
    copied = tmp_path / "copied"
    files = [*ROOT.glob("*.yml"), ROOT / "log4j2.properties"]
    copied.mkdir()
    for folder in ("analyses", "macros", "models", "seeds", "tests"):
        shutil.copytree(ROOT / folder, copied / folder)
    for file in files:
        shutil.copy(file, copied)
    seed = copied / "seeds" / "pitch_classes.csv"
    seed.write_text(seed.read_text(encoding="utf-8").replace(",D\n", ",Re\n"), encoding="utf-8")

    at = ("--project-dir", str(copied), "--profiles-dir", str(copied))

    def names(*command: str) -> set[str]:
        assert dbt.succeeds(project, *command, *at)
        return {row["key_name"] for row in project.rows("tracks")}

    assert names("run") >= {"D"}
    model = copied / "models" / "marts" / "harmonic_neighbors.sql"
    whole = model.read_text(encoding="utf-8")
    model.write_text(whole + " where no_column", encoding="utf-8")
    assert not dbt.succeeds(project, "build", *at, "--select", "resource_type:seed", model.stem)
    model.write_text(whole, encoding="utf-8")
    # Its seeds were loaded all the same.
    assert names("run") >= {"Re"}
    assert names("build", "--exclude-resource-type", "unit_test") - {"D"} >= {"Re"}
    asked(project, "update analytics.recordings set track_name = 'kept'")
    names("build", "--exclude-resource-type", "unit_test")
    assert {row["track_name"] for row in project.rows("recordings")} == {"kept"}
    for command in (["seed"], ["run"]):
        names(*command)
        assert {row["track_name"] for row in project.rows("recordings")} == {"kept"}
    followed = copied / "seeds" / "followed_artists.csv"
    with followed.open("a", encoding="utf-8") as file:
        file.write("4Z8W4fKeB5YxbusRsdQVPb,Radiohead\n")
    names("build", "--exclude-resource-type", "unit_test")
    # An artist more to follow is no reason to build the others anew.
    assert {row["track_name"] for row in project.rows("recordings")} == {"kept"}
