"""What the demo API sends in place of an answer, by the name of the fault, over real HTTP."""

from __future__ import annotations

import socket
import time
from contextlib import suppress
from email.utils import parsedate_to_datetime

import pytest
import requests
from demo_support import (
    ALBUM,
    BAND,
    NO_FEATURES,
    SMALL,
    TRACK,
    UNKNOWN,
    Client,
    address_of,
    an_id,
    serving,
)

from ingest.demo.faults import FAULTS, LATE, PASSING, REFUSING, SPOILING, Rule, parse_fault
from ingest.demo.server import COMPATIBLE_KEY, DemoServer

PATH = f"/albums/{ALBUM}"
QUOTA = {"error": {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}}


def features_at(service: str, client: Client, ids: str = TRACK) -> requests.Response:
    base = {
        "spotify": client.server.api_url,
        "reccobeats": client.server.reccobeats_url,
        "compatible": client.server.compatible_url,
    }[service]
    key = {"Authorization": f"Bearer {COMPATIBLE_KEY}"} if service == "compatible" else {}
    url = f"{base}/audio-features"
    return client.session.get(
        url, params={"ids": ids}, headers=key, timeout=5, allow_redirects=False
    )


def test_every_fault_is_of_one_kind() -> None:
    kinds = (PASSING, LATE, REFUSING, SPOILING)
    assert sorted(name for kind in kinds for name in kind) == sorted(FAULTS)


@pytest.mark.parametrize("name", sorted(PASSING))
def test_after_a_passing_fault_the_next_answer_is_right(name: str) -> None:
    with serving(faults=[Rule(name, times=1, path=PATH)]) as client:
        with suppress(requests.RequestException):
            assert "total_tracks" not in client.get(PATH).text
        client.renew()
        assert client.get(PATH).json()["id"] == ALBUM


# Rate limits


def test_a_rate_limit_may_name_a_date() -> None:
    with serving(faults=[Rule("rate-limit-date", times=1, retry_after=90)]) as client:
        begin = time.time()
        answer = client.get(PATH)
        assert client.get(PATH).status_code == 200
    until = parsedate_to_datetime(answer.headers["retry-after"])
    assert answer.headers["retry-after"].endswith(" GMT")
    assert answer.status_code == 429
    assert 90 <= until.timestamp() - begin < 93


def test_a_rate_limit_may_name_no_time_at_all_to_wait() -> None:
    with serving(faults={"rate-limit-zero": 1.0}) as client:
        answer = client.get(PATH)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "0")


@pytest.mark.parametrize("wait", [None, 5, "soon"])
def test_a_rate_limit_may_be_plain_text(wait: int | str | None) -> None:
    with serving(faults=[Rule("rate-limit-text", retry_after=wait)]) as client:
        answer = client.get(PATH)
    assert (answer.status_code, answer.text) == (429, "Too many requests")
    assert answer.headers["content-type"] == "text/plain"
    assert answer.headers.get("retry-after") == (None if wait is None else str(wait))


@pytest.mark.parametrize("wait", [None, 3600])
def test_a_quota_that_is_used_up_says_so(wait: int | None) -> None:
    with serving(faults=[Rule("quota", retry_after=wait)]) as client:
        answer = client.get(PATH)
        assert features_at("reccobeats", client).status_code == 200
    assert (answer.status_code, answer.json()) == (429, QUOTA)
    assert answer.headers.get("retry-after") == (None if wait is None else str(wait))


@pytest.mark.parametrize("name", ["rate-limit", "rate-limit-date", "rate-limit-zero"])
def test_each_service_words_a_rate_limit_in_its_own_way(name: str) -> None:
    with serving(faults={name: 1.0}) as client:
        message = "API rate limit exceeded"
        spotify = {"error": {"status": 429, "message": message}}
        reccobeats = {"status": 4291, "errors": [{"message": message}]}
        bodies = {"spotify": spotify, "compatible": spotify, "reccobeats": reccobeats}
        for service, body in bodies.items():
            answer = features_at(service, client)
            assert (answer.status_code, answer.json()) == (429, body)
            assert answer.headers["retry-after"]


# Refusals


def test_an_app_may_be_refused_its_audio_features_alone() -> None:
    with serving(faults={"no-features": 1.0}) as client:
        for path in (f"/audio-features?ids={TRACK}", f"/audio-features/{TRACK}"):
            answer = client.get(path)
            assert (answer.status_code, answer.json()) == (403, {"error": {"status": 403}})
        assert client.get("/albums", ids=ALBUM).status_code == 200
        for service in ("reccobeats", "compatible"):
            assert features_at(service, client).status_code == 200


