"""Waits that were longer than a run: kept beside the raw tables, so that the next run does not call too soon."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from ingest.http.pacing import LONGEST_WAIT, utc_now


class Waits:
    """The waits in force, by the name of the source that asked for them, in one small file."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def keep(self, who: str, until: datetime) -> None:
        """Keep that a source wants no request before `until` (UTC), if the disk lets us; a longer wait stays."""
        now = utc_now()
        if self.left(who) > (until - now).total_seconds() + 1:
            return  # the same wait is kept anew all the same: by the clock of now
        kept = {name: wait for name, wait in self._read().items() if self._left(wait) > 0}
        kept[who] = {"asked_at": now.isoformat(), "until": until.isoformat()}
        aside = self._file.with_suffix(".aside")
        with suppress(OSError):
            aside.write_text(json.dumps(kept), encoding="utf-8")
            aside.replace(self._file)

    def left(self, who: str) -> float:
        """Seconds for which a source still wants no request; 0 when it wants no wait."""
        return self._left(self._read().get(who))

    def in_force(self) -> dict[str, datetime]:
        """Until when (UTC) which source wants no request."""
        left = {name: self._left(wait) for name, wait in self._read().items()}
        return {
            name: utc_now() + timedelta(seconds=seconds)
            for name, seconds in sorted(left.items())
            if seconds > 0
        }

    @staticmethod
    def _left(wait: Any) -> float:
        """A clock that was set back does not make a wait longer than it was when it was asked for."""
        try:
            asked_at = datetime.fromisoformat(wait["asked_at"])
            until = datetime.fromisoformat(wait["until"])
            seconds = min(until - utc_now(), until - asked_at).total_seconds()
        except (KeyError, TypeError, ValueError):
            return 0.0
        return min(max(seconds, 0.0), LONGEST_WAIT)

    def _read(self) -> Mapping[str, Any]:
        try:
            kept = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return kept if isinstance(kept, dict) else {}
