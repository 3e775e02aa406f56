"""Commands in processes of their own, and what they took."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

import psutil

from bench.errors import BenchError
from ingest.settings import ROOT

LAUNCHER = Path(__file__).with_name("launcher.py")
TIMES = 3
LONG_SECONDS = 20
"""What takes longer than this is measured once: it varies little."""
LOOK_SECONDS = 0.2
OUR_SETTINGS = ("SPOTIFY_", "SOUNDMART_", "RECCOBEATS_", "FEATURES_", "DBT_")

T = TypeVar("T")


@dataclass(frozen=True)
class Taken:
    """What one run of a command took: seconds by the clock and of the processors, its peak memory, and what it wrote.

    Written is what went, or was to go, to the disk, what is spilled among it; 0 where the system does not say.
    """

    wall_seconds: float
    cpu_seconds: float
    peak_bytes: int
    written_bytes: int


def python(*arguments: str, settings: Mapping[str, str] | None = None) -> Taken:
    """Run this Python with these arguments from the repository's root, with no settings but those given.

    Raises BenchError when it ends with another exit code than 0; nothing is left running when we are stopped.
    """
    with TemporaryDirectory(prefix="soundmart-bench-") as folder:
        result, errors = Path(folder, "result.json"), Path(folder, "errors.txt")
        with errors.open("wb") as stderr:
            launcher = subprocess.Popen(  # noqa: S603 - our own commands
                [sys.executable, "-IS", str(LAUNCHER), str(result), sys.executable, *arguments],
                cwd=ROOT,
                env=_environment(settings or {}),
                stdin=subprocess.DEVNULL,
                stdout=stderr,
                stderr=stderr,
                start_new_session=True,
            )
            try:
                cpu_seconds, peak_bytes, written_bytes = _watched(launcher)
            except BaseException:
                os.killpg(launcher.pid, signal.SIGKILL)
                launcher.wait()
                raise
        said = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()
        if not result.exists():
            raise BenchError(f"python {' '.join(arguments)} could not be started")
        taken = json.loads(result.read_text(encoding="utf-8"))
    if exit_code := taken.pop("exit_code"):
        reason = next((line for line in said if "rror" in line), said[-1] if said else "no word")
        raise BenchError(f"python {' '.join(arguments)} ended with {exit_code}: {reason}")
    # What the system tells of a process leaves out the JVM that it has started; what was seen of all leaves out peaks
    # between two looks.
    return Taken(
        taken["wall_seconds"],
        max(taken["cpu_seconds"], cpu_seconds),
        max(taken["peak_bytes"], peak_bytes),
        max(taken["written_bytes"], written_bytes),
    )


def _watched(launcher: subprocess.Popen[bytes]) -> tuple[float, int, int]:
    """Wait for the end; gives back, of all processes below it together, CPU seconds, peak memory and bytes written."""
    cpu: dict[int, float] = {}
    written: dict[int, int] = {}
    peak = 0
    while True:
        try:
            launcher.wait(LOOK_SECONDS)
            return sum(cpu.values()), peak, sum(written.values())
        except subprocess.TimeoutExpired:
            memory = 0
            with suppress(psutil.Error):
                for process in psutil.Process(launcher.pid).children(recursive=True):
                    with suppress(psutil.Error):
                        memory += process.memory_info().rss
                        times = process.cpu_times()
                        cpu[process.pid] = times.user + times.system
                        if hasattr(process, "io_counters"):  # not on macOS
                            written[process.pid] = process.io_counters().write_bytes
            peak = max(peak, memory)


def repeated(run: Callable[[int], T], taken: Callable[[T], Taken]) -> list[T]:
    """Three runs, each given its number from 0, the one with the median wall time first; a long one is made once."""
    runs = [run(0)]
    if taken(runs[0]).wall_seconds <= LONG_SECONDS:
        runs += [run(number) for number in range(1, TIMES)]
    runs.sort(key=lambda one: taken(one).wall_seconds)
    middle = runs.pop(len(runs) // 2)
    return [middle, *runs]


def _environment(settings: Mapping[str, str]) -> dict[str, str]:
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(OUR_SETTINGS)
    }
    return {**inherited, "NO_PROXY": "127.0.0.1", **settings}
