"""Invented names. No word of them is in a dictionary; the marks around them are those that break careless software."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")

_STARTS = (
    *("Bra", "Cal", "Dre", "Fen", "Gril", "Hol", "Jum", "Kel", "Lur", "Mib", "Nor"),
    *("Ost", "Pli", "Quo", "Rav", "Sil", "Tro", "Ulf", "Vem", "Wex", "Yar", "Zan"),
)
_MIDDLES = ("ba", "di", "ko", "li", "mo", "nu", "pe", "ri", "sa", "to", "vi", "zu")
_ENDS = (
    *("bek", "dor", "fin", "gast", "lim", "mund", "nix", "plo"),
    *("quar", "rell", "sk", "thra", "vane", "wick", "zel"),
)
_SCRIPTS = (
    ("ゾル", "ミカ", "ペノ", "ラグ", "トゥレ"),
    ("Жиф", "мюл", "цвя", "дыш", "бин"),
    ("Βρελ", "ξον", "τιφ", "ωρα", "μπυ"),
    ("זול", "מיק", "פנו", "רגת"),
)
_PLAIN = (
    "{a}",
    "{a}",
    "{a} {b}",
    "{a} {b}",
    "The {a} of {b}",
    "The {a} {b}",
    "{a} and the {b}",
    "{a} in {b}",
    "{a}'s {b}",
)
_UNUSUAL = (
    "{a} & {b}",
    '"{a}" for {b}',
    "Don't {a}, {b}",
    "{a}, {b}, {c}",
    "Café {a}",
    "L'été de {a}",
    "Größe {a}",
    "Señor {a}",
    "{a}ø {b}ä",
    "{a} 🎺",
    "{a} / {b}",
    "{a}: {b}?",
    "100% {a}",
    "{a}_{b}",
    "{a} (Part II)",
    "{script}",
    "{script} ({a})",
)
_BANDS = ("The {a}s", "{a} {b}", "{a} & {b}", "{a} {b} Trio", "Los {a}s", "DJ {a}")
_UNUSUAL_CHANCE = 0.08


def pick(rng: Random, choices: Sequence[T]) -> T:
    """One of the choices; the same one on every Python, which `Random.choice` does not promise."""
    return choices[int(rng.random() * len(choices))]


def invent_title(rng: Random) -> str:
    """A title for a recording or an album."""
    return _fill(rng, pick(rng, _UNUSUAL if rng.random() < _UNUSUAL_CHANCE else _PLAIN))


def invent_band(rng: Random) -> str:
    """A name for an artist who is not one of the ten."""
    return _fill(rng, pick(rng, _BANDS))


def invent_word(rng: Random) -> str:
    """A word such as a place might be called."""
    return pick(rng, _STARTS) + pick(rng, _MIDDLES) + pick(rng, _ENDS)


def _fill(rng: Random, pattern: str) -> str:
    script = pick(rng, _SCRIPTS)
    return pattern.format(
        a=invent_word(rng),
        b=invent_word(rng),
        c=invent_word(rng),
        script="".join(pick(rng, script) for _ in range(3)),
    )
