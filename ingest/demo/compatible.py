"""A keyed service that gives audio features in Spotify's own form, as the demo plays it."""

from __future__ import annotations

import re

from ingest.demo.bodies import audio_features
from ingest.demo.catalogue import Catalogue, Track
from ingest.demo.messages import ApiError, Json, Request, Response
from ingest.demo.params import checked_id, id_list

ROUTE = re.compile("/audio-features(?:/([^/]+))?/?")
MOST_FEATURES = 100
"""How many ids one request may name."""

NOT_GIVEN = ("liveness", "duration_ms")
"""What Spotify's object has and this one has not, as TuneLab's documented sample."""


class CompatibleApi:
    """Answers requests for the audio features of a catalogue's tracks, given `key`.

    Paths and errors are Spotify's; an unknown track is null in a batch and 404 alone.
    """

    def __init__(self, catalogue: Catalogue, key: str) -> None:
        self._catalogue = catalogue
        self._key = key

    def answer(self, request: Request, path: str) -> Json:
        """The body of the answer to a request for a path, which begins after `/v1`.

        Raises ApiError: 401 for a missing or wrong key, 404 for an unknown path or track, 405, 400
        for the ids.
        """
        self._check_key(request)
        match = ROUTE.fullmatch(path)
        if match is None:
            raise ApiError(404, "Service not found")
        if request.method != "GET":
            raise ApiError(405, "Method not allowed", allow="GET")
        if match[1] is None:
            ids = id_list(request.query, MOST_FEATURES)
            return {"audio_features": [self._features(one) for one in ids]}
        body = self._features(checked_id(match[1]))
        if body is None:
            raise ApiError(404, "analysis not found")
        return body

    def refusal(self, error: ApiError) -> Response:
        """An error as this service words it."""
        return error.response

    def _features(self, track_id: str) -> Json | None:
        pair = self._catalogue.tracks.get(track_id)
        return None if pair is None else _given(pair[1])

    def _check_key(self, request: Request) -> None:
        scheme, _, key = request.headers.get("authorization", "").partition(" ")
        if not key:
            raise ApiError(401, "Missing API key", www_authenticate="Bearer")
        if (scheme.lower(), key.strip()) != ("bearer", self._key):
            raise ApiError(401, "Invalid API key", www_authenticate="Bearer")


def _given(track: Track) -> Json | None:
    body = audio_features(track)
    if body is None:
        return None
    return {name: value for name, value in body.items() if name not in NOT_GIVEN}
