"""Processes that outlive the command that started them: their pids and logs, and how they end."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from runner.engine import ROOT

NAME = "SOUNDMART_DAEMON"
"""The variable that tells a process of ours from all others; what it starts has it, too."""

SECRETS = ("SPOTIFY_", "FEATURES_")
"""How the names of variables begin that the ingest alone needs, its credentials among them; it reads any case."""

PATIENCE = 20.0
"""Seconds that a process has to end by itself before it is killed."""

EXCHANGE = 5.0
"""Seconds that one program may take to make way for the next, with no environment to be seen."""


@dataclass(frozen=True)
class Daemon:
    """A process of Spark by its name, one in a folder; where its pid and its log are."""

    name: str
    folder: Path

    @property
    def log(self) -> Path:
        """What it says, from its last start on."""
        return self.folder / "logs" / f"{self.name}.log"

    @property
    def pid_file(self) -> Path:
        """Where its pid is written."""
        return self.folder / "pids" / f"{self.name}.pid"

    def process(self) -> psutil.Process | None:
        """The running process, if it runs: a pid is used again, for a program without this name in its environment."""
        with suppress(OSError, psutil.AccessDenied):
            return self._recognised()
        return None

    def forget(self) -> None:
        """Remove the pid file, unless its process runs or may not be looked into."""
        with suppress(OSError, psutil.AccessDenied):
            if self._recognised() is None:
                self.pid_file.unlink(missing_ok=True)

    def start(self, command: list[str], environment: dict[str, str]) -> None:
        """Start a command of Spark's `bin` folder in the root, out of reach of this terminal's Ctrl-C."""
        for file in (self.log, self.pid_file):
            file.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log, _undisturbed():
            started = subprocess.Popen(  # noqa: S603 - Spark's own script, and no shell
                command,
                cwd=ROOT,
                env={**_without_secrets(os.environ), **environment, NAME: str(self.pid_file)},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
            # The scripts make way for Java by exec, so that its pid is theirs.
            self.pid_file.write_text(str(started.pid), encoding="ascii")
            started.returncode = 0  # it is meant to go on, and nobody waits for it

    def last_words(self) -> str:
        """The line of its log that says best why it ended."""
        try:
            lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        except OSError:
            return "it left no log"
        telling = [line for line in lines if re.search(r"Exception|ERROR|[Ee]rror:", line)]
        return next((line.strip() for line in reversed(telling or lines) if line.strip()), "")

    def _recognised(self) -> psutil.Process | None:
        """The process of the pid file, where it runs and is ours. Raises what keeps one from finding out."""
        with suppress(FileNotFoundError, ValueError, psutil.NoSuchProcess):
            process = psutil.Process(int(self.pid_file.read_text(encoding="ascii")))
            named = _environment(process).get(NAME)
            if named == str(self.pid_file) and _runs(process):
                return process
        return None


def end(daemons: Iterable[Daemon]) -> list[str]:
    """End those that run, with what they have started; gives back their names."""
    ended: list[str] = []
    family: list[psutil.Process] = []
    known = list(daemons)
    for daemon in known:
        if (process := daemon.process()) is not None:
            ended.append(daemon.name)
            with suppress(psutil.NoSuchProcess):
                family += [process, *process.children(recursive=True)]
                process.terminate()
    stubborn = _outlasting(family)
    for one in stubborn:
        with suppress(psutil.NoSuchProcess):
            one.kill()
    _outlasting(stubborn)
    for daemon in known:
        daemon.forget()
    return ended


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put off Ctrl-C and SIGTERM to the end: between a start and its pid file they would leave what nobody knows."""
    came: list[int] = []
    before = {
        one: signal.signal(one, lambda number, _: came.append(number))
        for one in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)
    for number in came[:1]:
        signal.raise_signal(number)


def _environment(process: psutil.Process) -> dict[str, str]:
    """Its environment, waited for while one program makes way for the next."""
    deadline = time.monotonic() + EXCHANGE
    while not (environment := process.environ()) and time.monotonic() < deadline:
        if not _runs(process):
            break
        time.sleep(0.01)
    return environment


def _runs(process: psutil.Process) -> bool:
    """Whether it has not ended: one that nobody has asked about its end yet counts as running to psutil."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


def _outlasting(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that still run once all have had their time to end."""
    deadline = time.monotonic() + PATIENCE
    while (left := [one for one in processes if _runs(one)]) and time.monotonic() < deadline:
        time.sleep(0.05)
    return left


def _without_secrets(environment: Mapping[str, str]) -> dict[str, str]:
    """What anybody may read who sends SQL to the Thrift server, which asks for no password."""
    return {
        name: value for name, value in environment.items() if not name.upper().startswith(SECRETS)
    }
