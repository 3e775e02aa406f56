"""Disks and folders that can be filled or closed to writing, and what must hold of them afterwards."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from demo_support import BAND, EMPTY, a_catalogue, an_album
from ingest_support import ROOT, command, contents, settings

from ingest.demo.server import DemoServer
from ingest.raw.landing import Landing
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, RAW_TABLES, TRACKS

CATALOGUE = a_catalogue([an_album(number, track_count=40) for number in range(1, 31)])
TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)
SPOTIFY = ("spotify", "--artist", BAND.id, "--out")
DROP_FROM_BOUNDS = 24
"""PR_CAPBSET_DROP of prctl(2)."""
OVERRIDES = (1, 2)
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, with which permissions do not bind the superuser."""


def one_line(done: subprocess.CompletedProcess[str]) -> str:
    """The last line of the log, if it is the only error and no traceback."""
    lines = done.stderr.strip().splitlines()
    assert [line for line in lines if line.startswith("error: ")] == lines[-1:], done.stderr
    assert "Traceback" not in done.stderr
    assert "mistake of ours" not in done.stderr
    return lines[-1]


def landed(out: Path) -> dict[str, bytes]:
    """Every file that has landed, with its content."""
    files = [file for table in RAW_TABLES for file in Landing(out).files(table)]
    assert all(pq.read_metadata(file).num_rows for file in files)
    return {str(file.relative_to(out)): file.read_bytes() for file in files}


def with_old_data(out: Path) -> dict[str, bytes]:
    """A folder in which an artist has landed already."""
    with DemoServer(CATALOGUE) as server:
        done = command("spotify", "--artist", EMPTY.id, "--out", str(out), server=server)
        assert done.returncode == 0
    return landed(out)


def check_next_run(out: Path, old: dict[str, bytes], undisturbed: list[Any]) -> None:
    """The run after it ends well, with everything there once, and the old data untouched."""
    with DemoServer(CATALOGUE) as server:
        done = command(*SPOTIFY, str(out), server=server)
        assert done.returncode == 0, done.stderr
    old_artists = [row for row in contents(out, ARTISTS) if row["id"] == EMPTY.id]
    assert len(old_artists) == (1 if old else 0)
    found = [[row for row in contents(out, t) if row["id"] != EMPTY.id] for t in TABLES]
    assert found == undisturbed
    assert old.items() <= landed(out).items()
    assert {path.name for path in out.glob(".*")} <= {".lock"}


@contextmanager
def a_disk(folder: Path, kilobytes: int) -> Iterator[Callable[[str], None]]:
    """A file system of its own, of that size; gives a way to mount it anew with other options."""
    folder.mkdir()

    def mount(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["mount", *arguments, str(folder)], capture_output=True, text=True)

    try:
        done = mount("-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs")
    except FileNotFoundError:
        pytest.skip("there is no mount here: what follows below does without")
    if done.returncode:
        pytest.skip(f"nothing may be mounted here ({done.stderr.strip()}): see the tests below")

    def anew(options: str) -> None:
        again = mount("-o", f"remount,{options}")
        assert again.returncode == 0, again.stderr

    try:
        yield anew
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def bound_by_permissions() -> None:
    """Give up, in a child, what lets the superuser write where permissions say no."""
    for capability in OVERRIDES if os.geteuid() == 0 else ():
        if ctypes.CDLL(None).prctl(DROP_FROM_BOUNDS, capability, 0, 0, 0):
            os._exit(77)


def bound_command(server: DemoServer, out: Path, *options: str) -> subprocess.Popen[str]:
    """`python -m ingest spotify`, by somebody whom permissions bind."""
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", *SPOTIFY, str(out), *options],
        cwd=ROOT,
        env=settings(server, {}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=bound_by_permissions,
    )


def end_of(process: subprocess.Popen[str]) -> subprocess.CompletedProcess[str]:
    said = process.communicate(timeout=60)
    if process.returncode == 77:
        pytest.skip("permissions cannot be made to bind the superuser here")
    return subprocess.CompletedProcess(process.args, process.returncode, *said)


def set_mode(out: Path, mode: int) -> None:
    for folder in (out, *(path for path in out.iterdir() if path.is_dir())):
        folder.chmod(mode)
