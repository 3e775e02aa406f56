"""What a run does to its process: where the log goes, and what a signal means."""

from __future__ import annotations

import logging
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.logging import RichHandler

from ingest.errors import Exit, InterruptedRunError


def log_to(console: Console, *, quiet: bool, verbose: bool) -> None:
    """Log to `console`, which is stderr: plain lines where it is no terminal."""
    level = logging.DEBUG if verbose else logging.WARNING if quiet else logging.INFO
    handler = (
        RichHandler(console=console, show_path=False, show_time=False)
        if console.is_terminal
        else logging.StreamHandler(sys.stderr)
    )
    logger = logging.getLogger("ingest")
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(level)


log = logging.getLogger(__name__)

_EXITS = {signal.SIGINT: Exit.INTERRUPTED, signal.SIGTERM: Exit.TERMINATED}
_received: list[Exit] = []


@contextmanager
def interruptible() -> Iterator[None]:
    """Within, Ctrl-C and SIGTERM raise InterruptedRunError in the main thread, each with its exit code."""

    def interrupt(number: int, _frame: FrameType | None) -> None:
        if not _received:
            log.warning("interrupted: no further request; ending those under way")
        _received.append(_EXITS[signal.Signals(number)])
        raise InterruptedRunError(_received[0])

    before = {number: signal.signal(number, interrupt) for number in _EXITS}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        _received.clear()


def interruption(error: BaseException) -> InterruptedRunError | None:
    """The interruption that an error stands for, if it is one.

    DuckDB and Arrow put errors of their own in the place of what a signal's handler raises while they work.
    """
    if isinstance(error, InterruptedRunError):
        return error
    if _received:  # whatever came of it
        return InterruptedRunError(_received[0])
    in_a_query = isinstance(error, RuntimeError) and str(error) == "Query interrupted"
    if in_a_query or isinstance(error, KeyboardInterrupt):
        return InterruptedRunError()
    return None
