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
        """Rows of `audio_features` for ids, `missing` where the provider says that it has none.

        An id on which the answer says nothing has no row. Raises RefusedError when the provider will not have this
        app, StoppedError when it keeps failing.
        """
