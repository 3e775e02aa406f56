"""What the tests of the demo API share: a small catalogue, and a client that has a token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import requests

from ingest.demo.catalogue import Album, Artist, AudioFeatures, Catalogue, Track
from ingest.demo.server import DemoServer

FEATURES = AudioFeatures(0.5, 0.6, 0.7, 0.0, 0.1, -7.1, 0.04, 120.5, 0.3, 5, 1, 4, 200_000)


def an_id(kind: str, number: int) -> str:
    return f"{kind}{number:0{22 - len(kind)}d}"


BAND, EMPTY, GUEST = (
    Artist(an_id("A", 1), "Beyoncé"),
    Artist(an_id("A", 2), "Nobody"),
    Artist(an_id("A", 3), "Guest"),
)
UNKNOWN = an_id("X", 404)


def an_album(number: int, group: str = "album", track_count: int = 2) -> Album:
    tracks = tuple(
        Track(
            id=an_id("T", number * 1000 + place),
            name=f"Song {place}",
            artists=(BAND, GUEST),
            disc_number=1,
            track_number=place,
            duration_ms=200_000,
            explicit=False,
            isrc=f"XX{number:05}{place:05}",
            features=None if place == 2 else FEATURES,
        )
        for place in range(1, track_count + 1)
    )
    kind = "album" if group == "appears_on" else group
    listed_for = {BAND.id: group}
    name = f"Album {number}"
    return Album(an_id("L", number), name, kind, "1999", "year", (BAND,), tracks, listed_for)


def a_catalogue(albums: Sequence[Album]) -> Catalogue:
    return Catalogue.of([BAND, EMPTY], albums)


GROUPS = ("single", "album", "compilation", "appears_on")
SMALL = a_catalogue([an_album(number, group) for number, group in enumerate(GROUPS, 1)])
ALBUM, TRACK, NO_FEATURES = an_id("L", 2), an_id("T", 2001), an_id("T", 2002)


def address_of(server: DemoServer) -> tuple[str, int]:
    return "127.0.0.1", int(server.base_url.rpartition(":")[2])


class Client:
    """A session with a token, so that a test reads as the requests it makes."""

    def __init__(self, server: DemoServer) -> None:
        self.server = server
        self.session = requests.Session()
        self.renew()

    @property
    def address(self) -> tuple[str, int]:
        return address_of(self.server)

    def renew(self) -> None:
        answer = self.token()
        assert answer.status_code == 200, answer.text
        self.session.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"

    def token(
        self, secret: str = "demo", grant: str = "client_credentials", **more: Any
    ) -> requests.Response:
        form = {"grant_type": grant}
        url = self.server.token_url
        return requests.post(url, data=form, auth=("demo", secret), timeout=5, **more)

    def get(self, path: str, **query: Any) -> requests.Response:
        url = path if path.startswith("http") else self.server.api_url + path
        return self.session.get(url, params=query, timeout=5)

    def error(self, path: str, **query: Any) -> tuple[int, str | None]:
        answer = self.get(path, **query)
        error = answer.json()["error"]
        assert error["status"] == answer.status_code
        return answer.status_code, error.get("message")

    def walk(self, path: str, **query: Any) -> list[Any]:
        page = self.get(path, **query).json()
        items = list(page["items"])
        while page["next"]:
            page = self.get(page["next"]).json()
            items += page["items"]
        return items


@contextmanager
def serving(catalogue: Catalogue = SMALL, **options: Any) -> Iterator[Client]:
    with DemoServer(catalogue, **options) as server:
        client = Client(server)
        with client.session:
            yield client
