"""One ingest at a time: the lock on a folder of raw tables, and who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from ingest.errors import WrongInputError
from ingest.http.pacing import utc_now


@contextmanager
def hold(folder: Path, aside: Path) -> Iterator[None]:
    """Hold a folder against a second ingest, with `aside` an empty folder in it for what is not finished.

    Raises WrongInputError when the folder cannot be used or another process holds it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = (folder / ".lock").open("ab+", buffering=0)
    except OSError as error:
        raise _useless(folder, error) from None
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise WrongInputError(f"{folder} is in use by {_holder(lock.name)}") from None
        started_at = utc_now().isoformat("T", "seconds")
        holder = json.dumps({"pid": os.getpid(), "started_at": started_at}).encode()
        try:
            lock.truncate(0)
            while holder:  # a disk may have room for a part
                holder = holder[lock.write(holder) :]
        except OSError as error:
            raise _useless(folder, error) from None
        # Whatever a killed run left half-written lies here, outside every table.
        shutil.rmtree(aside, ignore_errors=True)
        try:
            aside.mkdir(exist_ok=True)
        except OSError as error:
            raise _useless(folder, error) from None
        yield
        shutil.rmtree(aside, ignore_errors=True)
        with suppress(OSError):
            lock.truncate(0)


def holder_of(folder: Path) -> str | None:
    """Who holds a folder now, if anyone does."""
    try:
        with (folder / ".lock").open("rb") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return _holder(str(folder / ".lock"))
    except OSError:
        pass
    return None


def _useless(folder: Path, error: OSError) -> WrongInputError:
    return WrongInputError(
        f"{folder} cannot be used for raw data ({error.strerror}): "
        "choose another folder with --out or SOUNDMART_RAW"
    )


def _holder(lock: str) -> str:
    try:
        holder = json.loads(Path(lock).read_text(encoding="utf-8"))
        return f"another ingest (pid {holder['pid']}, started {holder['started_at']}): wait for it to end"
    except (OSError, ValueError, KeyError, TypeError):
        return "another ingest that has just started: wait for it to end"
