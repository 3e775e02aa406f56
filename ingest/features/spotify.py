"""Audio features as Spotify gives them, to the apps that may still read them, and services with the same interface."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.http.transport import Transport
from ingest.raw.rows import Row, RowReader, missing_features


class SpotifyFeatures:
    """`GET {url}/audio-features?ids=`: at most 100 ids, null for a track without features.

    https://developer.spotify.com/documentation/web-api/reference/get-several-audio-features. Any service that answers
    alike is a provider of its own `name`.
    """

    most_ids = 100

    def __init__(self, name: str, url: str, transport: Transport, reader: RowReader) -> None:
        self.name = name
        self.transport = transport
        self._url = f"{url}/audio-features"
        self._reader = reader

    def fetch(self, ids: Sequence[str], tries: int) -> list[Row]:
        """Rows joined by id, never by position; null stands for a track without features.

        Only an answer with a place for every id tells which are without: of a shorter one, what is there is taken.
        """
        body = self.transport.get(self._url, {"ids": ",".join(ids)}, tries)
        found = body.get("audio_features")
        features = found if isinstance(found, list) else []
        rows = [
            self._reader.audio_features(item, self.name) for item in features if item is not None
        ]
        by_id = {row["id"]: row for row in reversed(rows) if row is not None and row["id"] in ids}
        if len(features) == len(ids):
            return [by_id.get(id) or missing_features(id, self.name) for id in ids]
        return list(by_id.values())