def test_an_app_may_be_refused_batches_alone() -> None:
    with serving(faults={"forbidden-batch": 1.0}) as client:
        for path in ("/albums", "/artists", "/tracks"):
            assert client.error(path, ids=UNKNOWN) == (403, "Forbidden")
        for path in (PATH, f"{PATH}/tracks", f"/tracks/{TRACK}", f"/artists/{BAND.id}"):
            assert client.get(path).status_code == 200
        listing = client.get(f"/artists/{BAND.id}/albums", limit=50).json()
        assert "album_group" in listing["items"][0]
        assert features_at("spotify", client).status_code == 200


@pytest.mark.parametrize("service", ["spotify", "reccobeats", "compatible"])
def test_a_page_of_html_may_come_for_json(service: str) -> None:
    with serving(faults={"not-json": 1.0}) as client:
        answer = features_at(service, client)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html")
    assert answer.text.startswith("<!doctype html>")


@pytest.mark.parametrize("service", ["spotify", "reccobeats", "compatible"])
def test_an_answer_may_lead_to_another_host(service: str) -> None:
    with serving(faults={"redirect": 1.0}) as client:
        answer = features_at(service, client)
        target = client.server.log[-1].target
    assert answer.status_code == 302
    assert answer.headers["location"] == f"https://elsewhere.invalid{target}"


# Poison


def test_a_poisonous_id_fails_alone_and_spoils_its_batch_every_time() -> None:
    with serving(faults=[Rule("poison", ids=[TRACK])]) as client:
        for _ in range(3):
            assert client.error(f"/audio-features/{TRACK}") == (500, "Server error")
            assert client.error("/audio-features", ids=f"{NO_FEATURES},{TRACK}")[0] == 500
        assert client.get("/audio-features", ids=NO_FEATURES).status_code == 200
        assert client.get(PATH).status_code == 200
        assert features_at("reccobeats", client).status_code == 500


@pytest.mark.parametrize("path", [f"/artists/{BAND.id}/albums", f"/artists/{BAND.id}"])
def test_an_id_in_the_path_may_be_poisonous_too(path: str) -> None:
    with serving(faults=[Rule("poison", ids=[BAND.id])]) as client:
        assert client.get(path).status_code == 500


def test_which_ids_are_poisonous_depends_on_the_rate_and_the_ids_alone() -> None:
    ids = [an_id("X", number) for number in range(300)]
    with serving(faults={"poison": 0.1}) as client:

        def poisonous(few: list[str]) -> bool:
            return client.get("/audio-features", ids=",".join(few)).status_code == 500

        found = {one for one in ids if poisonous([one])}
        assert 15 < len(found) < 50
        assert found == {one for one in ids[::-1] if poisonous([one])}
        for start in range(0, 300, 5):
            batch = ids[start : start + 5]
            assert poisonous(batch) == bool(found.intersection(batch))


def test_any_fault_may_be_for_requests_that_name_an_id() -> None:
    rule = Rule("error-503", ids=[TRACK], times=1)
    with serving(faults=[rule]) as client:
        statuses = [
            features_at("spotify", client, ids).status_code for ids in (UNKNOWN, TRACK, TRACK)
        ]
    assert statuses == [200, 503, 200]


# Patience


def test_hang_sends_no_byte_until_the_client_gives_up() -> None:
    with serving(faults=[Rule("hang", times=1)]) as client:
        begin = time.monotonic()
        with pytest.raises(requests.ReadTimeout):
            client.session.get(client.server.api_url + PATH, timeout=0.3)
        assert time.monotonic() - begin >= 0.3
        assert client.get(PATH).status_code == 200
        assert [(one.status, one.fault) for one in client.server.log[1:]] == [
            (0, "hang"),
            (200, None),
        ]


def test_hang_lasts_no_longer_than_the_server() -> None:
    server = DemoServer(SMALL, faults={"hang": 1.0})
    server.start()
    with socket.create_connection(address_of(server), timeout=5) as connection:
        connection.sendall(b"GET /v1/albums HTTP/1.1\r\nhost: x\r\n\r\n")
        while not server.log:
            time.sleep(0.01)
        begin = time.monotonic()
        server.stop()
        assert connection.recv(65536) == b""
    assert time.monotonic() - begin < 1


def test_every_fault_can_be_asked_for_on_the_command_line() -> None:
    for name in FAULTS:
        DemoServer(SMALL, faults=dict([parse_fault(f"{name}=0.5")])).stop()
