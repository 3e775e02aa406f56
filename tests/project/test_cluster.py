"""A real cluster: built on by several processes at once, and robbed of its parts while it builds."""

from __future__ import annotations

import os
import re
import shutil
import signal
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest
from cluster_support import (
    Cluster,
    differing,
    ended_afterwards,
    eventually,
    free_ports,
    started,
    unfinished,
)
from java_support import needs_spark
from project_support import MARTS, Project
from report_support import alike

from bench.raw import write_raw
from ingest.settings import ROOT
from report.marts import opened
from report.sections import QUERIES

LEFT_OUT = ("--exclude", "int_track_sounds+", "artist_similarities")
"""Of a million tracks: half of the time, and no other kind of work; the demo has them."""
OF_WHAT_IS_LEFT_OUT = {
    *("recordings", "artist_recording_profiles", "artist_trajectories"),
    "artist_similarities",
}
DATA_ALONE = ("--exclude-resource-type", "unit_test", "--exclude-resource-type", "test")


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
    done = project.dbt("build", *DATA_ALONE, *LEFT_OUT)
    assert done.returncode == 0, done.stdout
    return project


@pytest.fixture(scope="module")
def demo_on_duckdb(demo_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The demo, built on DuckDB."""
    return _on_duckdb(tmp_path_factory.mktemp("demo on DuckDB"), demo_raw)


def _on_duckdb(folder: Path, raw: Path) -> Project:
    project = Project("duckdb", folder, raw)
    done = project.dbt("run")
    assert done.returncode == 0, done.stdout
    return project


def test_three_processes_build_at_once_on_a_catalogue_with_nothing_in_it(
    cluster: Cluster, odd_raw: Path, tmp_path: Path
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
                    *("dbt", "build", *DATA_ALONE),
                    *("--target-path", str(tmp_path / str(number))),
                    *("--select", *selection),
                )
            )
            for number, selection in enumerate(selections)
        ]
        for process, said in builds:
            assert process.wait(timeout=300) == 0, said.read_text(encoding="utf-8")
    odd = _on_duckdb(tmp_path / "odd", odd_raw)
    for mart in ("albums", "rejected_audio_features"):
        assert len(odd.rows(mart)) > 5
        assert differing(odd, project, mart) == []
    assert list((project.warehouse / "elsewhere.db" / "albums").glob("*.parquet"))


@pytest.fixture(scope="module")
def demo(cluster: Cluster, demo_raw: Path) -> Project:
    """The demo, built on the cluster by the command behind `make build`."""
    project = cluster.project(demo_raw)
    project.said = project.run("-m", "runner", "build", "--target", "cluster")
    return project


@pytest.mark.parametrize("mart", MARTS)
def test_the_demo_s_rows_are_the_same_on_the_cluster(
    mart: str, demo: Project, demo_on_duckdb: Project
) -> None:
    assert differing(demo_on_duckdb, demo, mart) == []


def test_tables_are_compressed_as_the_profile_has_it(demo: Project) -> None:
    assert demo.codecs("tracks") == {"ZSTD"}


def test_a_report_reads_the_marts_of_the_cluster(
    demo: Project, demo_on_duckdb: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = []
    for project in (demo, demo_on_duckdb):
        for name in ("SOUNDMART_DUCKDB", "SOUNDMART_THRIFT_HOST", "SOUNDMART_THRIFT_PORT"):
            monkeypatch.setenv(name, project.environment.get(name, ""))
        with opened(project.engine) as marts:
            answers.append({name: marts.rows(query) for name, query in QUERIES.items()})
    for name in QUERIES:
        assert alike(answers[0][name], answers[1][name]), name


def test_plain_dbt_commands_work_on_the_cluster(demo: Project) -> None:
    for command in (
        ("test", "--select", "test_type:unit,albums", "camelot_wheel"),
        ("docs", "generate"),
        ("source", "freshness"),
    ):
        done = demo.dbt(*command)
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_build_of_changes_outlasts_the_end_of_the_thrift_server(
    cluster: Cluster, demo: Project, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(demo.raw, raw)
    duckdb.read_parquet(f"{raw}/artists/*.parquet").order("id").limit(1).project(
        "* replace ('Renamed' as name, 'later' as _run_id,"
        " _ingested_at + interval 1 day as _ingested_at)"
    ).write_parquet(str(raw / "artists" / "later.parquet"))
    anew = _on_duckdb(tmp_path / "anew", raw)
    before = demo.rows("tracks")
    project = cluster.project(raw)
    with started(project, "dbt", "run") as (build, said):
        left = eventually(lambda: unfinished(project, "tracks"), build)
        os.kill(cluster.pid("thrift-server"), signal.SIGKILL)
        assert build.wait(timeout=120) == 1
    server = f"The Thrift server at 127.0.0.1:{cluster.ports['SOUNDMART_THRIFT_PORT']} has gone: "
    assert server in said.read_text(encoding="utf-8")
    assert left.exists()
    assert project.rows("tracks") == before

    cluster.up()
    assert not list(project.warehouse.glob("*.db/*__building_*"))
    done = project.dbt("run")
    assert done.returncode == 0, done.stdout
    assert len(project.rows("base_spotify__changed_artists")) == 1
    for mart in MARTS:
        assert differing(anew, project, mart) == [], mart


def test_files_that_land_later_are_seen_by_the_next_run(
    cluster: Cluster, demo_raw: Path, tmp_path: Path
) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(demo_raw, raw)
    project = cluster.project(raw)
    (landed,) = raw.glob("albums/*.parquet")
    later = pq.read_table(landed)
    pq.write_table(later.slice(0, 10), landed)
    counts = []
    for _ in range(2):
        done = project.dbt("run", "--select", "+albums")
        assert done.returncode == 0, done.stdout
        counts.append(len(project.rows("albums")))
        pq.write_table(later.slice(10), raw / "albums" / "later.parquet")
    assert counts == [10, 648]


def test_a_build_of_a_million_tracks_outlasts_the_end_of_a_worker(
    cluster: Cluster, million: Project
) -> None:
    project = cluster.project(million.raw)
    with started(project, "dbt", "build", *DATA_ALONE, *LEFT_OUT) as (build, said):
        done = re.compile(r"OK created sql \w+ model analytics\.tracks ")
        eventually(lambda: done.search(said.read_text(encoding="utf-8")), build)
        busy = eventually(lambda: next(iter(busy_executors(cluster)), None), build)
        worker = cluster.worker_of(busy)
        # As when its machine goes.
        for process in (worker, *worker.children()):
            process.kill()
        assert build.poll() is None
        assert build.wait(timeout=600) == 0, said.read_text(encoding="utf-8")
    executors = cluster.executors()
    assert [number for number, told in executors.items() if not told["isActive"]] == [busy]
    assert executors[busy]["removeReason"]
    for mart in MARTS.keys() - OF_WHAT_IS_LEFT_OUT:
        assert differing(million, project, mart) == [], mart

    server = cluster.pid("thrift-server")
    assert re.match(r"The cluster is up: .*, 2 workers, ", cluster.up())
    assert cluster.pid("thrift-server") == server
    alive = eventually(lambda: two_of(cluster.executors()))
    assert busy not in alive
    assert re.match(r"The cluster is up already: .*, 2 workers, ", cluster.up())
    done = cluster.call("cluster-up", SOUNDMART_WORKERS="3", SOUNDMART_WORKER_MEMORY="1g")
    assert re.match(r"The cluster is up: .*, 3 workers, ", done.stdout), done.stderr
    for name, port in free_ports().items():
        done = cluster.call("cluster-up", **{name: port})
        assert done.returncode == 2
        assert f"error: {name}: the " in done.stderr
        assert f"is at another port than {port}: run `make cluster-down` first" in done.stderr


def two_of(executors: dict[str, dict[str, Any]]) -> list[str] | None:
    """The executors that are there, once there are two."""
    alive = [number for number, told in executors.items() if told["isActive"]]
    return alive if len(alive) == 2 else None


def busy_executors(cluster: Cluster) -> list[str]:
    """Those that have a task at this moment, by number."""
    return [
        number
        for number, told in cluster.executors().items()
        if told["isActive"] and told["activeTasks"]
    ]
