"""Starting and ending a cluster: what stands in its way, and that nothing of it is left running."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from cluster_support import Cluster, ended_afterwards, eventually, started
from java_support import needs_spark
from project_support import Project

from runner.engine import reach_thrift_server
from runner.thrift_server import answers


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A cluster that nobody has started."""
    needs_spark()
    with ended_afterwards(tmp_path / "it's here") as cluster:
        yield cluster


@pytest.mark.parametrize(
    "name", ["SOUNDMART_THRIFT_PORT", "SOUNDMART_MASTER_PORT", "SOUNDMART_UI_PORT"]
)
def test_a_port_that_is_taken_is_one_line_and_exit_2(name: str, cluster: Cluster) -> None:
    with socket.create_server(("127.0.0.1", int(cluster.ports[name]))):
        done = cluster.call("cluster-up")
    assert done.returncode == 2
    assert done.stderr.startswith(f"error: {name}: port {cluster.ports[name]} cannot be used (")
    assert len(done.stderr.splitlines()) == 1
    assert cluster.processes() == []


def test_a_server_that_stalls_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("runner.thrift_server.ANSWER", 1.0)
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        # Who waits for an answer has one in the end: the connection is reset.
        late = Timer(30, server.close)
        late.start()
        assert not answers("127.0.0.1", port, "select 1")
        monkeypatch.setenv("SOUNDMART_THRIFT_PORT", str(port))
        with pytest.raises(SystemExit) as end:
            reach_thrift_server()
        assert end.value.code == 2
        (line,) = capsys.readouterr().err.splitlines()
        reason = f"what is at 127.0.0.1:{port} does not reply within "
        assert line.startswith(f"error: SOUNDMART_THRIFT_PORT={port}: {reason}")
        assert late.is_alive()
        late.cancel()


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("SOUNDMART_THRIFT_HOST", "0.0.0.0", "is not this machine's loopback"),
        ("SOUNDMART_WORKERS", "two", "a number from 1 to 100 is needed"),
        ("SOUNDMART_MASTER_PORT", "70000", "a number from 1 to 65535 is needed"),
        ("SOUNDMART_WORKER_MEMORY", "2", "give gigabytes or megabytes, like 2g or 1500m"),
        ("SOUNDMART_THRIFT_MEMORY", "449m", "Spark needs 450m at least"),
        ("SOUNDMART_SPARK", "/dev/null", "/dev/null/cluster cannot be made (Not a directory)"),
        ("JAVA_HOME", "/nowhere", "Spark needs Java 17 or newer, and none was found"),
    ],
)
def test_a_setting_that_will_not_do_is_one_line_and_exit_2(
    name: str, value: str, reason: str, cluster: Cluster
) -> None:
    done = cluster.call("cluster-up", **{name: value})
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert reason in line
    assert cluster.processes() == []


def test_half_a_start_is_one_line_and_exit_2_and_ends_the_other_half(cluster: Cluster) -> None:
    done = cluster.call("cluster-up", SOUNDMART_THRIFT_MEMORY="999999g")
    assert done.returncode == 2
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: the thrift-server ended: ")
    assert "worker-2" in {path.stem for path in cluster.folder.rglob("logs/*.log")}
    assert cluster.processes() == []


@pytest.mark.parametrize(("sent", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_start_that_is_interrupted_leaves_nothing_running(
    sent: signal.Signals, code: int, cluster: Cluster
) -> None:
    command = (sys.executable, "-m", "runner", "cluster-up")
    with started(cluster.project(cluster.folder), *command) as (start, said):
        eventually(lambda: cluster.processes() or None, start)
        start.send_signal(sent)
        assert start.wait(timeout=60) == code
    assert "Traceback" not in said.read_text(encoding="utf-8")
    assert cluster.processes() == []


def test_a_program_that_has_the_pid_of_an_old_master_is_left_alone(cluster: Cluster) -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as innocent:
        pids = cluster.folder / "spark" / "cluster" / "pids"
        pids.mkdir(parents=True)
        (pids / "master.pid").write_text(str(innocent.pid), encoding="ascii")
        done = cluster.call("cluster-down")
        assert (done.returncode, done.stdout) == (0, "No cluster is running\n")
        assert innocent.poll() is None
        innocent.communicate(b"\n")


def test_without_a_thrift_server_one_line_says_what_to_run_first(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = str(server.getsockname()[1])
    project = Project("cluster", tmp_path, tmp_path, settings={"SOUNDMART_THRIFT_PORT": port})
    done = project.call(sys.executable, "-m", "runner", "build", "--target", "cluster")
    assert done.returncode == 2
    assert done.stderr == (
        f"error: no Thrift server answers at 127.0.0.1:{port}: run `make cluster-up` first\n"
    )
    demo = project.call("make", "demo", "TARGET=cluster")
    assert demo.returncode == 2
    assert demo.stderr.startswith(done.stderr)
    assert demo.stdout == ""  # nothing has landed
    plain = project.dbt("run", "--select", "artists")
    assert plain.returncode != 0
    assert re.search(rf"failed to connect: .*'127\.0\.0\.1', {port}", plain.stdout)
    assert "Traceback" not in plain.stdout + plain.stderr
