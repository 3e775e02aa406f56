"""The faults that hide in an answer which is right but for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from ingest.demo.messages import Json

Answer = Callable[[str], Json]
"""Path with query in, the right body out."""

BATCH_KEYS = {"albums", "artists", "audio_features", "content", "tracks"}


def spoil(fault: str, body: Json, target: str, answer: Answer) -> Json:
    """The right body for a path with query, with the fault in every list that it holds.

    These are the items of a page, or of the track pages that come with albums; in a batch of
    anything else, the things asked for. Faults of paging leave such a batch as it is, and every
    other fault leaves all as it is.
    """
    match fault:
        case "loop":
            _loop(body, target, answer)
        case "empty-page":
            for page in _pages(body):
                page.update(items=[], next=_link(page["href"], page["offset"] + page["limit"]))
        case "null-item":
            for items in _lists(body):
                items.insert(len(items) // 2, None)
        case "album-twice":
            for items in _lists(body):
                items += items[:1]
        case "no-id":
            for items in _lists(body):
                items[:1] = [_without_id(item) for item in items[:1]]
    return body


def _loop(body: Json, target: str, answer: Answer) -> None:
    """Let every page have a next one; where the listing has ended it begins again."""
    for page in _pages(body):
        if page is body and not page["items"] and page["total"]:
            again = answer(_link(target, page["offset"] % page["total"]))
            page["items"] = again["items"]
        page["next"] = _link(page["href"], page["offset"] + page["limit"])


def _pages(body: Json) -> Iterator[Json]:
    """The paging objects: the body itself, or the tracks of an album or of each in a batch."""
    if "items" in body:
        yield body
        return
    for album in body.get("albums", [body]):
        if album and isinstance(album.get("tracks"), dict):
            yield album["tracks"]


def _lists(body: Json) -> Iterator[list[Any]]:
    pages = list(_pages(body))
    if pages:
        yield from (page["items"] for page in pages)
    elif BATCH_KEYS.issuperset(body):
        yield from body.values()


def _link(url: str, offset: int) -> str:
    return re.sub(r"\boffset=\d+", f"offset={offset}", url)


def _without_id(item: Json | None) -> Json | None:
    """The item without what it could be known by, as a listener's own file is listed."""
    return item and {**item, **{name: None for name in ("id", "href", "uri") if name in item}}
