"""ReccoBeats as the demo plays it: free audio features for a part of the catalogue, and their traps.

Facts are from reccobeats.com/docs, and, where those are silent, from what users of the service measured.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property

from ingest.demo.bodies import FEATURE_NAMES, MARKETS
from ingest.demo.catalogue import Album, Artist, Catalogue, Track
from ingest.demo.identifiers import ids_of, uuid_of
from ingest.demo.messages import ApiError, Json, Request, Response
from ingest.demo.params import ID

Found = tuple[Album, Track]

MOST_IDS = 40
"""How many ids one request may name; more are refused, all of them (measured)."""

UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
ISRC = re.compile(r"[A-Z]{2}[A-Z0-9]{3}[0-9]{7}")
BLOCKED_AGENT = re.compile(r"Python-urllib/|$")
"""The user agents that the service's gateway turns away: that of urllib (measured), and none."""
JSON_ACCEPTED = re.compile(r"(application|\*)/(json|\*)")

NOT_GIVEN = ("time_signature", "duration_ms")
"""The features that Spotify has and this service has not."""
UNKNOWN_SINCE = "2025"
"""Releases of this year and later are not known yet."""

MISSING, MALFORMED, INVALID, NOT_FOUND, WRONG_PATH = 4001, 4002, 4004, 4041, 4042
CODES = {404: WRONG_PATH, 429: 4291}
"""The service's own code for an HTTP status, where the status has but one."""


class ReccoBeatsError(ApiError):
    """A refusal in the service's own form: a code of four digits, and what is wrong where."""

    def __init__(
        self, status: int, code: int, message: str, path: str | None = None, **headers: str
    ) -> None:
        super().__init__(status, message, **headers)
        where = {} if path is None else {"path": path}
        self.body: Json = {"status": code, "errors": [{**where, "message": message}]}

    @property
    def response(self) -> Response:
        """The refusal as it is sent."""
        return Response.json(self.status, self.body, **self.headers)


class BlockedError(ApiError):
    """The gateway before the service takes the client for a robot."""

    @property
    def response(self) -> Response:
        """The refusal as it is sent, which is no JSON (measured)."""
        return Response.text(self.status, str(self.message))


