"""The demo's keyed Spotify-compatible service, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from demo_support import NO_FEATURES, SMALL, TRACK, UNKNOWN, an_id, serving

from ingest.demo.server import COMPATIBLE_KEY, DemoServer


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(SMALL) as one:
        yield one


def ask(
    server: DemoServer,
    path: str = "/audio-features",
    key: str | None = COMPATIBLE_KEY,
    **query: str,
) -> requests.Response:
    headers = {} if key is None else {"Authorization": f"Bearer {key}"}
    return requests.get(server.compatible_url + path, params=query, headers=headers, timeout=5)


def error(answer: requests.Response) -> tuple[int, str]:
    body: dict[str, Any] = answer.json()["error"]
    assert body["status"] == answer.status_code
    return answer.status_code, body["message"]


def test_features_are_spotifys_without_liveness_and_duration(server: DemoServer) -> None:
    with serving() as client:
        expected = client.get(f"/audio-features/{TRACK}").json()
    del expected["liveness"], expected["duration_ms"]
    assert ask(server, f"/audio-features/{TRACK}").json() == expected
    assert ask(server, ids=TRACK).json() == {"audio_features": [expected]}


def test_an_unknown_track_is_null_in_a_batch_and_404_alone(server: DemoServer) -> None:
    found = ask(server, ids=f"{UNKNOWN},{TRACK},{NO_FEATURES}").json()["audio_features"]
    assert [one and one["id"] for one in found] == [None, TRACK, None]
    for unknown in (UNKNOWN, NO_FEATURES):
        assert ask(server, f"/audio-features/{unknown}").status_code == 404


def test_a_request_names_one_to_a_hundred_ids(server: DemoServer) -> None:
    ids = [an_id("X", number) for number in range(101)]
    assert ask(server, ids=",".join(ids[:100])).json() == {"audio_features": [None] * 100}
    assert error(ask(server, ids=",".join(ids))) == (400, "too many ids requested")
    assert error(ask(server)) == (400, "Missing required field: ids")
    assert error(ask(server, ids="short")) == (400, "Invalid base62 id")
    assert error(ask(server, "/audio-features/short")) == (400, "Invalid base62 id")


@pytest.mark.parametrize(
    ("key", "message"), [(None, "Missing API key"), ("wrong", "Invalid API key")]
)
@pytest.mark.parametrize("path", ["/audio-features", f"/audio-features/{TRACK}"])
def test_the_key_is_needed(server: DemoServer, path: str, key: str | None, message: str) -> None:
    answer = ask(server, path, key=key, ids=TRACK)
    assert error(answer) == (401, message)
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_key_is_a_bearer_key(server: DemoServer) -> None:
    url = f"{server.compatible_url}/audio-features"
    for header in (f"Basic {COMPATIBLE_KEY}", COMPATIBLE_KEY, "Bearer "):
        headers = {"Authorization": header}
        answer = requests.get(url, params={"ids": TRACK}, headers=headers, timeout=5)
        assert answer.status_code == 401


@pytest.mark.parametrize("path", ["/", "/tracks", "/audio-features/x/y"])
def test_there_is_nothing_else(server: DemoServer, path: str) -> None:
    assert error(ask(server, path)) == (404, "Service not found")


def test_only_get_is_taken(server: DemoServer) -> None:
    headers = {"Authorization": f"Bearer {COMPATIBLE_KEY}"}
    url = f"{server.compatible_url}/audio-features"
    answer = requests.post(url, headers=headers, timeout=5)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
