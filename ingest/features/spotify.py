"""Spotify's own audio features, for the apps that may still read them."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.errors import ForbiddenError, RefusedError
from ingest.rows import Row, RowReader, missing_features
from ingest.transport import Transport


class SpotifyFeatures:
    """`GET /audio-features?ids=`: at most 100 ids, null for a track without features.

    https://developer.spotify.com/documentation/web-api/reference/get-several-audio-features
    """

    name = "spotify"
    most_ids = 100

    def __init__(self, url: str, transport: Transport, reader: RowReader) -> None:
        self._url = f"{url}/audio-features"
        self._transport = transport
        self._reader = reader

    def fetch(self, ids: Sequence[str]) -> list[Row]:
        """Rows joined by id, never by position; null stands for a track without features.

        Only an answer with a place for every id tells which are without: of a shorter one, what is there is taken.
        """
        try:
            found = self._transport.get(self._url, {"ids": ",".join(ids)}).get("audio_features")
        except ForbiddenError as error:
            raise RefusedError(
                f"{error}; Spotify gives audio features only to apps that had them before 2024-11-27: "
                "the catalogue has landed, --features none asks for no more"
            ) from None
        features = found if isinstance(found, list) else []
        rows = [
            self._reader.audio_features(item, self.name) for item in features if item is not None
        ]
        by_id = {row["id"]: row for row in rows if row is not None and row["id"] in ids}
        if len(features) == len(ids):
            return [by_id.get(id) or missing_features(id, self.name) for id in ids]
        return list(by_id.values())
