"""Changes of a body: of its structure, at some place in it, and of its bytes."""

from __future__ import annotations

import copy
import random
from typing import Any

from odd_values_support import ODD_NUMBERS, ODD_TEXTS, STRANGERS, Json, odd_value

# Changes of the structure: a place in the body, and what happens there.


def places(body: Json, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(body, dict):
        parts = list(body.items())
    elif isinstance(body, list):
        parts = list(enumerate(body[:3]))
    else:
        return []
    return [place for key, value in parts for place in [(*way, key), *places(value, (*way, key))]]


def _at(body: Json, way: tuple[Any, ...]) -> Json:
    for key in way:
        body = body[key]
    return body


def a_place(rng: random.Random, body: Json) -> tuple[Json, Any]:
    """Something that holds others, and the key of one of them: as often high up as deep down."""
    ways = places(body)
    depth = rng.choice(sorted({len(way) for way in ways}))
    way = rng.choice([way for way in ways if len(way) == depth])
    return _at(body, way[:-1]), way[-1]


def _drop(_rng: random.Random, holder: Json, key: Any) -> None:
    del holder[key]


def _rename(_rng: random.Random, holder: Json, key: Any) -> None:
    if isinstance(holder, dict):
        holder[f"{key}s"] = holder.pop(key)
    else:
        holder[key] = {"item": holder[key]}


def _null(_rng: random.Random, holder: Json, key: Any) -> None:
    holder[key] = None


def _odd(rng: random.Random, holder: Json, key: Any) -> None:
    holder[key] = odd_value(rng)


def _wrap(rng: random.Random, holder: Json, key: Any) -> None:
    holder[key] = rng.choice(([holder[key]], {"value": holder[key]}, [[holder[key]]]))


def _unwrap(_rng: random.Random, holder: Json, key: Any) -> None:
    value = holder[key]
    if isinstance(value, list):
        holder[key] = dict(enumerate(value))
    elif isinstance(value, dict):
        holder[key] = list(value.values())
    else:
        holder[key] = str(value)


def _repeat(rng: random.Random, holder: Json, key: Any) -> None:
    if isinstance(holder, list):
        holder.insert(rng.randrange(len(holder) + 1), copy.deepcopy(holder[key]))
    elif isinstance(holder[key], list):
        holder[key] = copy.deepcopy(holder[key]) * rng.choice((2, 3, 40))
    else:
        holder[key] = [holder[key], holder[key]]


def _shuffle(rng: random.Random, holder: Json, _key: Any) -> None:
    if isinstance(holder, list):
        rng.shuffle(holder)
    else:
        values = list(holder.values())
        rng.shuffle(values)
        holder.update(zip(list(holder), values, strict=True))


def _wrong_id(rng: random.Random, holder: Json, key: Any) -> None:
    """Another thing's id in the place of one's own, of all that there are or of one."""
    whole = [holder] if isinstance(holder, dict) else holder
    things = [thing for thing in whole if isinstance(thing, dict) and "id" in thing]
    if not things:
        holder[key] = rng.choice(STRANGERS)
        return
    ids = [*(thing["id"] for thing in things), *STRANGERS, *ODD_TEXTS[:6]]
    for thing in rng.choice((things, things[:1])):
        thing["id"] = rng.choice(ids)


def _things(holder: Json) -> list[Json]:
    """A list of things in a place: the place itself, the first list in it, or the place as the only thing."""
    if isinstance(holder, list):
        return holder
    lists = [value for value in holder.values() if isinstance(value, list) and value]
    return lists[0] if lists else [holder]


def _stranger(rng: random.Random, holder: Json, _key: Any) -> None:
    """One thing more than was asked for, or others in the place of the last ones."""
    things = _things(holder)
    if isinstance(things[0], dict):
        other = {**copy.deepcopy(things[0]), "id": rng.choice(STRANGERS)}
        other |= {"href": f"https://example.com/{other['id']}"} if "href" in other else {}
        things[rng.choice((1, len(things))) :] = [other]


def _column(rng: random.Random, holder: Json, _key: Any) -> None:
    """Odd values under a name or two, in every thing of a list."""
    things = [thing for thing in _things(holder) if isinstance(thing, dict)]
    names = {
        name
        for thing in things
        for name, value in thing.items()
        if not isinstance(value, dict | list) and name != "id"
    }
    for name in rng.sample(sorted(names), min(2, len(names))):
        for thing in things:
            thing[name] = rng.choice((*ODD_NUMBERS, *ODD_TEXTS))


def _paging(rng: random.Random, holder: Json, key: Any) -> None:
    """A listing that says something else of its own length."""
    page = holder if isinstance(holder, dict) else {}
    page = page if "items" in page else page.get(key, page) if isinstance(page, dict) else page
    if not isinstance(page, dict):
        page = holder if isinstance(holder, dict) else {}
    page |= rng.choice(
        (
            {"next": "http://127.0.0.1:9/elsewhere"},
            {"next": True, "items": []},
            {"next": None},
            {"total": rng.choice(ODD_NUMBERS)},
            {"limit": 0, "offset": -1, "next": "again"},
            {"items": []},
            {"total_tracks": rng.choice((0, -1, 7, 2**31 - 1, "2"))},
        )
    )


STRUCTURAL = {
    change.__name__.strip("_"): change
    for change in (
        *(_drop, _rename, _null, _odd, _wrap, _unwrap, _repeat, _shuffle, _wrong_id, _paging),
        *(_stranger, _column),
    )
}


# Changes of the bytes.


def _cut(rng: random.Random, body: bytes) -> bytes:
    return body[: rng.randrange(len(body) + 1)]


def _flip(rng: random.Random, body: bytes) -> bytes:
    changed = bytearray(body)
    for _ in range(rng.choice((1, 5, 50)) if changed else 0):
        changed[rng.randrange(len(changed))] = rng.randrange(256)
    return bytes(changed)


def _surround(rng: random.Random, body: bytes) -> bytes:
    before, after = rng.choice(
        (
            (b"\xef\xbb\xbf", b""),
            (b")]}',\n", b""),
            (b"", b"}"),
            (b"", body),
            (b"[", b"]"),
            (b"\x00", b""),
        )
    )
    return before + body + after


def _recode(rng: random.Random, body: bytes) -> bytes:
    return body.decode(errors="replace").encode(
        rng.choice(("utf-16", "utf-16-le", "utf-32", "utf-8-sig", "cp037")), "replace"
    )


def _replace(rng: random.Random, _body: bytes) -> bytes:
    return rng.choice(
        (
            *(b"", b"null", b"[]", b"{}", b"true", b"NaN", b"0", b'"x"', b"\xff\xfe\x00", b"  \n"),
            *(b"[" * 100_000, b'{"a":' * 100_000, b"1" * 5_000, b'{"id":' + b"1" * 5_000 + b"}"),
            *(
                b"<html>\x00\x1b]0;hi\x07</html>",
                b'{"items":[],"items":[{}]}',
                b"\x1f\x8b\x08 no gzip",
            ),
        )
    )


BYTES = {
    change.__name__.strip("_"): change for change in (_cut, _flip, _surround, _recode, _replace)
}
