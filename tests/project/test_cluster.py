"""A real cluster: built on by several processes at once, and robbed of its parts while it builds."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from cluster_support import Cluster, differing, ended_afterwards, eventually, started
from conftest import needs_spark
from project_support import MARTS, Project

from bench.raw import write_raw
from ingest.settings import ROOT

DATA_ALONE = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")
UNFINISHED = "analytics.db/*__building_*/_temporary/0/*"
"""What tasks have written of a table that is not whole."""


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """The one cluster of all these tests."""
    needs_spark()
    with ended_afterwards(tmp_path_factory.mktemp("cluster")) as cluster:
        said = cluster.up()
        assert re.match(r"The cluster is up: Thrift server 127\.0\.0\.1:\d+, 2 workers, ", said)
        yield cluster


@pytest.fixture(scope="module")
def million(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The marts of a million tracks, built on DuckDB."""
    folder = tmp_path_factory.mktemp("million")
    write_raw(folder / "raw", 1_000_000)
    project = Project("duckdb", folder, folder / "raw")
    done = project.dbt("build", *DATA_ALONE)
    assert done.returncode == 0, done.stdout
    return project


def test_three_processes_build_at_once_on_a_catalogue_with_nothing_in_it(
    cluster: Cluster, odd_raw: Path, odd_builds: dict[str, Project], tmp_path: Path
) -> None:
    project = cluster.project(odd_raw)
    assert not list(project.warehouse.glob("*.db"))
    profiles = (ROOT / "profiles.yml").read_text(encoding="utf-8")
    (tmp_path / "profiles.yml").write_text(profiles.replace(": analytics", ": elsewhere"))
    selections = (
        ("+albums",),
        ("+rejected_audio_features",),
        ("+albums", "--profiles-dir", str(tmp_path)),
    )
    with ExitStack() as ended:
        builds = [
            ended.enter_context(
                started(
                    project,
                    *("dbt", "build", "--indirect-selection", "cautious"),
                    *("--target-path", str(tmp_path / str(number))),
                    *("--select", *selection),
                )
            )
            for number, selection in enumerate(selections)
        ]
        for process, said in builds:
            assert process.wait(timeout=300) == 0, said.read_text(encoding="utf-8")
    for mart in ("albums", "rejected_audio_features"):
        assert len(odd_builds["duckdb"].rows(mart)) > 5
        assert differing(odd_builds["duckdb"], project, mart) == []
    assert list((project.warehouse / "elsewhere.db" / "albums").glob("*.parquet"))


@pytest.fixture(scope="module")
def demo(cluster: Cluster, demo_raw: Path) -> Project:
    """The demo, built on the cluster by the command behind `make build`."""
    project = cluster.project(demo_raw)
    project.said = project.run("-m", "runner", "build", "--target", "cluster")
    return project


@pytest.mark.parametrize("mart", MARTS)
def test_the_demo_s_rows_are_the_same_on_the_cluster(
    mart: str, demo: Project, demos: dict[str, Project]
) -> None:
    assert differing(demos["duckdb"], demo, mart) == []


def test_plain_dbt_commands_work_on_the_cluster(demo: Project) -> None:
    for command in (
        ("test", "--select", "test_type:unit,albums", "camelot_wheel"),
        ("docs", "generate"),
        ("source", "freshness"),
    ):
        done = demo.dbt(*command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_rows_that_land_later_are_seen_by_the_next_run(
    demo: Project, demo_raw: Path, cluster: Cluster, tmp_path: Path
) -> None:
    """The table over them stays the same one."""
    raw = tmp_path / "raw"
    shutil.copytree(demo_raw, raw)
    project = cluster.project(raw)
    (albums,) = raw.glob("albums/*.parquet")
    albums.rename(tmp_path / "later.parquet")
    shown = ("show", "--output", "json", "--inline", "select count(*) as n from raw.albums")
    run = ("run", "--select", "harmonic_neighbors")
    counts = []
    for _ in range(2):
        assert project.dbt(*run).returncode == 0
        counts += re.findall(r'"n": (\d+)', project.dbt(*shown).stdout)
        (tmp_path / "later.parquet").rename(albums) if not albums.exists() else None
    assert counts == ["0", "648"]


def test_files_that_no_catalogue_knows_are_in_nobody_s_way(demo: Project) -> None:
    assert demo.dbt("show", "--inline", "drop table analytics.harmonic_neighbors").returncode


def test_a_million_tracks_outlast_the_end_of_the_thrift_server_and_of_a_worker(
    cluster: Cluster, million: Project, demo: Project
) -> None:
    project = cluster.project(million.raw)
    before = {path.name for path in project.warehouse.glob("analytics.db/*")}
    command = ("dbt", "build", "--threads", "4", *DATA_ALONE)

    with started(project, *command) as (build, said):
        eventually(lambda: next(project.warehouse.glob(UNFINISHED), None), build)
        os.kill(cluster.pid("thrift-server"), signal.SIGKILL)
        assert build.wait(timeout=120) == 1
    assert "Connection" in said.read_text(encoding="utf-8")
    assert {path.name for path in project.warehouse.glob("analytics.db/*")} > before

    cluster.up()
    assert {path.name for path in project.warehouse.glob("analytics.db/*")} <= before
    with started(project, *command) as (build, said):
        eventually(lambda: "model analytics.tracks" in said.read_text() or None, build)
        busy = eventually(lambda: busy_executor(cluster), build)
        worker = cluster.worker_of(busy)
        lost = [worker, *worker.children()]
        for process in lost:
            process.kill()
        assert build.wait(timeout=600) == 0, said.read_text(encoding="utf-8")
    executors = cluster.executors()
    assert not executors[busy]["isActive"]
    assert len([one for one in executors.values() if one["isActive"]]) == 1
    for mart in MARTS:
        assert differing(million, project, mart) == [], mart
