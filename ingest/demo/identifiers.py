"""Identifiers that look like Spotify's and the recording industry's, and are plainly neither."""

from __future__ import annotations

import string
from collections.abc import Iterator
from random import Random
from uuid import UUID

_BASE62 = string.digits + string.ascii_lowercase + string.ascii_uppercase
_DIGITS = {character: digit for digit, character in enumerate(_BASE62)}
_ID_LENGTH = 22
_IDS = 62**_ID_LENGTH
_UUIDS = 2**128


def new_id(rng: Random) -> str:
    """A Spotify id: 128 random bits as 22 characters of base 62."""
    return _base62(rng.getrandbits(128))


def uuid_of(spotify_id: str) -> str:
    """The UUID that stands for a Spotify id in a service with ids of its own."""
    number = 0
    for character in spotify_id:
        number = number * 62 + _DIGITS[character]
    return str(UUID(int=number % _UUIDS))


def ids_of(uuid: str) -> Iterator[str]:
    """The Spotify ids that a UUID may stand for: eight at most, since ids have three bits more.

    Raises ValueError when it is no UUID.
    """
    return (_base62(number) for number in range(UUID(uuid).int, _IDS, _UUIDS))


def complete_id(prefix: str) -> str:
    """The id of a track of which only the first characters were printed, always completed alike."""
    return prefix + new_id(Random(prefix))[len(prefix) :]


def isrc(year: int, serial: int) -> str:
    """A recording code: 12 characters, with a registrant that says the recording is synthetic."""
    return f"QZSYN{year % 100:02}{serial:05}"


def _base62(number: int) -> str:
    characters = []
    for _ in range(_ID_LENGTH):
        number, digit = divmod(number, 62)
        characters.append(_BASE62[digit])
    return "".join(reversed(characters))
