"""Where audio features come from: one file a provider, one small interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ingest.rows import Row


class Provider(Protocol):
    """A source of audio features: ids in, rows out."""

    name: str
    """What `provider` is on every row."""
    most_ids: int
    """Track ids that one request may ask for."""

    def fetch(self, ids: Sequence[str]) -> list[Row]:
        """One row of `audio_features` for each id, `missing` where the provider has none.

        Raises RefusedError when the provider will not have this app, StoppedError when it keeps failing.
        """
