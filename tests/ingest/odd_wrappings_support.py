"""Changes of an answer around its body: status, headers, content type."""

from __future__ import annotations

import random

from odd_bodies_support import BYTES
from odd_values_support import Json, written

from ingest.demo.messages import Response

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
    body = rng.choice((response.body, written(rng.choice(REFUSALS)), BYTES["replace"](rng, b"")))
    waits = {"retry-after": rng.choice(WAITS)} if rng.random() < 0.3 else {}
    return Response(rng.choice(STATUSES), body, {**response.headers, **waits})


def _limit(rng: random.Random, response: Response) -> Response:
    body = rng.choice((b"", response.body, written(rng.choice(REFUSALS))))
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
