"""What a killed build leaves on Spark, and that the next one makes good: tables are whole or not there."""

from __future__ import annotations

import sys
from pathlib import Path

import psutil
from cluster_support import differing, eventually, started, unfinished
from java_support import needs_spark
from project_support import Project


def test_a_killed_build_is_made_good_by_the_next(
    demo_raw: Path, demos: dict[str, Project], tmp_path: Path
) -> None:
    needs_spark()
    project = Project("spark", tmp_path, demo_raw)
    command = ("dbt", "run", "--select", "+albums")
    with started(project, *command) as (build, _):
        left = eventually(lambda: unfinished(project, "albums"), build)
        process = psutil.Process(build.pid)
        family = [process, *process.children(recursive=True)]
        for one in family:
            one.suspend()
        other = project.call(sys.executable, "-m", "runner", "build", "--target", "spark")
        assert left.exists()
        for one in family:
            one.kill()
        build.wait()
    warehouse = project.environment["SOUNDMART_SPARK"]
    assert other.returncode == 2
    assert other.stderr.startswith(f"error: {warehouse} is in use by another build: ")
    assert left.exists()
    assert not (project.warehouse / "analytics.db" / "albums").exists()
    # What is left where the deletion of a table is cut short: its files, and no entry in the catalogue.
    half = project.warehouse / "analytics.db" / "albums" / "part-00000.parquet"
    half.parent.mkdir()
    half.write_bytes(b"PAR1")
    again = project.call(*command)
    assert again.returncode == 0, again.stdout
    assert differing(demos["duckdb"], project, "albums") == []
