"""Processes that outlive their command: which are taken for ours, what they inherit, and what `make clean` ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psutil
import pytest

from ingest.settings import ROOT
from runner import daemons
from runner.cluster_settings import folder_of_cluster
from runner.daemons import NAME, Daemon

SLEEP = [sys.executable, "-c", "import time; time.sleep(300)"]


@pytest.fixture
def daemon(tmp_path: Path) -> Iterator[Daemon]:
    """A daemon that nobody has started; ended afterwards."""
    daemon = Daemon("master", tmp_path)
    yield daemon
    daemons.end([daemon])


@pytest.fixture
def others() -> Iterator[ExitStack]:
    """Programs that are none of ours, killed afterwards."""
    with ExitStack() as killed:
        yield killed


def run(others: ExitStack, command: list[str], environment: dict[str, str]) -> int:
    program = others.enter_context(subprocess.Popen(command, env=environment))
    others.callback(program.kill)
    return program.pid


def claim(daemon: Daemon, pid: int) -> None:
    """Say that this is the daemon's pid."""
    daemon.pid_file.parent.mkdir(parents=True, exist_ok=True)
    daemon.pid_file.write_text(str(pid), encoding="ascii")


def test_no_credential_of_the_ingest_is_handed_on(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("SPOTIFY_CLIENT_ID", "SPOTIFY_CLIENT_SECRET", "FEATURES_API_KEY", "features_api_key")
    for name in names:
        monkeypatch.setenv(name, "kept from others")
    daemon.start(SLEEP, {"SPARK_LOCAL_IP": "127.0.0.1"})
    process = daemon.process()
    assert process is not None
    inherited = process.environ()
    assert "kept from others" not in inherited.values()
    assert inherited["SPARK_LOCAL_IP"] == "127.0.0.1"
    assert inherited["PATH"] == os.environ["PATH"]


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_one_that_is_being_started_when_a_signal_comes_can_be_ended(
    sent: signal.Signals, daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise InterruptedError

    def start(*words: Any, **rest: Any) -> subprocess.Popen[bytes]:
        program = popen(*words, **rest)
        signal.raise_signal(sent)
        return program

    popen, before = subprocess.Popen, signal.signal(sent, interrupt)
    try:
        with monkeypatch.context() as at_once, pytest.raises(InterruptedError):
            at_once.setattr(subprocess, "Popen", start)
            daemon.start(SLEEP, {})
    finally:
        signal.signal(sent, before)
    assert daemons.end([daemon]) == ["master"]


def test_one_that_has_ended_does_not_run_though_nobody_has_asked_how(
    daemon: Daemon, others: ExitStack
) -> None:
    pid = run(others, [sys.executable, "-c", ""], {NAME: str(daemon.pid_file)})
    deadline = time.monotonic() + 30
    while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and time.monotonic() < deadline:
        time.sleep(0.01)
    claim(daemon, pid)
    assert daemon.process() is None


def test_one_that_has_ended_is_not_waited_for_where_the_kernel_shows_an_empty_environment(
    daemon: Daemon, others: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    pid = run(others, [sys.executable, "-c", ""], {NAME: str(daemon.pid_file)})
    claim(daemon, pid)
    monkeypatch.setattr(psutil.Process, "environ", lambda _: {})
    monkeypatch.setattr(daemons, "EXCHANGE", 60.0)
    before = time.monotonic()
    assert daemon.process() is None
    assert time.monotonic() - before < 30


def test_a_program_without_any_environment_is_not_waited_for_without_end(
    daemon: Daemon, others: ExitStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daemons, "EXCHANGE", 0.2)
    claim(daemon, run(others, ["sleep", "300"], {}))
    assert daemon.process() is None


def test_the_pid_is_forgotten_of_what_has_ended_and_of_what_is_not_ours(
    daemon: Daemon, others: ExitStack
) -> None:
    daemon.start(SLEEP, {})
    assert daemons.end([daemon]) == ["master"]
    assert not daemon.pid_file.exists()
    pid = run(others, SLEEP, {"PATH": os.environ["PATH"]})
    claim(daemon, pid)
    assert daemons.end([daemon]) == []
    assert not daemon.pid_file.exists()
    assert psutil.Process(pid).status() != psutil.STATUS_ZOMBIE


def test_the_pid_is_kept_of_what_still_runs_or_may_not_be_looked_into(
    daemon: Daemon, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(process: psutil.Process) -> dict[str, str]:
        raise psutil.AccessDenied(process.pid)

    daemon.start(SLEEP, {})
    with monkeypatch.context() as patched:
        patched.setattr(psutil.Process, "environ", refused)
        assert daemons.end([daemon]) == []
    with monkeypatch.context() as patched:
        patched.setattr(daemons, "PATIENCE", 0.1)
        for sent in ("terminate", "kill"):
            patched.setattr(psutil.Process, sent, lambda _: None)
        daemons.end([daemon])
    assert daemon.pid_file.exists()
    assert daemon.process() is not None


def test_a_folder_is_the_same_cluster_however_it_is_spelled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    monkeypatch.chdir(tmp_path)
    for spelled in ("real", "link", "real/", "link/../real", f"{tmp_path}/./link"):
        monkeypatch.setenv("SOUNDMART_SPARK", spelled)
        assert folder_of_cluster() == (tmp_path / "real" / "cluster").resolve()


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """What `make clean` needs of the project, with data of its own."""
    checkout = tmp_path / "checkout"
    ignored = shutil.ignore_patterns("__pycache__")
    for package in ("runner", "ingest"):
        shutil.copytree(ROOT / package, checkout / package, ignore=ignored)
    shutil.copy(ROOT / "Makefile", checkout)
    (checkout / "data" / "spark").mkdir(parents=True)
    return checkout


def clean(checkout: Path) -> str:
    """What `make clean` says there."""
    ours = ("SOUNDMART_", "MAKE", "MFLAGS")
    environment = {name: v for name, v in os.environ.items() if not name.startswith(ours)}
    done = subprocess.run(
        ["make", "clean"],
        cwd=checkout,
        env={**environment, "SOUNDMART_SPARK": "elsewhere"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout
    assert not (checkout / "data" / "spark").exists()
    return done.stdout


def test_make_clean_ends_the_cluster_whose_pids_it_removes(checkout: Path) -> None:
    (checkout / ".venv").symlink_to(ROOT / ".venv")
    daemon = Daemon("worker-1", (checkout / "data/spark/cluster").resolve())
    daemon.start(SLEEP, {})
    process = daemon.process()
    assert process is not None
    try:
        assert clean(checkout) == ""
        assert not process.is_running() or process.status() == psutil.STATUS_ZOMBIE
    finally:
        if process.is_running():
            process.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("venv", [True, False])
@pytest.mark.parametrize("pid", ["", "999999999"])
def test_make_clean_says_nothing_where_no_cluster_runs(
    venv: bool, pid: str, checkout: Path
) -> None:
    if venv:
        (checkout / ".venv").symlink_to(ROOT / ".venv")
    if pid:
        claim(Daemon("master", checkout / "data/spark/cluster"), int(pid))
    assert clean(checkout) == ""
