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


@contextmanager
def terminable() -> Iterator[None]:
    """Within, SIGTERM ends a run as Ctrl-C does, with an exit code of its own."""

    def terminate(_number: int, _frame: FrameType | None) -> None:
        raise InterruptedRunError(Exit.TERMINATED)

    before = signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
