"""Processes that outlive the command that started them: their pids and logs, and how they end."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import psutil

from runner.engine import ROOT

NAME = "SOUNDMART_DAEMON"
"""The variable that tells a process of ours from all others; what it starts has it, too."""

PATIENCE = 20.0
"""Seconds that a process has to end by itself before it is killed."""


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
        try:
            process = psutil.Process(int(self.pid_file.read_text(encoding="ascii")))
            named = process.environ().get(NAME)
            if named == str(self.pid_file) and process.status() != psutil.STATUS_ZOMBIE:
                return process
        except (OSError, ValueError, psutil.Error):
            pass
        return None

    def start(self, command: list[str], environment: dict[str, str]) -> None:
        """Start a command of Spark's `bin` folder in the root, out of reach of this terminal's Ctrl-C."""
        for file in (self.log, self.pid_file):
            file.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("wb") as log:
            started = subprocess.Popen(  # noqa: S603 - Spark's own script, and no shell
                command,
                cwd=ROOT,
                env={**os.environ, **environment, NAME: str(self.pid_file)},
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


def end(daemons: Iterable[Daemon]) -> list[str]:
    """End those that run, one after the other, and what they have started; gives back their names."""
    ended = []
    for daemon in daemons:
        if (process := daemon.process()) is not None:
            _end(process)
            ended.append(daemon.name)
        daemon.pid_file.unlink(missing_ok=True)
    return ended


def _end(process: psutil.Process) -> None:
    family = [process]
    try:
        family += process.children(recursive=True)
        process.terminate()
    except psutil.NoSuchProcess:
        pass
    _, stubborn = psutil.wait_procs(family, timeout=PATIENCE)
    for one in stubborn:
        try:
            one.kill()
        except psutil.NoSuchProcess:
            pass
    psutil.wait_procs(stubborn, timeout=PATIENCE)
