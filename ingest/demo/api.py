"""The catalogue API under `/v1`: which path answers what, and with which limits."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TypeVar

from ingest.demo.bodies import Bodies, Mode, audio_features
from ingest.demo.catalogue import Album, Artist, Catalogue
from ingest.demo.messages import ApiError, Json, Request, Response
from ingest.demo.params import check_market, checked_id, id_list, include_groups, window

T = TypeVar("T")

ALBUM_PAGE = {"extended": (20, 50), "development": (5, 10)}
"""Default and greatest `limit` of an artist's albums (OpenAPI before and since 2026-02-14)."""
TRACK_PAGE = (20, 50)
MOST_ALBUMS, MOST_TRACKS, MOST_ARTISTS, MOST_FEATURES = 20, 50, 50, 100
"""How many ids one request may name (OpenAPI)."""


class CatalogueApi:
    """Answers requests for a catalogue, once `authorize` has let them pass.

    In development mode several things at once are refused with 403, and so are audio features,
    whose refusal has no message (spotify-to-plex PR 131; spotify-web-api-php 281); see
    HIDDEN_IN_DEVELOPMENT for the fields left out.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        api_url: str,
        mode: Mode,
        authorize: Callable[[Request], None],
    ) -> None:
        self._catalogue = catalogue
        self._bodies = Bodies(api_url, mode)
        self._mode = mode
        self._authorize = authorize

    def answer(self, request: Request, path: str) -> Json:
        """The body of the answer to a request for a path, which begins after `/v1`.

        Raises ApiError: 404 for an unknown path, 405 for a method other than GET, whatever
        `authorize` raises, and what each path asks of its parameters.
        """
        for pattern, handler in ROUTES:
            match = pattern.fullmatch(path.rstrip("/"))
            if match:
                if request.method != "GET":
                    raise ApiError(405, "Method not allowed", allow="GET")
                self._authorize(request)
                return handler(self, request.query, *match.groups())
        raise ApiError(404, "Service not found")

    def refusal(self, error: ApiError) -> Response:
        """An error as this API words it."""
        return error.response

    def _artist(self, _query: Mapping[str, str], artist_id: str) -> Json:
        artist = self._anyone(checked_id(artist_id))
        if artist is None:
            raise ApiError(404, "Resource not found")
        return self._bodies.artist(artist)

    def _several_artists(self, query: Mapping[str, str]) -> Json:
        self._need_extended("Forbidden")
        found = [self._anyone(one) for one in id_list(query, MOST_ARTISTS)]
        return {"artists": [_or_null(self._bodies.artist, artist) for artist in found]}

    def _artist_albums(self, query: Mapping[str, str], artist_id: str) -> Json:
        checked_id(artist_id)
        check_market(query)
        part = window(query, *ALBUM_PAGE[self._mode])
        groups = include_groups(query)
        if self._anyone(artist_id) is None:
            raise ApiError(404, "Resource not found")
        discography = self._catalogue.discographies.get(artist_id, {})
        albums = [album for group in groups for album in discography.get(group, ())]
        return self._bodies.page(
            f"/artists/{artist_id}/albums",
            albums,
            lambda album: self._bodies.listed_album(album, artist_id),
            part,
            _kept(query, "include_groups", "market"),
        )

    def _album(self, query: Mapping[str, str], album_id: str) -> Json:
        check_market(query)
        return self._bodies.album(_known(self._catalogue.albums, album_id))

    def _several_albums(self, query: Mapping[str, str]) -> Json:
        self._need_extended("Forbidden")
        check_market(query)
        ids = id_list(query, MOST_ALBUMS)
        albums = self._catalogue.albums
        return {"albums": [_or_null(self._bodies.album, albums.get(one)) for one in ids]}

    def _album_tracks(self, query: Mapping[str, str], album_id: str) -> Json:
        checked_id(album_id)
        check_market(query)
        part = window(query, *TRACK_PAGE)
        album: Album = _known(self._catalogue.albums, album_id)
        return self._bodies.album_tracks(album, part, _kept(query, "market"))

    def _track(self, query: Mapping[str, str], track_id: str) -> Json:
        check_market(query)
        return self._bodies.track(*_known(self._catalogue.tracks, track_id))

    def _several_tracks(self, query: Mapping[str, str]) -> Json:
        self._need_extended("Forbidden")
        check_market(query)
        found = [self._catalogue.tracks.get(one) for one in id_list(query, MOST_TRACKS)]
        return {"tracks": [self._bodies.track(*pair) if pair else None for pair in found]}

    def _audio_features(self, _query: Mapping[str, str], track_id: str) -> Json:
        self._need_extended(None)
        _, track = _known(self._catalogue.tracks, track_id)
        body = audio_features(track)
        if body is None:
            raise ApiError(404, "analysis not found")
        return body

    def _several_audio_features(self, query: Mapping[str, str]) -> Json:
        self._need_extended(None)
        found = [self._catalogue.tracks.get(one) for one in id_list(query, MOST_FEATURES)]
        return {"audio_features": [audio_features(pair[1]) if pair else None for pair in found]}

    def _need_extended(self, message: str | None) -> None:
        if self._mode == "development":
            raise ApiError(403, message)

    def _anyone(self, artist_id: str) -> Artist | None:
        """The artist with that id: one with a discography, or a guest, who has a page all the same."""
        return self._catalogue.artists.get(artist_id) or self._guests.get(artist_id)

    @cached_property
    def _guests(self) -> Mapping[str, Artist]:
        """Everybody credited on an album or a track; the first look-up walks the whole catalogue."""
        return {
            artist.id: artist
            for album in self._catalogue.albums.values()
            for artists in (album.artists, *(track.artists for track in album.tracks))
            for artist in artists
        }


ROUTES: tuple[tuple[re.Pattern[str], Callable[..., Json]], ...] = tuple(
    (re.compile(pattern), handler)
    for pattern, handler in (
        ("/artists", CatalogueApi._several_artists),
        ("/artists/([^/]+)", CatalogueApi._artist),
        ("/artists/([^/]+)/albums", CatalogueApi._artist_albums),
        ("/albums", CatalogueApi._several_albums),
        ("/albums/([^/]+)", CatalogueApi._album),
        ("/albums/([^/]+)/tracks", CatalogueApi._album_tracks),
        ("/tracks", CatalogueApi._several_tracks),
        ("/tracks/([^/]+)", CatalogueApi._track),
        ("/audio-features", CatalogueApi._several_audio_features),
        ("/audio-features/([^/]+)", CatalogueApi._audio_features),
    )
)
"""Paths after `/v1`, with a group for each id, and the methods that answer them."""


def _known(things: Mapping[str, T], spotify_id: str) -> T:
    """The thing with that id. Raises ApiError: 400 for a malformed id, 404 for an unknown one."""
    try:
        return things[checked_id(spotify_id)]
    except KeyError:
        raise ApiError(404, "Resource not found") from None


def _or_null(build: Callable[[T], Json], thing: T | None) -> Json | None:
    """The object for a thing, or None for one that does not exist."""
    return None if thing is None else build(thing)


def _kept(query: Mapping[str, str], *names: str) -> dict[str, str]:
    """The parameters that a page's links carry on."""
    return {name: query[name] for name in names if name in query}
