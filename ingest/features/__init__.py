"""Where audio features come from: one file a provider, one small interface."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from ingest.http.transport import Transport
from ingest.raw.rows import Row


class Provider(Protocol):
    """A source of audio features: ids in, rows out."""

    name: str
    """What `provider` is on every row."""
    most_ids: int
    """Track ids that one request may ask for."""
    transport: Transport
    """What it asks with."""

    def fetch(self, ids: Sequence[str], tries: int) -> list[Row]:
        """Rows of `audio_features` for ids, `missing` where the provider says that it has none.

        An id on which the answer says nothing has no row. Raises ForbiddenError or RefusedError when the provider will
        not have this app, UnansweredError after so many tries, StoppedError when it asks for too long a wait.
        """
