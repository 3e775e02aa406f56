"""Waiting: one guard for all workers, so that a rate limit which one of them met binds every one."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from ingest.errors import InterruptedRunError, StoppedError

log = logging.getLogger(__name__)

SHORTEST_WAIT = 1.0
"""Seconds to wait when a service says `Retry-After: 0`, which would burn every try at once."""

LONGEST_WAIT = 366 * 86_400.0
"""Seconds that a wait is taken for at most: one that asks for more is a mistake of the service."""

UNNAMED_WAIT = 5.0
"""Seconds to wait first when a 429 names no wait; each further one doubles it."""


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(timezone.utc)


class Guard:
    """Lets requests through, or keeps them until an open rate-limit window has passed.

    `waited_seconds` adds up the windows and pauses that were sat out, `max_wait` bounds a single one (seconds).
    """

    def __init__(self, max_wait: float, clock: Callable[[], float] = time.monotonic) -> None:
        self.max_wait = max_wait
        self.waited_seconds = 0.0
        self._clock = clock
        self._open_until = 0.0
        self._lock = threading.Lock()
        self._cancelled = threading.Event()

    def cancel(self) -> None:
        """Wake every waiting worker; it and all later ones raise InterruptedRunError."""
        self._cancelled.set()

    def let_through(self) -> None:
        """Return once no window is open. Raises InterruptedRunError when the run was cancelled."""
        while (left := self._open_until - self._clock()) > 0:
            self._sleep(left)
        if self._cancelled.is_set():
            raise InterruptedRunError

    def limited(self, seconds: float, who: str) -> None:
        """Open a window that binds all workers; an open one is never shortened.

        Raises StoppedError, with the time to come back, when the window is longer than `max_wait`.
        """
        if seconds > self.max_wait:
            resume_at = utc_now() + timedelta(seconds=seconds)
            raise StoppedError(
                f"{who} asks for a wait of {seconds:,.0f} s, longer than --max-wait {self.max_wait:g}: "
                f"run the same command again after {resume_at:%Y-%m-%d %H:%M:%S} UTC; what was fetched is kept",
                resume_at,
            )
        with self._lock:
            now = self._clock()
            added = now + seconds - max(self._open_until, now)
            if added > 0:
                self._open_until = now + seconds
                self.waited_seconds += added
                log.warning("%s limits the rate: waiting %.0f s", who, seconds)

    def pause(self, seconds: float) -> None:
        """Let one worker wait before it tries again."""
        with self._lock:
            self.waited_seconds += seconds
        self._sleep(seconds)

    def _sleep(self, seconds: float) -> None:
        if self._cancelled.wait(seconds):
            raise InterruptedRunError


def retry_after(header: str | None) -> float | None:
    """Seconds that a `Retry-After` header asks for, or None when it is absent or unreadable.

    Both forms of RFC 9110, section 10.2.3, are read: a number of seconds and an HTTP date.
    """
    if header is None:
        return None
    try:
        seconds = float(header)
    except ValueError:
        try:
            moment = parsedate_to_datetime(header)
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=timezone.utc)
        seconds = (moment - utc_now()).total_seconds()
    if seconds != seconds:
        return None
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
