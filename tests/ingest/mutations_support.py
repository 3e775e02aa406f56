"""Every way in which the body, the status, the headers or the delivery of an answer can be other than it should be."""

from __future__ import annotations

import copy
import json
import random
from collections.abc import Callable
from typing import Any

from ingest.demo.messages import JSON_TYPE, Delivery, Response

Json = Any
Answer = tuple[Response, Delivery]
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


# Changes of the structure: a place in the body, and what happens there.


def _places(body: Json, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(body, dict):
        parts = list(body.items())
    elif isinstance(body, list):
        parts = list(enumerate(body[:3]))
    else:
        return []
    return [place for key, value in parts for place in [(*way, key), *_places(value, (*way, key))]]


def _at(body: Json, way: tuple[Any, ...]) -> Json:
    for key in way:
        body = body[key]
    return body


def _a_place(rng: random.Random, body: Json) -> tuple[Json, Any]:
    """Something that holds others, and the key of one of them: as often high up as deep down."""
    places = _places(body)
    depth = rng.choice(sorted({len(place) for place in places}))
    way = rng.choice([place for place in places if len(place) == depth])
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
    )
}


def _written(body: Json) -> bytes:
    """JSON in ASCII: half characters travel as escapes, NaN and Infinity as Python's own reader takes them."""
    raw: list[str] = []

    def stand_in(value: _Raw) -> str:
        raw.append(value.text)
        return f"raw-{len(raw) - 1}-"

    text = json.dumps(body, default=stand_in)
    for number, value in enumerate(raw):
        text = text.replace(f'"raw-{number}-"', value)
    return text.encode()


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

# Changes of the answer around the body.

STATUSES = (
    *(
        101,
        201,
        202,
        203,
        204,
        205,
        206,
        226,
        299,
        300,
        304,
        305,
        400,
        401,
        402,
        403,
        404,
        405,
        406,
    ),
    *(
        408,
        409,
        410,
        413,
        414,
        415,
        418,
        421,
        425,
        429,
        431,
        451,
        500,
        501,
        502,
        503,
        504,
        520,
        599,
    ),
    *(600, 777, 999),
)
MOVED = (301, 302, 303, 307, 308)
REFUSALS: tuple[Json, ...] = (
    *({"error": "odd"}, {"error": None}, {"error": {"status": "x", "message": "Invalid limit"}}),
    *({"error": {"message": {"a": [1]}}}, {"error": {"message": "line\none\x1b[2J\u2028\ud800"}}),
    *({"error": ["x"]}, {"error": "e", "error_description": {"x": 1}}, {"errors": [1, None, {}]}),
    *({"errors": [{"message": [1]}]}, {"errors": "x"}, {"error": {"reason": "QUOTA_EXCEEDED"}}),
    *({"error": {"message": "x" * 50_000}}, {"error": {"message": "Active premium subscription"}}),
)
WAITS = (
    *(
        "",
        "0",
        "-1",
        "0.001",
        "soon",
        "nan",
        "-inf",
        "1e400",
        "9" * 5_000,
        "1_0",
        "0x10",
        "\xb2",
        " 0 ",
        "3600",
    ),
    *(
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 99 Foo 99999 99:99:99 GMT",
        "Fri, 31 Dec 9999 23:59:59 GMT",
    ),
    *(
        "Mon, 01 Jan 0001 00:00:00 +2359",
        "Mon, 01 Jan 2024 00:00:00 +9999999",
        "1700000000000",
        ",",
    ),
)
PLACES = (
    *(
        "http://[",
        "//",
        "http://",
        "",
        "?",
        "http://127.0.0.1:99999/",
        "http://127.0.0.1:x/",
        "file:///etc",
    ),
    *(
        "mailto:x@example.com",
        "http:///x",
        "/\xff\xfe",
        "/v1/" + "a" * 20_000,
        "http://\x00/",
        "\\\\x\\y",
    ),
    *(
        "http://[::1]:9/",
        "http://xn--\xe4/",
        "/loop",
        "http://a b/",
        "javascript:1",
        "http://[v1.x]/",
    ),
)
CHARSETS = (
    *(
        "utf-16",
        "nonsense",
        "idna",
        "undefined",
        "base64",
        "hex",
        "rot13",
        "punycode",
        "utf-7",
        "cp037",
    ),
    *(
        "unicode_escape",
        "utf\x00-8",
        "",
        '"',
        "a" * 3_000,
        "mbcs",
        "utf-8-sig",
        "raw_unicode_escape",
    ),
)
HEADERS = (
    *(
        {"content-encoding": "gzip"},
        {"content-encoding": "deflate"},
        {"content-encoding": "zstd, x"},
    ),
    *({"content-encoding": "br"}, {"transfer-encoding": "chunked"}, {"transfer-encoding": "gzip"}),
    *({"Content-Length": "1"}, {"connection": "close"}, {"content-range": "bytes 0-1/2"}),
    *(
        {"set-cookie": "a=\x00; domain=example.com; expires=never"},
        {"x": "y" * 70_000},
        {"": "no name"},
    ),
    *(
        {"bad name": "x"},
        {"x": "a\r\n folded\r\n\tagain"},
        {"x": "a\rb"},
        {"link": "<x>; rel=next"},
    ),
    {f"x-{number}": "y" for number in range(150)},
    {"www-authenticate": 'Bearer realm="\xff'},
)


