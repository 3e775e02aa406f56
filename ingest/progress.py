"""How far a run is: bars on a terminal, plain log lines elsewhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as Bars

log = logging.getLogger(__name__)

SECONDS_A_LINE = 10
"""How often a long step says how far it is where there is no terminal."""


class Step:
    """One step of a run: `done` of `total` things."""

    def __init__(self, name: str, total: int) -> None:
        self.name = name
        self.total = total
        self.done = 0
        self._said_at = time.monotonic()

    def advance(self, count: int = 1) -> None:
        """That many more are done."""
        self.done += count
        if time.monotonic() - self._said_at >= SECONDS_A_LINE:
            self._said_at = time.monotonic()
            log.info("%s: %d of %d", self.name, self.done, self.total)


class _BarStep(Step):
    def __init__(self, name: str, total: int, bars: Bars) -> None:
        super().__init__(name, total)
        self._bars = bars
        self._task = bars.add_task(name, total=total)

    def advance(self, count: int = 1) -> None:
        self.done += count
        self._bars.advance(self._task, count)


class Progress:
    """Shows the steps of a run on `console`, which is stderr."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        self._bars = console.is_terminal and not quiet

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Step]:
        """A step of `total` things; nothing is shown for a step that has nothing to do."""
        if not total:
            yield Step(name, total)
        elif self._bars:
            columns = (
                TextColumn("{task.description:15}"),
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
            )
            with Bars(*columns, console=self._console) as bars:
                yield _BarStep(name, total, bars)
        else:
            step = Step(name, total)
            yield step
            log.info("%s: %d of %d", name, step.done, total)
