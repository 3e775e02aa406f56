"""The catalogue endpoints of the Spotify Web API, for every kind of app.

Apps in extended mode may ask for many things at once; apps in development mode may not, and get shorter pages. The
API's answers tell which kind ours is: https://developer.spotify.com/documentation/web-api/references/changes/february-2026
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from ingest.errors import BadRequestError, ForbiddenError, NotFoundError, RefusedError
from ingest.http.transport import TRIES, Json, Transport

log = logging.getLogger(__name__)

ARTISTS_A_REQUEST = 50
ALBUMS_A_REQUEST = 20
ITEMS_A_PAGE = 50
ALBUMS_A_PAGE_IN_DEVELOPMENT = 10

MOST_PAGES = 2_000
"""No listing has more pages than this: one that goes on is going round in circles."""


MOST_ITEMS = 2**31
"""No listing has as many: a total that says so says nothing."""


class ListingError(Exception):
    """A listing that cannot be read to its end; the text says why."""


class BatchesRefusedError(Exception):
    """The app may not ask for several things at once."""


class SpotifyApi:
    """Asks for artists, albums and tracks, every page of them.

    `batches` is whether the app may ask for several things at once: None until an answer has told.
    """

    def __init__(self, url: str, transport: Transport) -> None:
        self.transport = transport
        self.batches: bool | None = None
        self._url = url
        self._albums_a_page: int | None = None
        self._probing = threading.Lock()

    @property
    def albums_a_page(self) -> int:
        """How many albums a page of a listing holds, as far as is known."""
        return self._albums_a_page or ITEMS_A_PAGE

    def artists(self, ids: Sequence[str], tries: int = TRIES) -> list[Any]:
        """Artist objects for up to ARTISTS_A_REQUEST ids; null where an id is unknown.

        Raises BatchesRefusedError when the app may only ask for one at a time.
        """
        return self._batch("artists", ids, tries)

    def albums(self, ids: Sequence[str], tries: int = TRIES) -> list[Any]:
        """Album objects for up to ALBUMS_A_REQUEST ids, each with its first tracks; null where refused.

        Raises BatchesRefusedError when the app may only ask for one at a time.
        """
        return self._batch("albums", ids, tries)

    def artist(self, artist_id: str, tries: int = TRIES) -> Json | None:
        """One artist object; None when the id is unknown."""
        try:
            return self._get(f"{self._url}/artists/{_in_path(artist_id)}", {}, tries)
        except NotFoundError:
            return None

    def artist_albums(self, artist_id: str, group: str) -> Iterator[Any]:
        """Every album object that an artist's discography lists in one group.

        Raises ListingError, NotFoundError, UnansweredError when there is no reading it to its end.
        """
        url, params = f"{self._url}/artists/{_in_path(artist_id)}/albums", {"include_groups": group}
        first = None
        if self._albums_a_page is None:
            first = self._first_albums(url, params)
        return self._pages(url, params, first, self.albums_a_page)

    def album_tracks(self, album_id: str, first: Any = None) -> Iterator[Any]:
        """Every track object of an album: those of the `first` page, where one came with it, and all others.

        Raises ListingError, NotFoundError, UnansweredError when there is no reading it to its end.
        """
        url = f"{self._url}/albums/{_in_path(album_id)}/tracks"
        return self._pages(url, {}, first, ITEMS_A_PAGE)

    def _batch(self, kind: str, ids: Sequence[str], tries: int) -> list[Any]:
        try:
            body = self.transport.get(f"{self._url}/{kind}", {"ids": ",".join(ids)}, tries)
        except ForbiddenError as error:
            if self.batches:
                raise _refused(error) from None
            log.info("this app may not ask for several %s at once: asking one by one", kind)
            self.batches = False
            raise BatchesRefusedError from None
        except NotFoundError as error:
            raise RefusedError(f"{error}: check SPOTIFY_API_URL") from None
        self.batches = True
        found = body.get(kind)
        return found if isinstance(found, list) else []

    def _first_albums(self, url: str, params: Mapping[str, str]) -> Json | None:
        """The first page of a run's first listing, which tells how long pages may be; the other workers wait for it."""
        with self._probing:
            if self._albums_a_page is not None:
                return None
            try:
                page = self._get(url, {**params, "limit": ITEMS_A_PAGE, "offset": 0})
            except BadRequestError as error:
                if "limit" not in error.message.lower():
                    raise
                log.info("this app gets %d albums a page", ALBUMS_A_PAGE_IN_DEVELOPMENT)
                self._albums_a_page = ALBUMS_A_PAGE_IN_DEVELOPMENT
                return None
            self._albums_a_page = ITEMS_A_PAGE
            return page

    def _pages(
        self, url: str, params: Mapping[str, str], first: Any, page_size: int
    ) -> Iterator[Any]:
        """The items of a listing, page by page from where the last one ended; `next` only says whether to go on.

        Raises ListingError when a page is malformed, brings nothing but what came before and is not the last, or ends
        the listing before its own total.
        """
        page, offset, count, seen = first, 0, 0, set[str]()
        for _ in range(MOST_PAGES):
            if page is None:
                page = self._get(url, {**params, "limit": page_size, "offset": offset})
            items = page.get("items") if isinstance(page, dict) else None
            if not isinstance(items, list):
                raise ListingError(f"the page at {offset} has no list of items")
            ids = {str(item.get("id")) for item in items if isinstance(item, dict)}
            last = not items or not page.get("next")
            if not last and ids and ids <= seen:
                raise ListingError(f"it repeats itself from {offset} on")
            yield from items
            count += len(items)
            if last:
                total = page.get("total")
                if isinstance(total, int) and count < total < MOST_ITEMS:
                    raise ListingError(f"it ends after {count:,} of {total:,}")
                return
            seen |= ids
            offset += min(len(items), page_size)
            page = None
        raise ListingError(f"it does not end after {MOST_PAGES:,} pages")

    def _get(self, url: str, params: Mapping[str, str | int], tries: int = TRIES) -> Json:
        try:
            return self.transport.get(url, params, tries)
        except ForbiddenError as error:
            raise _refused(error) from None


def _in_path(id: str) -> str:
    """An id as a part of a path: it may come from an answer, and then hold anything."""
    return quote(id, safe="")


def _refused(error: ForbiddenError) -> RefusedError:
    return RefusedError(
        f"{error}; the app may not read this: look at it on https://developer.spotify.com/dashboard"
    )