def _status(rng: random.Random, response: Response) -> Response:
    body = rng.choice((response.body, _written(rng.choice(REFUSALS)), _replace(rng, b"")))
    waits = {"retry-after": rng.choice(WAITS)} if rng.random() < 0.3 else {}
    return Response(rng.choice(STATUSES), body, {**response.headers, **waits})


def _limit(rng: random.Random, response: Response) -> Response:
    body = rng.choice((b"", response.body, _written(rng.choice(REFUSALS))))
    return Response(rng.choice((429, 429, 503)), body, {"retry-after": rng.choice(WAITS)})


def _move(rng: random.Random, response: Response) -> Response:
    return Response(rng.choice(MOVED), response.body, {"location": rng.choice(PLACES)})


def _type(rng: random.Random, response: Response) -> Response:
    kind = rng.choice(("text/html", "application/json", "multipart/x; boundary=", "image/png"))
    status = rng.choice((response.status, 400, 403, 404, 500))
    body = rng.choice((response.body, b"<html>\xff\x81 not JSON</html>"))
    return Response(status, body, {"content-type": f"{kind}; charset={rng.choice(CHARSETS)}"})


def _header(rng: random.Random, response: Response) -> Response:
    body = response.body + b"\n"  # which ends what `chunked` would wait for
    return Response(response.status, body, {**response.headers, **rng.choice(HEADERS)})


AROUND = {change.__name__.strip("_"): change for change in (_status, _limit, _move, _type, _header)}
DELIVERED: dict[str, Delivery] = {"half": "half", "none": "none"}
KINDS = (*STRUCTURAL, *BYTES, *AROUND, *DELIVERED)
"""The names of all kinds of change."""


def mutated(rng: random.Random, response: Response) -> tuple[str, Answer]:
    """An answer changed in one way, or in its structure in several; the name of that way comes first."""
    group = rng.choices((STRUCTURAL, BYTES, AROUND, DELIVERED), (20, 6, 4, 2))[0]
    kind = rng.choice(list(group))
    if group is DELIVERED:
        return kind, (response, DELIVERED[kind])
    if group is AROUND:
        return kind, (AROUND[kind](rng, response), "whole")
    if group is BYTES:
        body = BYTES[kind](rng, response.body)
    else:
        content = json.loads(response.body)
        for change in [kind, *rng.choices(list(STRUCTURAL), k=rng.choice((0, 0, 1, 2)))]:
            if _places(content):
                STRUCTURAL[change](rng, *_a_place(rng, content))
        body = _written(content)
    return kind, (Response(response.status, body, {"content-type": JSON_TYPE}), "whole")
