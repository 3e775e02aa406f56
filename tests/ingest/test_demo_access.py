"""Who gets into the demo API, over real HTTP: the token endpoint and the bearer check."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
import requests
from demo_support import ALBUM, Client, serving


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    with serving() as one:
        yield one


def test_a_token_is_a_bearer_token_that_lives_an_hour(client: Client) -> None:
    body = client.token().json()
    assert set(body) == {"access_token", "token_type", "expires_in"}
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 3600)


def test_credentials_may_come_in_the_form_too(client: Client) -> None:
    form = {"grant_type": "client_credentials", "client_id": "demo", "client_secret": "demo"}
    assert requests.post(client.server.token_url, data=form, timeout=5).status_code == 200


def test_a_wrong_secret_is_a_400_whose_error_is_a_string(client: Client) -> None:
    answer = client.token(secret="wrong")
    body = {"error": "invalid_client", "error_description": "Invalid client"}
    assert (answer.status_code, answer.json()) == (400, body)


@pytest.mark.parametrize("header", ["Basic ###", "Basic ", "Basic ZGVtbw==", "Bearer demo:demo"])
def test_malformed_credentials_are_an_invalid_client(client: Client, header: str) -> None:
    form, headers = {"grant_type": "client_credentials"}, {"Authorization": header}
    answer = requests.post(client.server.token_url, data=form, headers=headers, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_client")


def test_no_credentials_at_all_have_no_error_description(client: Client) -> None:
    form = {"grant_type": "client_credentials"}
    answer = requests.post(client.server.token_url, data=form, timeout=5)
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_client"})


@pytest.mark.parametrize(
    ("grant", "description"),
    [
        ("", "grant_type parameter is missing"),
        (
            "password",
            "grant_type must be client_credentials, authorization_code or refresh_token",
        ),
    ],
)
def test_a_wrong_grant_is_unsupported(client: Client, grant: str, description: str) -> None:
    answer = client.token(grant=grant)
    body = {"error": "unsupported_grant_type", "error_description": description}
    assert (answer.status_code, answer.json()) == (400, body)


def test_the_token_endpoint_takes_only_a_posted_form(client: Client) -> None:
    url = client.server.token_url
    assert requests.get(url, timeout=5).status_code == 405
    answer = requests.post(url, json={"grant_type": "client_credentials"}, timeout=5)
    assert (answer.status_code, answer.json()["error"]) == (415, "server_error")


# The bearer check


@pytest.mark.parametrize(
    ("header", "status", "message", "challenge"),
    [
        (None, 401, "No token provided", "missing_token"),
        ("Bearer wrong", 401, "Invalid access token", "invalid_token"),
        ("Basic ZGVtbzpkZW1v", 400, "Only valid bearer authentication supported", None),
        ("Bearer ", 400, "Only valid bearer authentication supported", None),
    ],
)
def test_a_request_without_a_good_token_is_refused(
    client: Client, header: str | None, status: int, message: str, challenge: str | None
) -> None:
    headers = {"Authorization": header} if header else {}
    url = f"{client.server.api_url}/albums/{ALBUM}"
    answer = requests.get(url, headers=headers, timeout=5)
    assert answer.status_code == status
    assert answer.json() == {"error": {"status": status, "message": message}}
    found = answer.headers.get("www-authenticate")
    assert f'error="{challenge}"' in found if challenge and found else found is challenge


def test_a_token_past_its_time_has_expired() -> None:
    with serving(token_seconds=0.05) as client:
        assert client.get(f"/albums/{ALBUM}").status_code == 200
        time.sleep(0.06)
        answer = client.get(f"/albums/{ALBUM}")
    assert answer.json() == {"error": {"status": 401, "message": "The access token expired"}}
    assert 'error="invalid_token"' in answer.headers["www-authenticate"]


def test_a_token_is_good_at_its_own_server_alone(client: Client) -> None:
    with serving() as other:
        other.session.headers.update(client.session.headers)
        assert other.error(f"/albums/{ALBUM}") == (401, "Invalid access token")
