"""How far a run is: bars on a terminal, plain log lines elsewhere."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from math import ceil

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
        self._task = bars.add_task(name, total=total, note="")

    def advance(self, count: int = 1) -> None:
        self.done += count
        self._bars.advance(self._task, count)


class Progress:
    """Shows the steps of a run on `console`, which is stderr."""

    def __init__(self, console: Console, *, quiet: bool) -> None:
        self._console = console
        self._bars = console.is_terminal and not quiet
        self._shown: Bars | None = None
        self._said_at = 0.0

    @contextmanager
    def step(self, name: str, total: int) -> Iterator[Step]:
        """A step of `total` things; nothing is shown for a step that has nothing to do."""
        if not total:
            yield Step(name, total)
        elif self._bars:
            with self._live() as bars:
                yield _BarStep(name, total, bars)
        else:
            step = Step(name, total)
            yield step
            log.info("%s: %d of %d", name, step.done, total)

    def waiting(self, who: str, left: float) -> None:
        """Count down a wait in sight: every second beside the bar, elsewhere every SECONDS_A_LINE; 0 ends it."""
        if self._shown is not None:
            note = f"{who} limits the rate: {timedelta(seconds=ceil(left))} left" if left else ""
            for task in self._shown.task_ids:
                self._shown.update(task, note=note)
        elif not left:
            self._said_at = 0.0
        elif time.monotonic() - self._said_at >= SECONDS_A_LINE:
            if self._said_at:
                log.info("%s limits the rate: %s left", who, timedelta(seconds=ceil(left)))
            self._said_at = time.monotonic()

    @contextmanager
    def _live(self) -> Iterator[Bars]:
        columns = (
            TextColumn("{task.description:15}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[note]}"),
        )
        with Bars(*columns, console=self._console) as bars:
            self._shown = bars
            try:
                yield bars
            finally:
                self._shown = None
