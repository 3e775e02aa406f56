"""The demo API is as strict as Spotify's with paths, methods and parameters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from demo_support import ALBUM, BAND, TRACK, UNKNOWN, Client, an_id, serving


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as one:
        yield one


@pytest.mark.parametrize("path", ["/nonsense", "/albums/x/y/z", "/", "/me", "/artists//albums"])
def test_an_unknown_path_is_service_not_found(client: Client, path: str) -> None:
    assert client.error(path) == (404, "Service not found")


@pytest.mark.parametrize(
    "path", ["/", "/v2/albums", "/v1", "/reccobeats", "/compatible/v2/x", "/api/tokens"]
)
def test_nothing_answers_outside_the_api(client: Client, path: str) -> None:
    assert client.error(client.server.base_url + path) == (404, "Service not found")


def test_a_slash_at_the_end_of_a_path_changes_nothing(client: Client) -> None:
    assert client.get("/tracks/", ids=TRACK).json() == client.get("/tracks", ids=TRACK).json()


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_the_api_takes_only_get(client: Client, method: str) -> None:
    answer = client.session.request(
        method, f"{client.server.api_url}/albums/{ALBUM}", data="x=1", timeout=5
    )
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json() == {"error": {"status": 405, "message": "Method not allowed"}}


@pytest.mark.parametrize(
    ("path", "most"), [("/albums", 20), ("/tracks", 50), ("/artists", 50), ("/audio-features", 100)]
)
def test_a_batch_holds_so_many_ids_and_no_more(client: Client, path: str, most: int) -> None:
    key = path[1:].replace("-", "_")
    ids = [an_id("X", number) for number in range(most + 1)]
    assert client.get(path, ids=",".join(ids[:most])).json() == {key: [None] * most}
    assert client.error(path, ids=",".join(ids)) == (400, "too many ids requested")
    assert client.error(path) == (400, "Missing required field: ids")


@pytest.mark.parametrize("path", ["/albums", "/tracks", "/artists", "/audio-features"])
@pytest.mark.parametrize(
    "bad", ["", "short", UNKNOWN + "0", UNKNOWN[:-1] + "-", UNKNOWN[:-1] + "é", f"{UNKNOWN},"]
)
def test_a_malformed_id_is_refused_alone_and_in_a_batch(
    client: Client, path: str, bad: str
) -> None:
    assert client.error(path, ids=bad) == (400, "Invalid base62 id")
    if bad:
        assert client.error(f"{path}/{bad}") == (400, "Invalid base62 id")


@pytest.mark.parametrize(
    "path", ["/albums/{}", "/albums/{}/tracks", "/tracks/{}", "/artists/{}", "/artists/{}/albums"]
)
def test_an_unknown_id_is_not_found(client: Client, path: str) -> None:
    assert client.error(path.format(UNKNOWN)) == (404, "Resource not found")


@pytest.mark.parametrize("path", [f"/artists/{BAND.id}/albums", f"/albums/{ALBUM}/tracks"])
@pytest.mark.parametrize("limit", ["0", "51", "-1", "ten", "", "1.5"])
def test_a_limit_outside_1_to_50_is_invalid(client: Client, path: str, limit: str) -> None:
    assert client.error(path, limit=limit) == (400, "Invalid limit")


@pytest.mark.parametrize("offset", ["-1", "x", ""])
def test_an_offset_that_is_no_count_is_invalid(client: Client, offset: str) -> None:
    assert client.error(f"/albums/{ALBUM}/tracks", offset=offset) == (400, "Invalid offset")


@pytest.mark.parametrize("groups", ["ep", "", "album,", "album, single", "ALBUM"])
def test_an_unknown_group_is_refused(client: Client, groups: str) -> None:
    status, _ = client.error(f"/artists/{BAND.id}/albums", include_groups=groups)
    assert status == 400


def test_a_market_that_is_no_country_code_is_refused(client: Client) -> None:
    assert client.error(f"/albums/{ALBUM}", market="undefined") == (400, "Invalid market code")
    assert client.get(f"/albums/{ALBUM}", market="SE").status_code == 200
