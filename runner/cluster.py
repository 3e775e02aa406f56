"""A Spark cluster on this machine, of the pip-installed Spark alone: master, workers and a Thrift server."""

from __future__ import annotations

import signal
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from runner import daemons
from runner.cluster_commands import Spark
from runner.cluster_settings import Size, folder_of_cluster, size_of_cluster
from runner.daemons import Daemon
from runner.engine import hold, made, sweep, wrong_setting
from runner.java import lack_of_java
from runner.thrift_server import answers, is_listened_on

START = 120.0
"""Seconds that a part has to answer for the first time."""
HOST = "127.0.0.1"

TERMINATED = 143
"""The exit code of a start that SIGTERM has ended."""


@dataclass(frozen=True)
class Cluster:
    """The parts of a cluster in its folder."""

    folder: Path

    @property
    def master(self) -> Daemon:
        """Who gives the workers to the applications."""
        return Daemon("master", self.folder)

    @property
    def thrift_server(self) -> Daemon:
        """The one application, which takes SQL."""
        return Daemon("thrift-server", self.folder)

    def worker(self, number: int) -> Daemon:
        """A worker, counted from 1."""
        return Daemon(f"worker-{number}", self.folder)

    def parts(self) -> list[Daemon]:
        """Every part that has been started here, in the order in which they end best."""
        numbers = sorted(
            int(file.stem.removeprefix("worker-"))
            for file in (self.folder / "pids").glob("worker-*.pid")
        )
        return [self.thrift_server, *map(self.worker, numbers), self.master]

    def held(self) -> None:
        """Keep other commands from starting or ending parts. Leaves with exit code 2 where one is at it."""
        hold(self.folder, "being started or ended by another command: wait for that to end")


def cluster_up() -> str:
    """Start the parts of the cluster that do not run, and wait for a query's answer; says where it is.

    Leaves with exit code 2 where that fails, and with nothing running that it has started.
    """
    size = size_of_cluster()
    if (lack := lack_of_java()) is not None:
        raise wrong_setting(f"{lack}: install one")
    cluster = Cluster(folder_of_cluster())
    made("SOUNDMART_SPARK", cluster.folder)
    cluster.held()
    started: list[Daemon] = []
    with _ended_on_failure(started):
        _start_missing(cluster, size, started)
    workers = sum(part.name.startswith("worker") for part in cluster.parts() if part.process())
    return (
        f"The cluster is up{'' if started else ' already'}: Thrift server 127.0.0.1:{size.thrift_port}, "
        f"{workers} workers, jobs http://127.0.0.1:{size.ui_port}, logs {cluster.folder / 'logs'}"
    )


def cluster_down() -> str:
    """End every part of the cluster that runs; says what that was."""
    cluster = Cluster(folder_of_cluster())
    if not cluster.folder.exists():
        return "No cluster is running"
    cluster.held()
    ended = daemons.end(cluster.parts())
    return f"Ended {', '.join(ended)}" if ended else "No cluster is running"


def _start_missing(cluster: Cluster, size: Size, started: list[Daemon]) -> None:
    """Start each part that does not run once what it needs does, and put it on the list."""
    master, server = cluster.master, cluster.thrift_server
    if master.process() is None:
        # Nobody who knew the old master knows a new one.
        daemons.end(cluster.parts())
        _must_be_free(size.master_port, "SOUNDMART_MASTER_PORT")
    else:
        _must_be_at(size.master_port, "SOUNDMART_MASTER_PORT", master)
    serves = server.process() is not None
    if serves:
        _must_be_at(size.thrift_port, "SOUNDMART_THRIFT_PORT", server)
        _must_be_at(size.ui_port, "SOUNDMART_UI_PORT", server)
    else:
        _must_be_free(size.thrift_port, "SOUNDMART_THRIFT_PORT")
        _must_be_free(size.ui_port, "SOUNDMART_UI_PORT")

    spark = Spark(cluster.folder, size)
    if master.process() is None:
        started.append(master)
        spark.start_master(master)
        _wait_for(lambda: is_listened_on(HOST, size.master_port), started)
    for worker in (cluster.worker(number + 1) for number in range(size.workers)):
        if worker.process() is None:
            started.append(worker)
            spark.start_worker(worker)
    if not serves:
        # Its statements alone write tables, and none of them is left.
        sweep(spark.warehouse)
        started.append(server)
        spark.start_thrift_server(server)
    # Once it serves it may be busy for long, and knows the answer to the other question by itself.
    query = "select 1" if serves else "select count(*) from range(1000)"
    _wait_for(lambda: answers(HOST, size.thrift_port, query), started)


def _wait_for(is_there: Callable[[], bool], started: list[Daemon]) -> None:
    """Wait until something is there. Leaves with exit code 2 when a part ends meanwhile, or time is up."""
    deadline = time.monotonic() + START
    while True:
        reached = is_there()
        for part in started:
            if part.process() is None:
                reason = f"{part.last_words()} (all it said: {part.log})"
                raise wrong_setting(f"the {part.name} ended: {reason}")
        if reached:
            return
        if time.monotonic() > deadline:
            logs = ", ".join(str(part.log) for part in started)
            raise wrong_setting(f"the cluster gave no answer for {START:.0f} seconds: see {logs}")
        time.sleep(0.2)


def _must_be_free(port: int, setting: str) -> None:
    try:
        socket.create_server((HOST, port)).close()
    except OSError as error:
        reason = f"port {port} cannot be used ({error.strerror})"
        raise wrong_setting(f"{setting}: {reason}: name another") from None


def _must_be_at(port: int, setting: str, part: Daemon) -> None:
    if not is_listened_on(HOST, port):
        reason = f"the {part.name} that is running is at another port than {port}"
        raise wrong_setting(f"{setting}: {reason}: run `make cluster-down` first")


@contextmanager
def _ended_on_failure(started: list[Daemon]) -> Iterator[None]:
    """End what has been started when the rest fails or is interrupted, be it by SIGTERM, with exit code 143."""
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        yield
    except BaseException:
        for one in (signal.SIGINT, signal.SIGTERM):
            signal.signal(one, signal.SIG_IGN)  # a second one would leave the rest running
        daemons.end(reversed(started))
        raise
    finally:
        signal.signal(signal.SIGTERM, before)
