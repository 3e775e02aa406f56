"""A cluster of one's own for tests: its processes, what its executors are at, and its tables beside DuckDB's."""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import duckdb
import psutil
import requests
from project_support import MARTS, Project
from requests.adapters import HTTPAdapter
from urllib3 import Retry

from ingest.settings import ROOT
from runner.daemons import NAME

PATIENCE = 300.0
"""Seconds after which something will not happen any more."""

Found = TypeVar("Found")


def eventually(
    found: Callable[[], Found | None], build: subprocess.Popen[bytes] | None = None
) -> Found:
    """What is there in the end, while a build runs if one is named; fails the test when that ends without it."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if (it := found()) is not None:
            return it
        assert build is None or build.poll() is None, "the build has ended before that"
        time.sleep(0.05)
    raise AssertionError("it took too long")


@dataclass
class Cluster:
    """A cluster below a folder, on free ports."""

    folder: Path
    ports: dict[str, str] = field(default_factory=lambda: free_ports())

    def project(self, raw: Path) -> Project:
        """The project on it."""
        settings = {"SOUNDMART_SPARK": str(self.folder / "spark"), **self.ports}
        return Project("cluster", self.folder, raw, settings=settings)

    def call(self, command: str, **changes: str) -> subprocess.CompletedProcess[str]:
        """`make`'s command on it."""
        return self.project(self.folder).call(sys.executable, "-m", "runner", command, **changes)

    def up(self) -> str:
        """Start it, its server in a time zone of its own: a cluster's need not be its users'."""
        done = self.call("cluster-up", TZ="Asia/Tokyo")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def pid(self, part: str) -> int:
        return int((self.folder / "spark/cluster/pids" / f"{part}.pid").read_text())

    def processes(self) -> list[psutil.Process]:
        """All that was started for it and still runs, executors too."""
        return [one for one in psutil.process_iter() if self._owns(one)]

    def _owns(self, process: psutil.Process) -> bool:
        try:
            is_named = process.environ().get(NAME, "").startswith(f"{self.folder}/")
            return is_named and process.status() != psutil.STATUS_ZOMBIE
        except psutil.Error:
            return False

    def executors(self) -> dict[str, dict[str, Any]]:
        """What Spark says of each executor, the lost ones too, by its number."""
        page = f"http://127.0.0.1:{self.ports['SOUNDMART_UI_PORT']}"
        api = f"{page}/api/v1/applications"
        with requests.Session() as session:
            # Spark's page hangs up without an answer when it finds no time for one.
            session.mount(page, HTTPAdapter(max_retries=Retry(5, backoff_factor=1)))
            (application,) = session.get(api, timeout=60).json()
            told = session.get(f"{api}/{application['id']}/allexecutors", timeout=60).json()
        return {executor["id"]: executor for executor in told if executor["id"] != "driver"}

    def worker_of(self, executor: str) -> psutil.Process:
        """The worker that runs an executor."""
        for part in ("worker-1", "worker-2"):
            worker = psutil.Process(self.pid(part))
            for child in worker.children():
                # One that has ended has no words any more.
                with suppress(psutil.Error):
                    words = child.cmdline()
                    if words[words.index("--executor-id") + 1] == executor:
                        return worker
        raise AssertionError(f"no worker runs executor {executor}")


def unfinished(project: Project, table: str) -> Path | None:
    """What a task has written of a table that is not whole, if anything."""
    return next(project.warehouse.glob(f"analytics.db/{table}__building_*/_temporary/0/*"), None)


@contextmanager
def ended_afterwards(folder: Path) -> Iterator[Cluster]:
    """A cluster, not started yet, of which nothing is left running whatever happens."""
    cluster = Cluster(folder)
    try:
        yield cluster
    finally:
        said = cluster.call("cluster-down")
        left = cluster.processes()
        for process in left:
            process.kill()
        assert said.returncode == 0, said.stdout + said.stderr
        assert left == []
    for port in cluster.ports.values():
        socket.create_server(("127.0.0.1", int(port))).close()


@contextmanager
def started(project: Project, *command: str) -> Iterator[tuple[subprocess.Popen[bytes], Path]]:
    """A command that runs meanwhile, and the file with what it says; it is killed if it outlasts the block."""
    project.folder.mkdir(parents=True, exist_ok=True)
    said = project.folder / f"said-{time.monotonic_ns()}.log"
    with ExitStack() as closed:
        file = closed.enter_context(said.open("wb"))
        process = subprocess.Popen(
            command, cwd=ROOT, env=project.environment, stdout=file, stderr=subprocess.STDOUT
        )
        try:
            yield process, said
        finally:
            process.kill()
            process.wait()


def free_ports() -> dict[str, str]:
    """A free port for each of a cluster's, taken at once so that they differ."""
    names = ("SOUNDMART_THRIFT_PORT", "SOUNDMART_MASTER_PORT", "SOUNDMART_UI_PORT")
    with ExitStack() as held:
        servers = [held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in names]
        return {
            name: str(server.getsockname()[1]) for name, server in zip(names, servers, strict=True)
        }


def differing(one: Project, other: Project, mart: str) -> list[tuple[Any, ...]]:
    """Some of the rows of a mart that two projects do not have alike."""
    with duckdb.connect() as connection:
        ours, theirs = (project.attached(connection, mart) for project in (one, other))
        described = connection.sql(f"select * from {theirs}")
        assert connection.sql(f"select * from {ours}").columns == described.columns
        columns = zip(described.columns, map(str, described.types), strict=True)
        alike = " and ".join(_alike(name, kind) for name, kind in columns)
        keys = " and ".join(f"ours.{key} is not distinct from theirs.{key}" for key in MARTS[mart])
        # Keys are unique in each, or a row would find two: the counts say so.
        counts = connection.sql(
            f"select (select count(*) from {ours}), (select count(*) from {theirs}),"
            f" (select count(*) from {ours} as ours join {theirs} as theirs on {keys})"
        ).fetchall()[0]
        assert len(set(counts)) == 1, (mart, counts)
        return connection.sql(
            f"select * from {ours} as ours join {theirs} as theirs on {keys}"
            f" where not ({alike}) limit 3"
        ).fetchall()


def _alike(name: str, kind: str) -> str:
    """SQL for a column that is alike: floats within 1e-9 of their size, which for a difference is that of its terms."""
    one, other = f"ours.{name}", f"theirs.{name}"
    same = f"{one} is not distinct from {other}"
    if kind != "DOUBLE":
        return same
    least = "1e-3" if name.startswith(("shift_", "change_", "cosine_")) else "0"
    size = f"greatest(abs({one}), abs({other}), {least})"
    return f"({same} or coalesce(abs({one} - {other}) <= 1e-9 * {size}, false))"