class ReccoBeatsApi:
    """Answers requests for the audio features of a catalogue's tracks; no token is needed."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue

    def answer(self, request: Request, path: str) -> Json:
        """The body of the answer to a request for a path, which begins after `/v1`.

        Raises ApiError: 403 for a client that does not name itself, 404, 405, 406 where JSON is not
        accepted (a missing Accept is taken for any type, as HTTP has it), 400 for the ids.
        """
        if BLOCKED_AGENT.match(request.headers.get("user-agent", "").strip()):
            raise BlockedError(403, "error code: 1010")
        for pattern, handler in ROUTES:
            match = pattern.fullmatch(path.rstrip("/"))
            if match:
                if request.method != "GET":
                    raise ReccoBeatsError(405, 405, "Method not allowed", allow="GET")
                if not JSON_ACCEPTED.search(request.headers.get("accept", "*/*")):
                    raise ReccoBeatsError(406, 406, "Not acceptable")
                return handler(self, request, *match.groups())
        raise ReccoBeatsError(404, WRONG_PATH, "Path not found")

    def refusal(self, error: ApiError) -> Response:
        """An error as this service words it."""
        if isinstance(error, (ReccoBeatsError, BlockedError)):
            return error.response
        code = CODES.get(error.status, error.status)
        return ReccoBeatsError(error.status, code, str(error.message), **error.headers).response

    def _several_features(self, request: Request) -> Json:
        found = self._found(request, "getAudioFeatures.ids")
        return {"content": [_features(track) for _, track in found if track.features]}

    def _several_tracks(self, request: Request) -> Json:
        return {"content": [_track(track) for _, track in self._found(request, "getTracks.ids")]}

    def _features_of_track(self, _request: Request, uuid: str) -> Json:
        """Takes the service's own ids alone: a Spotify id is unknown here (measured)."""
        found = self._by_uuid(uuid) if UUID.fullmatch(uuid) else ()
        for _, track in found:
            if track.features:
                return _features(track)
        raise ReccoBeatsError(404, NOT_FOUND, "Resource not found")

    def _found(self, request: Request, parameter: str) -> list[Found]:
        """The known tracks among those asked for, each once, in an order that is nobody's.

        Raises ReccoBeatsError for no ids, too many or a malformed one.
        """
        if "ids" not in request.parameters:
            raise ReccoBeatsError(400, MISSING, "must not be null", parameter)
        asked = [id for text in request.parameters["ids"] for id in text.split(",") if id]
        if not 1 <= len(asked) <= MOST_IDS:
            message = f"size must be between 1 and {MOST_IDS}"
            raise ReccoBeatsError(400, INVALID, message, parameter)
        found = {pair[1].id: pair for one in asked for pair in self._known(one, parameter)}
        return sorted(found.values(), key=lambda pair: zlib.crc32(pair[1].id.encode()))

    def _known(self, asked: str, parameter: str) -> Sequence[Found]:
        """The known tracks that an id of any of the three kinds names."""
        if ID.fullmatch(asked):
            return self._covered([asked])
        if UUID.fullmatch(asked):
            return self._by_uuid(asked)
        if ISRC.fullmatch(asked):
            return self._covered(self._by_isrc.get(asked, ()))
        raise ReccoBeatsError(400, MALFORMED, f"{asked} is malformed", parameter)

    def _by_uuid(self, uuid: str) -> Sequence[Found]:
        return self._covered(ids_of(uuid))

    def _covered(self, spotify_ids: Iterable[str]) -> Sequence[Found]:
        found = (self._catalogue.tracks.get(one) for one in spotify_ids)
        return [pair for pair in found if pair and is_covered(*pair)]

    @cached_property
    def _by_isrc(self) -> Mapping[str, Sequence[str]]:
        """ISRC to the ids of its tracks; the first look-up walks through the whole catalogue."""
        ids = defaultdict(list)
        for _, track in self._catalogue.tracks.values():
            ids[track.isrc].append(track.id)
        return ids


ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Json]], ...] = (
    (re.compile("/audio-features"), ReccoBeatsApi._several_features),
    (re.compile("/track"), ReccoBeatsApi._several_tracks),
    (re.compile("/track/([^/]+)/audio-features"), ReccoBeatsApi._features_of_track),
)
"""Paths after `/v1`, with a group for the id, and the methods that answer them."""


def is_covered(album: Album, track: Track) -> bool:
    """Whether the service knows a track: three in four, more of one album and fewer of another.

    Of two batches measured on one day, one was known to 37 in 40 and one to 7 in 40.
    """
    if album.release_date >= UNKNOWN_SINCE:
        return False
    return _share(track.id) < 0.5 + _share(album.id) / 2


def _share(spotify_id: str) -> float:
    """A number from 0 to 1, always the same for an id."""
    digest = hashlib.blake2b(spotify_id.encode(), digest_size=4, person=b"ReccoBeats").digest()
    return int.from_bytes(digest, "big") / 2**32


def _features(track: Track) -> Json:
    measured = {
        name: getattr(track.features, name) for name in FEATURE_NAMES if name not in NOT_GIVEN
    }
    return {
        "id": uuid_of(track.id),
        "href": _link("track", track.id),
        "isrc": track.isrc,
    } | measured


def _track(track: Track) -> Json:
    return {
        "id": uuid_of(track.id),
        "trackTitle": track.name,
        "artists": [_artist(artist) for artist in track.artists],
        "durationMs": track.duration_ms,
        "isrc": track.isrc,
        "ean": None,
        "upc": None,
        "href": _link("track", track.id),
        "availableCountries": ",".join(MARKETS),
        "popularity": zlib.crc32(track.id.encode()) % 101,
    }


def _artist(artist: Artist) -> Json:
    return {"id": uuid_of(artist.id), "name": artist.name, "href": _link("artist", artist.id)}


def _link(kind: str, spotify_id: str) -> str:
    return f"https://open.spotify.com/{kind}/{spotify_id}"
