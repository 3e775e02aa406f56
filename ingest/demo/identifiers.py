"""Identifiers that look like Spotify's and the recording industry's, and are plainly neither."""

from __future__ import annotations

import string
from random import Random

_BASE62 = string.digits + string.ascii_lowercase + string.ascii_uppercase
_ID_LENGTH = 22


def new_id(rng: Random) -> str:
    """A Spotify id: 128 random bits as 22 characters of base 62."""
    number, characters = rng.getrandbits(128), []
    for _ in range(_ID_LENGTH):
        number, digit = divmod(number, 62)
        characters.append(_BASE62[digit])
    return "".join(reversed(characters))


def complete_id(prefix: str) -> str:
    """The id of a track of which only the first characters were printed, always completed alike."""
    return prefix + new_id(Random(prefix))[len(prefix) :]


def isrc(year: int, serial: int) -> str:
    """A recording code: 12 characters, with a registrant that says the recording is synthetic."""
    return f"QZSYN{year % 100:02}{serial:05}"
