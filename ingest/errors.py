"""How an ingest can end other than well: one class an exit code of the contract (section 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum
from pathlib import Path
from traceback import extract_tb


class Exit(IntEnum):
    """Exit codes of `python -m ingest`."""

    COMPLETE = 0
    WRONG_INPUT = 2
    REFUSED = 3
    STOPPED = 4
    PARTIAL = 5
    INTERRUPTED = 130
    TERMINATED = 143


class IngestError(Exception):
    """A reason to end the run; its text is one line: the thing, the cause and the next step."""

    exit = Exit.STOPPED
    run_status = "stopped"


class WrongInputError(IngestError):
    """Usage, settings or an input file is wrong: nothing was fetched, nothing written."""

    exit = Exit.WRONG_INPUT


class RefusedError(IngestError):
    """The source refuses: credentials rejected or the app is not allowed. Trying again does not help."""

    exit = Exit.REFUSED
    run_status = "refused"


class ForbiddenError(RefusedError):
    """The source does not let this app do this (403)."""


class BadRequestError(RefusedError):
    """The source will not read this request (400, 413 or 414); `message` is what it says of it."""

    def __init__(self, text: str, message: str) -> None:
        super().__init__(text)
        self.message = message


class StoppedError(IngestError):
    """Stopped early and resumable; `resume_at` (UTC) is set when the source `who` named a time."""

    def __init__(self, message: str, resume_at: datetime | None = None, who: str = "") -> None:
        super().__init__(message)
        self.resume_at = resume_at
        self.who = who


class UnansweredError(StoppedError):
    """One request that failed at every try; `what` says how. The next one may be answered."""

    def __init__(self, message: str, what: str) -> None:
        super().__init__(message)
        self.what = what


class InterruptedRunError(IngestError):
    """Ctrl-C, or SIGTERM when `exit` says so."""

    exit = Exit.INTERRUPTED
    run_status = "interrupted"

    def __init__(self, exit_code: Exit = Exit.INTERRUPTED) -> None:
        super().__init__("interrupted: what was fetched is kept; run the same command to go on")
        self.exit = exit_code


class NotFoundError(IngestError):
    """The source knows no such thing (404)."""


def describe(error: Exception) -> str:
    """One line for an error that nobody expected, with the place in our code where it came up."""
    reason = " ".join(f"{type(error).__name__}: {error}".split())
    ours = [
        f"{Path(frame.filename).name}:{frame.lineno}"
        for frame in extract_tb(error.__traceback__)
        if Path(frame.filename).is_relative_to(Path(__file__).parent)
    ]
    where = f" at {ours[-1]}" if ours else ""
    return f"{reason[:300]}{where}: this is a mistake of ours, please report it"


@dataclass(frozen=True)
class Failure:
    """One artist, album, track or file that could not be fetched or read, and why."""

    kind: str
    id: str
    reason: str
