"""The catalogue endpoints of the Spotify Web API, in the batch form of extended-mode apps.

Limits and paging: https://developer.spotify.com/documentation/web-api/reference/get-multiple-albums and siblings.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from ingest.errors import ForbiddenError, NotFoundError, RefusedError
from ingest.transport import Json, Transport

ARTISTS_A_REQUEST = 50
ALBUMS_A_REQUEST = 20
ITEMS_A_PAGE = 50

MOST_PAGES = 1_000
"""No listing has more pages than this: one that goes on is going round in circles."""


class ListingError(Exception):
    """A listing that cannot be read to its end; the text says why."""


class SpotifyApi:
    """Asks for artists, albums and tracks, every page of them."""

    def __init__(self, url: str, transport: Transport) -> None:
        self.transport = transport
        self._url = url

    def artists(self, ids: Sequence[str]) -> list[Any]:
        """Artist objects for up to ARTISTS_A_REQUEST ids; null where an id is unknown."""
        return self._batch("artists", ids)

    def albums(self, ids: Sequence[str]) -> list[Any]:
        """Album objects for up to ALBUMS_A_REQUEST ids, each with its first tracks; null where refused."""
        return self._batch("albums", ids)

    def artist_albums(self, artist_id: str, group: str) -> Iterator[Any]:
        """Every album object that an artist's discography lists in one group."""
        url = f"{self._url}/artists/{artist_id}/albums"
        return self._pages(url, {"include_groups": group}, first=None)

    def album_tracks(self, album: Json) -> Iterator[Any]:
        """Every track object of an album: those that came with it and, where there are more, the rest."""
        url = f"{self._url}/albums/{album['id']}/tracks"
        return self._pages(url, {}, first=album.get("tracks"))

    def _batch(self, kind: str, ids: Sequence[str]) -> list[Any]:
        try:
            found = self.transport.get(f"{self._url}/{kind}", {"ids": ",".join(ids)}).get(kind)
        except ForbiddenError as error:
            raise RefusedError(
                f"{error}; apps in Spotify's development mode may not ask for several {kind} at once, and this "
                "ingest does: use an app in extended mode"
            ) from None
        except NotFoundError as error:
            raise RefusedError(f"{error}: check SPOTIFY_API_URL") from None
        return found if isinstance(found, list) else []

    def _pages(self, url: str, params: dict[str, str], first: Any) -> Iterator[Any]:
        """The items of a listing, page by page from where the last one ended; `next` only says whether to go on.

        Raises ListingError when a page is malformed, brings nothing but what came before, or ends the listing before
        its own total.
        """
        page, offset, count, seen = first, 0, 0, set[str]()
        for _ in range(MOST_PAGES):
            if page is None:
                page = self.transport.get(url, {**params, "limit": ITEMS_A_PAGE, "offset": offset})
            items = page.get("items") if isinstance(page, dict) else None
            if not isinstance(items, list):
                raise ListingError(f"the page at {offset} has no list of items")
            ids = {str(item.get("id")) for item in items if isinstance(item, dict)}
            if offset and ids and ids <= seen:
                raise ListingError(f"it repeats itself from {offset} on")
            yield from items
            count += len(items)
            if not items or not page.get("next"):
                total = page.get("total")
                if isinstance(total, int) and count < total:
                    raise ListingError(f"it ends after {count:,} of {total:,}")
                return
            seen |= ids
            offset += min(len(items), ITEMS_A_PAGE)
            page = None
        raise ListingError(f"it does not end after {MOST_PAGES:,} pages")


def in_batches(ids: Sequence[str], size: int) -> Iterator[list[str]]:
    """The ids in lists of at most `size`."""
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch
