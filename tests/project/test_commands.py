"""The commands that people type: make's and dbt's own, on a bare folder, without data, without Java."""

from __future__ import annotations

import fcntl
import json
import re
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest
import requests
from java_support import needs_spark
from project_support import ENGINES, Project

from ingest.raw.landing import Landing
from ingest.raw.schemas import RUNS, TRACKS
from ingest.raw.writer import Writer
from ingest.settings import ROOT

DBT = """
import json, sys
from dbt.cli.main import dbtRunner
sys.exit(not all(dbtRunner().invoke(arguments).success for arguments in json.loads(sys.argv[1])))
"""
"""dbt's own entry point, for several commands."""
TARGETS = {"demo", "test", "lint", "ingest", "build", "slim", "docs", "serve", "clean", "help"}


def left_in_root() -> set[str]:
    """What git sees in the root that it should not: all but data, results and caches is tracked."""
    status = subprocess.run(
        ["git", "status", "--porcelain", "--ignored", "--", ":!tests", ":!*.pyc"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return {line[3:] for line in status.splitlines()}


def test_make_help_lists_every_target_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = next(line for line in makefile.splitlines() if line.startswith(".PHONY:"))
    said = Project("spark", ROOT, ROOT).call("make", "help").stdout
    listed = {line.split()[1] for line in said.splitlines()}
    assert listed == set(phony.split()[1:])
    assert listed >= TARGETS


def test_set_up_again_costs_nothing() -> None:
    done = Project("spark", ROOT, ROOT).call("make", "-n", "setup")
    assert done.returncode == 0
    assert "pip" not in done.stdout


@pytest.mark.parametrize("engine", ENGINES)
def test_plain_dbt_commands_work_one_after_the_other(
    engine: str, demo_raw: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    needs_spark(engine)
    commands = [["source", "freshness"], ["docs", "generate"]]
    if engine == "duckdb":
        project = Project(engine, tmp_path, demo_raw)
        commands = [["run"], ["test"], *commands, ["seed"], ["build", "--select", "+artists"]]
        calls = [["dbt", *command] for command in commands]
    else:
        # Other tests have Spark build and test everything; of one start, which takes as long as these.
        project = request.getfixturevalue("demos")[engine]
        commands = [["test", "--select", "artists"], *commands]
        calls = [[sys.executable, "-c", DBT, json.dumps(commands)]]
    before = left_in_root()
    for call in calls:
        done = project.call(*call)
        assert done.returncode == 0, done.stdout + done.stderr
        noise = [
            line
            for line in (done.stdout + done.stderr).splitlines()
            if re.search(r"WARN(?!=0|.*incubator)|invalid", line)
        ]
        assert noise == []
    assert project.rows("artists")
    assert left_in_root() <= before


def test_without_raw_data_one_line_says_what_to_run_first(engine: str, tmp_path: Path) -> None:
    project = Project(engine, tmp_path, tmp_path / "nothing here")
    done = project.dbt("build")
    assert done.returncode != 0
    said = [line for line in done.stdout.splitlines() if "No raw data in" in line]
    assert said
    assert f"No raw data in {project.raw} (SOUNDMART_RAW): run `python -m ingest demo`" in said[0]


def test_an_empty_landing_builds_green(engine: str, tmp_path: Path) -> None:
    landing = Landing(tmp_path / "raw")
    with landing.held(), landing.connect() as connection:
        writer = Writer(landing, connection, "run", "demo")
        run = {"id": "run", "source": "demo", "status": "complete", "requests": 1}
        writer.add(RUNS, [{**dict.fromkeys(RUNS.content), **run}])
        writer.flush()
    project = Project(engine, tmp_path, landing.folder)
    # With the unit tests, which bring their own rows.
    done = project.dbt("build")
    assert done.returncode == 0, done.stdout
    assert project.rows("tracks") == []


def test_building_leaves_the_raw_files_alone(
    engine: str, demos: dict[str, Project], demo_raw: Path
) -> None:
    assert demos[engine].raw == demo_raw
    assert len(list(demo_raw.glob("*/*.parquet"))) >= 5
    assert {path.name for path in demo_raw.iterdir()} == {
        *("artists", "albums", "tracks", "audio_features", "runs"),
        ".lock",
    }


def without_java(tmp_path: Path) -> dict[str, str | None]:
    """A PATH with nothing on it but a folder of its own."""
    return {"PATH": str(tmp_path), "JAVA_HOME": None, "DBT_TARGET": None}


def test_without_java_and_without_a_target_make_demo_builds_on_duckdb(tmp_path: Path) -> None:
    project = Project("duckdb", tmp_path, tmp_path / "raw")
    done = project.call(str(shutil.which("make")), "demo", **without_java(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stderr.splitlines() if "Java" in line]
    assert lines == ["Spark needs Java 17 or newer, and none was found: building on DuckDB instead"]
    assert "make serve TARGET=duckdb" in done.stdout
    assert len(project.rows("artists")) == 10


def test_make_demo_on_spark_without_java_is_one_line_and_exit_2(tmp_path: Path) -> None:
    project = Project("spark", tmp_path, tmp_path / "raw")
    done = project.call(
        *(str(shutil.which("make")), "demo", "TARGET=spark"), **without_java(tmp_path)
    )
    assert done.returncode == 2
    assert done.stderr.splitlines()[0] == (
        "error: Spark needs Java 17 or newer, and none was found: install one, or use TARGET=duckdb"
    )
    assert not project.raw.exists()


@pytest.mark.parametrize("command", ["demo", "build", "docs"])
def test_spark_without_java_is_one_line_and_exit_2(
    command: str, odd_raw: Path, tmp_path: Path
) -> None:
    project = Project("spark", tmp_path, odd_raw)
    done = project.call(
        *(sys.executable, "-m", "runner", command, "--target", "spark"), **without_java(tmp_path)
    )
    assert done.returncode == 2
    assert done.stderr.strip() == (
        "error: Spark needs Java 17 or newer, and none was found: install one, or use TARGET=duckdb"
    )


def test_a_java_that_is_too_old_is_named(odd_raw: Path, tmp_path: Path) -> None:
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    project = Project("spark", tmp_path, odd_raw)
    done = project.call(
        *(sys.executable, "-m", "runner", "build"), JAVA_HOME=str(tmp_path), DBT_TARGET=None
    )
    assert done.returncode == 2
    assert "this is Java 11" in done.stderr


def test_a_folder_where_the_database_should_be_is_one_line_and_exit_2(
    odd_raw: Path, tmp_path: Path
) -> None:
    project = Project("duckdb", tmp_path, odd_raw)
    done = project.call(sys.executable, "-m", "runner", "build", SOUNDMART_DUCKDB=str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.strip() == (
        f"error: SOUNDMART_DUCKDB={tmp_path} is a folder: name a database file"
    )


def test_an_error_of_the_engine_is_shown(engine: str, demos: dict[str, Project]) -> None:
    nonsense = "{ranking_depth: nonsense}"
    before = demos[engine].rows("artist_track_rankings")
    done = demos[engine].dbt("run", "--select", "artist_track_rankings", "--vars", nonsense)
    assert done.returncode == 1
    assert re.search(
        r"error.*nonsense|nonsense.*(not found|cannot be resolved)", done.stdout, re.IGNORECASE
    )
    assert demos[engine].rows("artist_track_rankings") == before != []


def test_switching_engines_parses_nothing_anew(demo_raw: Path, tmp_path: Path) -> None:
    project = Project("duckdb", tmp_path, demo_raw)
    said = [
        project.run("-m", "runner", "parse", "--target", engine)
        for engine in ("duckdb", "spark", "duckdb", "spark")
    ]
    assert not any("Unable to do partial parsing" in text for text in said[2:])
    assert all("Performance info" in text for text in said)


def test_a_second_build_on_one_warehouse_is_one_line_and_exit_2(
    odd_raw: Path, tmp_path: Path
) -> None:
    needs_spark()
    project = Project("spark", tmp_path, odd_raw)
    warehouse = tmp_path / "spark"
    warehouse.mkdir()
    with (warehouse / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = project.call(sys.executable, "-m", "runner", "build", "--target", "spark")
    assert done.returncode == 2
    assert f"error: {warehouse} is in use by another build" in done.stderr


def test_a_database_that_another_program_holds_is_one_line_and_exit_2(
    odd_raw: Path, tmp_path: Path
) -> None:
    project = Project("duckdb", tmp_path, odd_raw)
    with duckdb.connect(str(tmp_path / "soundmart.duckdb")):
        done = project.call(sys.executable, "-m", "runner", "build")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert "soundmart.duckdb cannot be opened" in line


def test_an_ingest_that_was_stopped_builds_with_warnings(tmp_path: Path) -> None:
    project = Project("duckdb", tmp_path, tmp_path / "raw")
    artist = ("--limit", "1", "--quiet", "--out", str(project.raw))
    project.run("-m", "ingest", "demo", "--features", "none", *artist)
    for file in Landing(project.raw).files(TRACKS):
        pq.write_table(pq.read_table(file).slice(10), file)
    said = project.run("-m", "runner", "build")
    assert "WARN=3 ERROR=0" in said


def test_the_docs_site_is_served_until_ctrl_c(demos: dict[str, Project]) -> None:
    assert demos
    command = [sys.executable, "-m", "runner", "serve", "--target", "duckdb", "--port", "0"]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[1]
        assert "Soundmart" in requests.get(address, timeout=10).text
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=10)
    assert process.returncode == 0
    assert "Traceback" not in said


def test_serve_without_a_site_says_what_to_run(tmp_path: Path) -> None:
    project = Project("nowhere", tmp_path, tmp_path)
    done = project.call(sys.executable, "-m", "runner", "serve")
    assert done.returncode == 2
    assert "no docs site of nowhere yet: run `make docs TARGET=nowhere` first" in done.stderr


def test_the_requirements_are_pinned_with_hashes_and_name_no_address() -> None:
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = [line for line in text.splitlines() if line[:1].isalnum()]
        assert len(pins) > 50
        assert all("==" in pin and pin.endswith("\\") for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
        assert "://" not in text
