"""The API's parameters, checked as strictly as the real one checks them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from ingest.demo.messages import ApiError
from ingest.raw.schemas import ALBUM_GROUPS

Query = Mapping[str, str]

ID = re.compile(r"[0-9A-Za-z]{22}")
NUMBER = re.compile(r"[0-9]{1,9}")
MARKET = re.compile(r"[A-Z]{2}|from_token")


@dataclass(frozen=True, slots=True)
class Window:
    """Which part of a list a page shows."""

    limit: int
    offset: int


def checked_id(text: str) -> str:
    """The id if it is one: 22 base62 digits. Raises ApiError 400 (message: spotube 2703)."""
    if not ID.fullmatch(text):
        raise ApiError(400, "Invalid base62 id")
    return text


def id_list(query: Query, most: int) -> list[str]:
    """The comma-separated `ids` in the order sent, repeats kept.

    Raises ApiError 400 for none, for more than `most` (message: spotify-web-api-node 356) and for a
    malformed one.
    """
    if "ids" not in query:
        raise ApiError(400, "Missing required field: ids")
    ids = query["ids"].split(",")
    if len(ids) > most:
        raise ApiError(400, "too many ids requested")
    return [checked_id(text) for text in ids]


def window(query: Query, default: int, most: int) -> Window:
    """The `limit` (1 to `most`) and the `offset`. Raises ApiError 400 (message: spotipy 1231)."""
    limit = _number(query, "limit", default)
    if not 1 <= limit <= most:
        raise ApiError(400, "Invalid limit")
    return Window(limit, _number(query, "offset", 0))


def include_groups(query: Query) -> list[str]:
    """The album groups asked for, in the API's order; all four when the parameter is left out.

    Raises ApiError 400 for an unknown one, and a group after a blank is unknown
    (aerni/laravel-spotify 51).
    """
    if "include_groups" not in query:
        return list(ALBUM_GROUPS)
    asked = query["include_groups"].split(",")
    if any(group not in ALBUM_GROUPS for group in asked):
        raise ApiError(400, "Invalid include_groups")
    return [group for group in ALBUM_GROUPS if group in asked]


def check_market(query: Query) -> None:
    """Let an ISO 3166-1 alpha-2 code or none pass. Raises ApiError 400 (message: Iris 397)."""
    if not MARKET.fullmatch(query.get("market", "US")):
        raise ApiError(400, "Invalid market code")


def _number(query: Query, name: str, default: int) -> int:
    text = query.get(name)
    if text is None:
        return default
    if not NUMBER.fullmatch(text):
        raise ApiError(400, f"Invalid {name}")
    return int(text)
