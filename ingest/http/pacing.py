"""Waiting: one guard a source for all workers, so that a rate limit which one of them met binds every one."""

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

QUOTA_WAIT = 3_600.0
"""Seconds to wait when a quota is used up and the answer names no wait: when quotas start anew is not published."""

Show = Callable[[str, float], None]
"""Told once a second which source is waited for and how many seconds are left; 0 when the wait is over."""


def utc_now() -> datetime:
    """The time now, in UTC."""
    return datetime.now(timezone.utc)


class Guard:
    """Lets requests to one source through, or keeps them until an open rate-limit window has passed.

    `max_wait` bounds a single wait and `closed_for` is how long an earlier run was told to wait from now on (seconds).
    `cancelled` is shared by everything that waits in a run. `waited_seconds` adds up what was waited.
    """

    def __init__(
        self,
        who: str,
        max_wait: float,
        *,
        cancelled: threading.Event | None = None,
        closed_for: float = 0.0,
        show: Show = lambda _who, _left: None,
    ) -> None:
        self.who = who
        self.max_wait = max_wait
        self.waited_seconds = 0.0
        self._show = show
        self._open_until = time.monotonic()
        self._closed_until = time.monotonic() + closed_for
        self._lock = threading.Lock()
        self._teller = threading.Lock()
        self._cancelled = cancelled or threading.Event()

    @property
    def closed_for(self) -> float:
        """Seconds for which the source wants no request, where that is longer than `max_wait`; else 0."""
        return max(0.0, self._closed_until - time.monotonic())

    def let_through(self) -> None:
        """Return once no window is open.

        Raises InterruptedRunError when the run was cancelled, StoppedError when an earlier run was told to wait for
        longer than `max_wait` from now.
        """
        if (closed_for := self._closed_until - time.monotonic()) > 0:
            self._open_window(closed_for, "asked for a wait that is in force")
        while (left := self._open_until - time.monotonic()) > 0:
            self._sit_out(left)
        if self._cancelled.is_set():
            raise InterruptedRunError

    def limited(self, seconds: float, why: str = "limits the rate") -> None:
        """Open a window that binds all workers; an open one is never shortened.

        Raises StoppedError, with the time to come back, when the window is longer than `max_wait`.
        """
        self._open_window(seconds, why)

    def _open_window(self, seconds: float, why: str) -> None:
        now = time.monotonic()
        if seconds > self.max_wait:
            self._closed_until = max(self._closed_until, now + seconds)
            resume_at = utc_now() + timedelta(seconds=seconds)
            raise StoppedError(
                f"{self.who} {why}: a wait of {seconds:,.0f} s, longer than --max-wait {self.max_wait:g}; "
                f"run the same command again after {resume_at:%Y-%m-%d %H:%M:%S} UTC, what was fetched is kept",
                resume_at,
                self.who,
            )
        with self._lock:
            added = now + seconds - max(self._open_until, now)
            if added > 0.001:
                self._open_until = now + seconds
                self.waited_seconds += added
                log.warning("%s %s: waiting %.0f s", self.who, why, seconds)

    def pause(self, seconds: float) -> None:
        """Let one worker wait before it tries again."""
        with self._lock:
            self.waited_seconds += seconds
        if self._cancelled.wait(seconds):
            raise InterruptedRunError

    def _sit_out(self, left: float) -> None:
        """Wait a second, or what is left of the window; one of the workers that wait tells how long."""
        if self._teller.acquire(blocking=False):
            try:
                self._show(self.who, left)
                self._cancelled.wait(min(left, 1.0))
                if self._open_until <= time.monotonic():
                    self._show(self.who, 0.0)
            finally:
                self._teller.release()
        else:
            self._cancelled.wait(min(left, 1.0))
        if self._cancelled.is_set():
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
            if moment.tzinfo is None:
                moment = moment.replace(tzinfo=timezone.utc)
            seconds = (moment - utc_now()).total_seconds()
        except (ValueError, OverflowError, IndexError, TypeError):
            return None
    if seconds != seconds:
        return None
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
