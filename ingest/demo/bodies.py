"""The API's JSON objects, with the fields of the OpenAPI document and of recorded bodies."""

from __future__ import annotations

import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields
from typing import Literal, TypeVar
from urllib.parse import quote

from ingest.demo.catalogue import Album, Artist, AudioFeatures, Track
from ingest.demo.messages import Json
from ingest.demo.params import Window

Mode = Literal["extended", "development"]
T = TypeVar("T")

EMBEDDED_TRACKS = Window(limit=50, offset=0)
"""The part of an album's tracks that comes with the album."""

HIDDEN_IN_DEVELOPMENT = {
    "album": ("album_group", "available_markets", "label", "popularity"),
    "track": ("available_markets", "linked_from", "popularity"),
    "artist": ("followers", "popularity"),
}
"""The fields that apps in development mode no longer get (Spotify's changelog of February 2026)."""

MARKETS = ["DE", "GB", "SE", "US"]

SPOTIFY_API = "https://api.spotify.com/v1"
FEATURE_NAMES = tuple(field.name for field in fields(AudioFeatures))


class Bodies:
    """Builds objects whose links point to `api_url`, with the fields that apps in `mode` get."""

    def __init__(self, api_url: str, mode: Mode) -> None:
        self._api_url = api_url
        self._hidden = HIDDEN_IN_DEVELOPMENT if mode == "development" else {}

    def artist(self, artist: Artist) -> Json:
        """A full artist object."""
        return self._shown(
            {
                **self._link("artist", artist.id),
                "followers": {"href": None, "total": _number_for(artist.id, 1_000_000)},
                "genres": [],
                "images": [],
                "name": artist.name,
                "popularity": _number_for(artist.id, 101),
            }
        )

    def listed_album(self, album: Album, artist_id: str) -> Json:
        """An album as an artist's listing shows it, with its group in that artist's discography."""
        return self._shown(
            {**self._simple_album(album), "album_group": album.listed_for[artist_id]}
        )

    def album(self, album: Album) -> Json:
        """A full album object with the first page of its tracks."""
        return self._shown(
            {
                **self._simple_album(album),
                "copyrights": [],
                "external_ids": {"upc": f"{_number_for(album.id, 10**9):013}"},
                "genres": [],
                "label": "Soundmart Demo",
                "popularity": _number_for(album.id, 101),
                "tracks": self.album_tracks(album, EMBEDDED_TRACKS, {}),
            }
        )

    def album_tracks(self, album: Album, window: Window, parameters: Mapping[str, str]) -> Json:
        """A page of an album's tracks, as simplified objects: no ISRC in them."""
        path = f"/albums/{album.id}/tracks"
        return self.page(path, album.tracks, self._simple_track, window, parameters)

    def track(self, album: Album, track: Track) -> Json:
        """A full track object with its album and ISRC."""
        return self._shown(
            {
                **self._simple_track(track),
                "album": self._shown(self._simple_album(album)),
                "external_ids": {"isrc": track.isrc},
                "popularity": _number_for(track.id, 101),
            }
        )

    def page(
        self,
        path: str,
        things: Sequence[T],
        build: Callable[[T], Json],
        window: Window,
        parameters: Mapping[str, str],
    ) -> Json:
        """A paging object, all seven fields; its links carry `parameters` on, as recorded ones do.

        An offset past the end gives an empty page without a next one.
        """
        limit, offset, total = window.limit, window.offset, len(things)

        def link(start: int) -> str:
            extra = "".join(
                f"&{name}={quote(value, safe=',')}" for name, value in parameters.items()
            )
            return f"{self._api_url}{path}?offset={start}&limit={limit}{extra}"

        return {
            "href": link(offset),
            "items": [build(thing) for thing in things[offset : offset + limit]],
            "limit": limit,
            "next": link(offset + limit) if offset + limit < total else None,
            "offset": offset,
            "previous": link(max(0, offset - limit)) if offset else None,
            "total": total,
        }

    def _simple_artist(self, artist: Artist) -> Json:
        return {**self._link("artist", artist.id), "name": artist.name}

    def _simple_album(self, album: Album) -> Json:
        return {
            **self._link("album", album.id),
            "album_type": album.album_type,
            "artists": [self._simple_artist(artist) for artist in album.artists],
            "available_markets": list(MARKETS),
            "images": [],
            "name": album.name,
            "release_date": album.release_date,
            "release_date_precision": album.release_date_precision,
            "total_tracks": len(album.tracks),
        }

    def _simple_track(self, track: Track) -> Json:
        return self._shown(
            {
                **self._link("track", track.id),
                "artists": [self._simple_artist(artist) for artist in track.artists],
                "available_markets": list(MARKETS),
                "disc_number": track.disc_number,
                "duration_ms": track.duration_ms,
                "explicit": track.explicit,
                "is_local": False,
                "name": track.name,
                "preview_url": None,
                "track_number": track.track_number,
            }
        )

    def _link(self, kind: str, spotify_id: str) -> Json:
        return {
            "external_urls": {"spotify": f"https://open.spotify.com/{kind}/{spotify_id}"},
            "href": f"{self._api_url}/{kind}s/{spotify_id}",
            "id": spotify_id,
            "type": kind,
            "uri": f"spotify:{kind}:{spotify_id}",
        }

    def _shown(self, body: Json) -> Json:
        for name in self._hidden.get(body["type"], ()):
            body.pop(name, None)
        return body


def audio_features(track: Track) -> Json | None:
    """A track's audio features object; None when it has none."""
    features = track.features
    if features is None:
        return None
    return {
        **{name: getattr(features, name) for name in FEATURE_NAMES},
        "type": "audio_features",
        "id": track.id,
        "uri": f"spotify:track:{track.id}",
        # As landed data these must not depend on the port that this server happened to get.
        "track_href": f"{SPOTIFY_API}/tracks/{track.id}",
        "analysis_url": f"{SPOTIFY_API}/audio-analysis/{track.id}",
    }


def _number_for(spotify_id: str, below: int) -> int:
    """A number the catalogue does not know, such as a popularity: always the same for an id."""
    return zlib.crc32(spotify_id.encode()) % below
