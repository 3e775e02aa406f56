"""Values that are of no use to anybody, and JSON in which they can be written."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

Json = Any
STRANGERS = tuple(f"Z{number:021d}" for number in range(3))
"""Ids that nobody asked for."""

ODD_NUMBERS = (
    *(-1, 0, 1.5, 10**30, -(10**30), 2**31, 2**63, -(2**63) - 1, 10**4000, 1e308, -1e308, 5e-324),
    *(float("nan"), float("inf"), float("-inf"), True, False),
)
ODD_TEXTS = (
    *("", " ", "\ud800", "half \udfff", "\x00", "a\r\nb\x1b[31m\x85\u2028c", "\u202egnp", "é" * 50),
    *("x" * 100_000, "null", "'; drop table tracks; --", "%00/../../etc", "🎸", "A\u0300"),
    *("2024-02-31", "NaN", "../../x", "a?b=c&d#e", "/", "\ufeff"),
)


def odd_value(rng: random.Random) -> Json:
    """A value that is of no use to anybody."""
    kinds: tuple[Callable[[], Json], ...] = (
        lambda: rng.choice(ODD_NUMBERS),
        lambda: rng.choice(ODD_TEXTS),
        lambda: rng.choice(STRANGERS),
        lambda: nested(rng.choice((1, 50, rng.randrange(800, 1000), 3_000)), rng.choice("[{")),
        lambda: rng.choice(([], {}, [None], [[]], [{}], {"id": {}}, {"id": [1]}, [1, "2", None])),
        lambda: None,
    )
    return rng.choice(kinds)()


def nested(depth: int, bracket: str) -> Json:
    """A value inside of so many lists or objects, as text that is put in as it is."""
    opening, closing = ("[", "]") if bracket == "[" else ('{"a":', "}")
    return _Raw(opening * depth + "1" + closing * depth)


class _Raw:
    """Text that stands for a value too deep for Python's own writer."""

    def __init__(self, text: str) -> None:
        self.text = text


def written(body: Json) -> bytes:
    """JSON in ASCII: half characters travel as escapes, NaN and Infinity as Python's own reader takes them."""
    raw: list[str] = []

    def stand_in(value: _Raw) -> str:
        raw.append(value.text)
        return f"raw-{len(raw) - 1}-"

    text = json.dumps(body, default=stand_in)
    for number, value in enumerate(raw):
        text = text.replace(f'"raw-{number}-"', value)
    return text.encode()
