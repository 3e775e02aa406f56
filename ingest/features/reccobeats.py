"""Audio features of ReccoBeats, which needs no account: https://reccobeats.com/docs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from ingest.http.transport import Transport
from ingest.raw.rows import Row, RowReader, missing_features


class ReccoBeatsFeatures:
    """`GET {url}/audio-features?ids=`: 1 to 40 Spotify ids.

    A track that it does not know is left out of its answer, which has an order of its own: rows are joined by the
    Spotify id at the end of `href`. It gives neither duration nor time signature.
    """

    name = "reccobeats"
    most_ids = 40

    def __init__(self, url: str, transport: Transport, reader: RowReader) -> None:
        self.transport = transport
        self._url = f"{url}/audio-features"
        self._reader = reader

    def fetch(self, ids: Sequence[str], tries: int) -> list[Row]:
        """Rows for the ids in the answer, `missing` for all others; none when the answer has no list at all."""
        content = self.transport.get(self._url, {"ids": ",".join(ids)}, tries).get("content")
        if not isinstance(content, list):
            return []
        rows = [self._reader.audio_features(_with_spotify_id(item), self.name) for item in content]
        by_id = {row["id"]: row for row in reversed(rows) if row is not None}
        return [by_id.get(id) or missing_features(id, self.name) for id in ids]


def _with_spotify_id(item: Any) -> Any:
    """The record under the track's Spotify id, the last part of its `href`; its own `id` is one of ReccoBeats."""
    if not isinstance(item, Mapping):
        return item
    href = item.get("href")
    id = urlsplit(href).path.rpartition("/")[2] if isinstance(href, str) else None
    return {**item, "id": id}
