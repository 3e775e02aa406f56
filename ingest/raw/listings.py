"""Which listings a run has read to their end: kept until the tracks of all that it listed have landed.

A source may stop a run for a day in the middle of its listings; the next run goes on behind those that are noted here.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from ingest.http.pacing import utc_now

KEPT_DAYS = 7
"""After so long a listing is asked for again, since it may have grown."""


class Listings:
    """Artists and album groups, one a line of a small file beside the raw tables."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def read(self) -> set[tuple[str, str]]:
        """The artists and groups that were noted, if that was less than KEPT_DAYS ago."""
        try:
            age = utc_now().timestamp() - self._file.stat().st_mtime
            lines = self._file.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError):
            return set()
        if age > KEPT_DAYS * 86_400:
            return set()
        # The last line of a run that was killed may be half a line: it names no listing that anybody asks for.
        parts = [line.split("\t") for line in lines]
        return {(part[0], part[1]) for part in parts if len(part) == 2}

    def note(self, artist_id: str, groups: Iterable[str]) -> None:
        """Note listings whose albums have been kept, if the disk lets us."""
        with suppress(OSError), self._file.open("a", encoding="utf-8") as file:
            file.write("".join(f"{artist_id}\t{group}\n" for group in groups))

    def forget(self) -> None:
        """Delete the file: there is nothing left to go on with."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
