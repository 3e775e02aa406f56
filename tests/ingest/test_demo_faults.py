"""The demo API is as nasty as asked to be: every fault by name, over real HTTP."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import pytest
import requests
from demo_support import ALBUM, SMALL, Client, serving

from ingest.demo.faults import FAULTS, Faults, Rule, parse_fault
from ingest.demo.messages import Response
from ingest.demo.server import DemoServer


def fault_once(name: str, **options: Any) -> list[Rule]:
    return [Rule(name, times=1, path="^/v1/", **options)]


def test_rate_limit_names_the_wait() -> None:
    with serving(faults=fault_once("rate-limit", retry_after=7)) as client:
        answer = client.get(f"/albums/{ALBUM}")
        assert (answer.status_code, answer.headers["retry-after"]) == (429, "7")
        assert answer.json()["error"] == {"status": 429, "message": "API rate limit exceeded"}
        assert client.get(f"/albums/{ALBUM}").status_code == 200


def test_a_silent_rate_limit_names_no_wait_and_has_no_body() -> None:
    with serving(faults=fault_once("rate-limit-silent")) as client:
        answer = client.get(f"/albums/{ALBUM}")
    assert (answer.status_code, answer.content) == (429, b"")
    assert "retry-after" not in answer.headers


@pytest.mark.parametrize(
    ("name", "status", "content_type"),
    [
        ("error-500", 500, "application/json; charset=utf-8"),
        ("error-502", 502, "text/html"),
        ("error-503", 503, "text/plain"),
        ("no-premium", 403, "text/plain"),
    ],
)
def test_an_error_fault_answers_with_its_status_and_kind_of_body(
    name: str, status: int, content_type: str
) -> None:
    with serving(faults=fault_once(name)) as client:
        answer = client.get(f"/albums/{ALBUM}")
        assert (answer.status_code, answer.headers["content-type"]) == (status, content_type)
        assert client.get(f"/albums/{ALBUM}").status_code == 200


def test_drop_closes_the_connection_without_an_answer() -> None:
    with serving(faults=fault_once("drop")) as client:
        with pytest.raises(requests.ConnectionError):
            client.get(f"/albums/{ALBUM}")
        assert client.get(f"/albums/{ALBUM}").status_code == 200
        assert [served.status for served in client.server.log] == [200, 0, 200]


def test_truncate_breaks_off_within_the_body() -> None:
    with serving(faults=fault_once("truncate")) as client:
        with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
            client.get(f"/albums/{ALBUM}")
        assert client.get(f"/albums/{ALBUM}").status_code == 200


def test_slow_answers_late_but_well() -> None:
    with serving(faults=fault_once("slow", seconds=0.2)) as client:
        begin = time.monotonic()
        assert client.get(f"/albums/{ALBUM}").status_code == 200
        assert 0.2 <= time.monotonic() - begin < 1


def test_an_expired_token_stays_dead_until_a_new_one_is_fetched() -> None:
    with serving(faults=fault_once("token-expiry")) as client:
        for _ in range(2):
            assert client.error(f"/albums/{ALBUM}") == (401, "The access token expired")
        client.renew()
        assert client.get(f"/albums/{ALBUM}").status_code == 200


@pytest.mark.parametrize("name", sorted(FAULTS))
def test_only_server_errors_and_drops_hit_the_token_endpoint(name: str) -> None:
    with DemoServer(SMALL, faults={name: 1.0}) as server, requests.Session() as session:
        client = Client.__new__(Client)
        client.server, client.session = server, session
        if name == "drop":
            with pytest.raises(requests.ConnectionError):
                client.token()
        elif name.startswith("error-"):
            assert client.token().status_code == int(name.removeprefix("error-"))
        else:
            assert client.token().status_code == 200


def test_a_rule_hits_only_the_path_and_the_requests_it_names() -> None:
    rule = Rule("error-500", path=r"/albums/.*offset=1", after=1, times=2)
    with serving(faults=[rule]) as client:
        path = f"/albums/{ALBUM}/tracks"
        assert client.get(path).status_code == 200
        statuses = [client.get(path, offset=1).status_code for _ in range(5)]
    assert statuses == [200, 500, 500, 200, 200]


def test_a_rule_may_send_any_response() -> None:
    moved = Response(302, headers={"location": "http://elsewhere.invalid/"})
    with serving(faults=[Rule(moved, path="/albums")]) as client:
        url = f"{client.server.api_url}/albums/{ALBUM}"
        answer = client.session.get(url, allow_redirects=False, timeout=5)
    assert (answer.status_code, answer.headers["location"]) == (302, "http://elsewhere.invalid/")


def decisions(faults: Faults, targets: Sequence[str]) -> dict[tuple[str, int], str | None]:
    made: dict[tuple[str, int], str | None] = {}
    for place, target in enumerate(targets):
        rule = faults.next(target)
        made[target, targets[:place].count(target)] = rule.name if rule else None
    return made


def test_a_rate_is_kept_and_does_not_depend_on_the_order_of_requests() -> None:
    rates = {"error-500": 0.2, "drop": 0.1}
    targets = [f"/v1/tracks/{number % 200}" for number in range(600)]
    forward = decisions(Faults.of(rates), targets)
    assert forward == decisions(Faults.of(rates), targets[::-1])
    hits = list(forward.values())
    assert 90 < hits.count("error-500") < 150
    assert 25 < hits.count("drop") < 75
    assert forward != decisions(
        Faults([Rule("error-500", 0.2), Rule("drop", 0.1)], seed=1), targets
    )


def test_a_request_that_is_tried_again_has_a_new_chance() -> None:
    faults = Faults.of({"drop": 0.5})
    hits = [faults.next("/v1/tracks/1") is not None for _ in range(40)]
    assert 10 < sum(hits) < 30


def test_parse_fault_reads_a_name_and_a_rate() -> None:
    assert parse_fault("rate-limit=0.25") == ("rate-limit", 0.25)
    assert {parse_fault(f"{name}=1")[0] for name in FAULTS} == set(FAULTS)


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("rate-limit", "is not NAME=RATE"),
        ("earthquake=0.1", "no fault is called 'earthquake': choose from rate-limit,"),
        ("drop=often", "the rate of drop must be a number from 0 to 1, not 'often'"),
        ("drop=1.5", "from 0 to 1"),
        ("drop=-0.1", "from 0 to 1"),
        ("drop=nan", "from 0 to 1"),
        ("drop=", "from 0 to 1"),
    ],
)
def test_parse_fault_says_in_one_line_what_is_wrong(text: str, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint) as caught:
        parse_fault(text)
    assert "\n" not in str(caught.value)


def test_a_server_with_an_unknown_fault_does_not_start() -> None:
    with pytest.raises(ValueError, match="no fault is called 'earthquake'"):
        DemoServer(SMALL, faults={"earthquake": 1.0})
