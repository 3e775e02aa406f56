"""The demo server itself: its log, its hooks, its speed and its end."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import requests
from demo_support import (
    ALBUM,
    BAND,
    GUEST,
    SMALL,
    TRACK,
    UNKNOWN,
    Client,
    a_catalogue,
    address_of,
    an_album,
    an_id,
    serving,
)

from ingest.demo.catalogue import Catalogue
from ingest.demo.faults import Rule
from ingest.demo.identifiers import uuid_of
from ingest.demo.server import COMPATIBLE_KEY, DemoServer


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as one:
        yield one


def test_mutate_changes_a_body_before_it_is_sent() -> None:
    def with_a_null(target: str, body: dict[str, Any]) -> dict[str, Any]:
        if "/tracks" in target:
            body["items"].insert(0, None)
        return body

    with serving(mutate=with_a_null) as client:
        assert client.get(f"/albums/{ALBUM}/tracks").json()["items"][0] is None
        assert client.get(f"/albums/{ALBUM}").json()["tracks"]["items"][0] is not None


def test_the_log_names_every_request_with_its_status_and_fault() -> None:
    with serving(faults=[Rule("error-503", times=1, path="^/v1/")]) as client:
        client.get(f"/albums/{ALBUM}", market="SE")
        client.get(f"/albums/{UNKNOWN}")
        log = client.server.log
        assert [(one.method, one.status, one.fault) for one in log] == [
            ("POST", 200, None),
            ("GET", 503, "error-503"),
            ("GET", 404, None),
        ]
        assert log[1].target == f"/v1/albums/{ALBUM}?market=SE"
        assert client.server.count("/albums/", status=404) == 1
        assert client.server.count() == 3


def test_latency_delays_every_answer() -> None:
    with serving(latency_ms=60) as client:
        begin = time.monotonic()
        client.get(f"/albums/{ALBUM}")
        assert time.monotonic() - begin >= 0.06


def test_one_connection_serves_many_requests(client: Client) -> None:
    with socket.create_connection(client.address) as connection:
        for _ in range(3):
            connection.sendall(b"PUT /v1/albums HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\n\r\n{}")
            assert connection.recv(65536).startswith(b"HTTP/1.1 405")


def test_many_clients_at_once_are_all_answered(client: Client) -> None:
    def ask(number: int) -> int:
        headers = {"Authorization": client.session.headers["Authorization"]}
        url = f"{client.server.api_url}/tracks/{an_id('T', 1001 + number % 2)}"
        return requests.get(url, headers=headers, timeout=5).status_code

    with ThreadPoolExecutor(32) as pool:
        assert set(pool.map(ask, range(200))) == {200}


def test_a_batch_of_twenty_long_albums_is_answered_quickly() -> None:
    albums = [an_album(number, track_count=60) for number in range(1, 21)]
    with serving(a_catalogue(albums)) as client:
        ids = ",".join(album.id for album in albums)
        seconds = []
        for _ in range(5):
            begin = time.monotonic()
            assert len(client.get("/albums", ids=ids).content) > 500_000
            seconds.append(time.monotonic() - begin)
    assert min(seconds) < 0.2


def seconds_to(action: Callable[[], None]) -> float:
    begin = time.monotonic()
    action()
    return time.monotonic() - begin


def test_stop_does_not_wait_for_open_connections_or_slow_answers() -> None:
    server = DemoServer(SMALL, faults=[Rule("slow", path="/api/token", seconds=60)])
    server.start()
    address = address_of(server)
    with socket.create_connection(address), socket.create_connection(address) as waiting:
        waiting.sendall(b"POST /api/token HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(0.05)
        assert seconds_to(server.stop) < 1
        assert seconds_to(server.stop) < 1
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(address, timeout=1)


def test_serve_forever_ends_when_the_server_is_stopped() -> None:
    server = DemoServer(SMALL)
    with ThreadPoolExecutor(1) as pool:
        served = pool.submit(server.serve_forever)
        url = f"{server.base_url}/"
        assert requests.get(url, timeout=5).status_code == 404
        server.stop()
        served.result(timeout=2)


def test_a_server_that_never_started_can_be_stopped() -> None:
    DemoServer(SMALL).stop()


def test_a_taken_port_is_an_os_error(client: Client) -> None:
    with pytest.raises(OSError, match="in use"):
        DemoServer(SMALL, port=client.address[1])


def test_a_client_that_goes_away_leaves_no_trace(capfd: pytest.CaptureFixture[str]) -> None:
    with serving(latency_ms=50) as client:
        for _ in range(5):
            with socket.create_connection(client.address) as connection:
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
                connection.sendall(b"GET /v1/albums HTTP/1.1\r\nhost: x\r\n\r\n")
        time.sleep(0.15)
        assert client.get(f"/albums/{ALBUM}").status_code == 200
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize(
    "text",
    [
        b"POST /api/token HTTP/1.1\r\ncontent-length: x\r\n\r\n",
        b"POST /api/token HTTP/1.1\r\ncontent-length: 9999999\r\n\r\n",
        b"POST /api/token HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
        b"GET //[ HTTP/1.1\r\n\r\n",
    ],
)
def test_a_malformed_request_is_a_client_error(
    client: Client, text: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    with socket.create_connection(client.address) as connection:
        connection.sendall(text)
        connection.settimeout(2)
        assert b"HTTP/1.1 4" in connection.recv(65536)
    assert capfd.readouterr() == ("", "")


class Untouchable(dict[str, Any]):
    """A mapping to look things up in and no more, as one of a million tracks should be."""

    def __iter__(self) -> Iterator[str]:
        raise AssertionError("the catalogue was walked through")

    keys = values = items = __iter__  # type: ignore[assignment]


def test_a_catalogue_is_looked_up_in_and_never_walked_through() -> None:
    names = ("artists", "albums", "tracks", "discographies")
    lazy = {name: Untouchable(getattr(SMALL, name)) for name in names}
    with serving(Catalogue(**lazy)) as client:
        for path in (
            f"/artists/{BAND.id}",
            f"/artists?ids={BAND.id}",
            f"/artists/{BAND.id}/albums",
            f"/albums?ids={ALBUM},{UNKNOWN}",
            f"/albums/{ALBUM}/tracks",
            f"/audio-features?ids={TRACK},{UNKNOWN}",
        ):
            assert client.get(path).status_code == 200
        for base in (client.server.reccobeats_url, client.server.compatible_url):
            client.session.headers["Authorization"] = f"Bearer {COMPATIBLE_KEY}"
            ids = f"{TRACK},{UNKNOWN}"
            assert client.get(f"{base}/audio-features?ids={ids}").status_code == 200
        track = f"{client.server.reccobeats_url}/track"
        assert client.get(f"{track}/{uuid_of(UNKNOWN)}/audio-features").status_code == 404
        client.renew()
        with pytest.raises(requests.ConnectionError):  # a guest is found only on the way
            client.get(f"/artists/{GUEST.id}")
