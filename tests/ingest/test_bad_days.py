"""Every fault by name: a short one is lived through, a long one stops the run and loses nothing."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from demo_support import BAND, SMALL, a_catalogue, an_album
from ingest_support import contents, rows, run

from ingest.demo.faults import PASSING, Rule
from ingest.demo.messages import Response
from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.http.pacing import retry_after
from ingest.raw.landing import utc_now
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, RUNS, TRACKS

TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> list[object]:
    out = tmp_path_factory.mktemp("undisturbed")
    with DemoServer(SMALL) as server:
        run(server, out)
    return [contents(out, table) for table in TABLES]


@pytest.mark.parametrize("where", [r"/artists\?", r"/artists/", r"/albums\?ids", "audio-features"])
@pytest.mark.parametrize("fault", sorted(PASSING))
def test_a_fault_that_passes_costs_one_more_try_and_no_row(
    fault: str,
    where: str,
    tmp_path: Path,
    undisturbed: list[object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ingest.http.transport.UNNAMED_WAIT", 0.2)
    with DemoServer(SMALL, faults=[Rule(fault, times=1, path=where)]) as server:
        outcome = run(server, tmp_path)
        tokens = 2 if fault == "token-expiry" else 1
        assert server.count("/api/token") == tokens
        assert len(server.log) == outcome.run["requests"] == 5 + tokens
    assert (outcome.exit, outcome.run["retries"]) == (Exit.COMPLETE, 1)
    assert [contents(tmp_path, table) for table in TABLES] == undisturbed


def test_a_slow_answer_is_waited_for(tmp_path: Path) -> None:
    with DemoServer(SMALL, faults=[Rule("slow", times=1, seconds=0.5)]) as server:
        outcome = run(server, tmp_path)
    assert (outcome.exit, outcome.run["retries"]) == (Exit.COMPLETE, 0)
    assert outcome.run["finished_at"] - outcome.run["started_at"] >= timedelta(seconds=0.5)


@pytest.mark.parametrize("fault", ["error-500", "error-502", "error-503", "drop"])
def test_a_token_endpoint_that_stumbles_is_asked_again(fault: str, tmp_path: Path) -> None:
    with DemoServer(SMALL, faults=[Rule(fault, times=2, path="/api/token")]) as server:
        outcome = run(server, tmp_path)
    assert (outcome.exit, outcome.run["retries"]) == (Exit.COMPLETE, 2)


@pytest.mark.parametrize("fault", ["error-500", "drop", "truncate", "not-json"])
def test_a_source_that_never_answers_is_tried_five_times_and_ends_the_run(
    fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.http.pacing.Guard.pause", lambda *_: None)
    with DemoServer(SMALL, faults=[Rule(fault, path="/v1/")]) as server:
        outcome = run(server, tmp_path)
        assert server.count("/v1/") == 5
    assert outcome.exit is Exit.STOPPED
    assert "kept failing" in str(outcome.error)
    assert rows(tmp_path, RUNS)[0]["status"] == "stopped"


def test_audio_features_that_keep_failing_do_not_cost_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.http.pacing.Guard.pause", lambda *_: None)
    with DemoServer(SMALL, faults=[Rule("error-500", path="audio-features")]) as server:
        outcome = run(server, tmp_path)
        # Five times for both tracks, and as no one track is to blame, twice for each.
        assert server.count("audio-features") == 5 + 2 + 2
    assert (outcome.exit, outcome.run["tracks"], outcome.failures) == (Exit.STOPPED, 2, [])
    assert "kept failing: it answers 500" in str(outcome.error)


def test_a_wait_within_the_limit_is_obeyed_and_counted(tmp_path: Path) -> None:
    fault = Rule("rate-limit", times=1, path=r"/albums\?ids", retry_after=1)
    with DemoServer(SMALL, faults=[fault]) as server:
        outcome = run(server, tmp_path)
        limited = next(one for one in server.log if one.status == 429)
        later = [one.at for one in server.log if one.at > limited.at]
    assert min(later) - limited.at >= 1.0
    assert outcome.run["waited_seconds"] == pytest.approx(1, abs=0.01)


def test_waits_that_are_not_named_double(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.http.transport.UNNAMED_WAIT", 0.2)
    fault = Rule("rate-limit-silent", times=3, path=r"/albums\?ids")
    with DemoServer(SMALL, faults=[fault]) as server:
        outcome = run(server, tmp_path)
    assert outcome.run["waited_seconds"] == pytest.approx(0.2 + 0.4 + 0.8, abs=0.05)


def test_a_server_error_that_names_a_wait_is_obeyed(tmp_path: Path) -> None:
    busy = Response(503, b"", {"Retry-After": "1"})
    with DemoServer(SMALL, faults=[Rule(busy, times=1)]) as server:
        outcome = run(server, tmp_path)
    assert outcome.run["waited_seconds"] == pytest.approx(1, abs=0.05)


def test_an_answer_that_does_not_come_is_given_up_and_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.http.transport.TIMEOUT", (1, 0.3))
    with DemoServer(SMALL, faults=[Rule("slow", times=1, seconds=20)]) as server:
        outcome = run(server, tmp_path)
    assert (outcome.exit, outcome.run["retries"]) == (Exit.COMPLETE, 1)
    assert outcome.run["finished_at"] - outcome.run["started_at"] < timedelta(seconds=10)


def test_a_rate_limit_without_end_says_when_to_come_back(tmp_path: Path) -> None:
    fault = Rule("rate-limit", path="audio-features", retry_after=1)
    with DemoServer(SMALL, faults=[fault]) as server:
        outcome = run(server, tmp_path)
    assert (outcome.exit, outcome.run["waited_seconds"]) == (
        Exit.STOPPED,
        pytest.approx(4, abs=0.1),
    )
    assert outcome.resume_at is not None


@pytest.mark.parametrize("wait", ["1700000000000", "inf", "1e400"])
def test_an_absurd_wait_stops_the_run_as_any_long_one(wait: str, tmp_path: Path) -> None:
    fault = Rule("rate-limit", path="audio-features", retry_after=wait)
    with DemoServer(SMALL, faults=[fault]) as server:
        outcome = run(server, tmp_path)
    assert (outcome.exit, rows(tmp_path, RUNS)[0]["status"]) == (Exit.STOPPED, "stopped")


def test_what_came_before_a_stop_is_kept(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 61)])
    fault = Rule("rate-limit", path=r"/albums\?ids", after=2, retry_after=3600)
    with DemoServer(catalogue, faults=[fault]) as server:
        outcome = run(server, tmp_path, concurrency=1)
    assert outcome.exit is Exit.STOPPED
    assert len(rows(tmp_path, TRACKS)) == 2 * 20 * 2


def test_a_mistake_of_ours_costs_nothing_that_was_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.discographies.land_features", lambda *_: {}["gone"])
    with DemoServer(SMALL) as server:
        outcome = run(server, tmp_path)
    assert outcome.exit is Exit.STOPPED
    assert "KeyError: 'gone' at " in str(outcome.error)
    assert "this is a mistake of ours" in str(outcome.error)
    assert (len(rows(tmp_path, TRACKS)), rows(tmp_path, RUNS)[0]["status"]) == (2, "stopped")


@pytest.mark.parametrize(
    ("where", "setting"), [("/api/token", "SPOTIFY_TOKEN_URL"), ("/v1/artists", "SPOTIFY_API_URL")]
)
def test_an_address_where_nothing_is_is_refused_with_its_setting(
    where: str, setting: str, tmp_path: Path
) -> None:
    with DemoServer(SMALL, faults=[Rule(Response(404), path=where)]) as server:
        outcome = run(server, tmp_path)
    assert outcome.exit is Exit.REFUSED
    assert f"check {setting}" in str(outcome.error)


def test_a_window_binds_every_worker(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 161)])
    fault = Rule("rate-limit", times=1, path=r"/albums\?ids", after=2, retry_after=1)
    with DemoServer(catalogue, faults=[fault], latency_ms=20) as server:
        outcome = run(server, tmp_path, concurrency=2)
        limited = next(one for one in server.log if one.status == 429)
        later = [one.at - limited.at for one in server.log if one.at > limited.at]
    # What was under way before the answer reached us may still arrive; after it, nothing does.
    assert len([gap for gap in later if gap < 0.1]) <= 2
    assert not [gap for gap in later if 0.1 < gap < 0.9]
    assert outcome.run["tracks"] == 320


def test_a_wait_beyond_the_limit_stops_at_once_and_binds_the_next_run(tmp_path: Path) -> None:
    fault = Rule("rate-limit", path="audio-features", retry_after=3600)
    with DemoServer(SMALL, faults=[fault]) as server:
        outcome = run(server, tmp_path)
        assert outcome.exit is Exit.STOPPED
        assert outcome.resume_at is not None
        assert timedelta(minutes=59) < outcome.resume_at - utc_now() < timedelta(minutes=61)
        assert outcome.run["tracks"] == 2
        asked = len(server.log)
        again = run(server, tmp_path)
        assert len(server.log) == asked
    assert again.exit is Exit.STOPPED
    assert "run the same command again after" in str(again.error)


def test_a_run_after_a_stop_fetches_the_rest_and_nothing_twice(
    tmp_path: Path, undisturbed: list[object]
) -> None:
    fault = Rule("rate-limit", times=1, path="audio-features", retry_after=3600)
    with DemoServer(SMALL, faults=[fault]) as server:
        run(server, tmp_path)
        (tmp_path / ".waits.json").unlink()
        asked = len(server.log)
        assert run(server, tmp_path).exit is Exit.COMPLETE
        targets = [one.target.split("?")[0] for one in server.log[asked:]]
    assert sorted(targets) == ["/api/token", f"/v1/artists/{BAND.id}/albums", "/v1/audio-features"]
    assert [contents(tmp_path, table) for table in TABLES] == undisturbed


def test_a_token_that_is_never_accepted_is_renewed_once_and_refused(tmp_path: Path) -> None:
    with DemoServer(SMALL, faults=[Rule("token-expiry")]) as server:
        outcome = run(server, tmp_path)
        assert server.count("/api/token") == 2
    assert outcome.exit is Exit.REFUSED
    assert "SPOTIFY_CLIENT_SECRET" in str(outcome.error)


def test_wrong_credentials_are_refused_with_what_to_check(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        outcome = run(server, tmp_path, secret="wr0ng-s3cret")
    assert outcome.exit is Exit.REFUSED
    assert "invalid_client: Invalid client" in str(outcome.error)
    assert "wr0ng-s3cret" not in str(outcome.error)
    assert rows(tmp_path, RUNS)[0]["status"] == "refused"


def test_want_of_premium_is_refused_in_the_words_of_the_source(tmp_path: Path) -> None:
    with DemoServer(SMALL, faults=[Rule("no-premium")]) as server:
        outcome = run(server, tmp_path)
        assert len(server.log) == 2
    assert outcome.exit is Exit.REFUSED
    assert "Active premium subscription required" in str(outcome.error)


def test_refused_audio_features_do_not_cost_the_catalogue(tmp_path: Path) -> None:
    refusal = Rule(Response.text(403, '{"error":{"status":403}}'), path="audio-features")
    with DemoServer(SMALL, faults=[refusal]) as server:
        outcome = run(server, tmp_path)
    assert (outcome.exit, outcome.run["status"]) == (Exit.REFUSED, "refused")
    assert (outcome.run["tracks"], outcome.run["features"]) == (2, 0)
    assert "--features none" in str(outcome.error)


def test_a_redirect_to_another_host_is_not_followed(tmp_path: Path) -> None:
    with DemoServer(SMALL) as elsewhere:
        away = Rule(Response(302, b"", {"Location": elsewhere.api_url + "/artists"}))
        with DemoServer(SMALL, faults=[away]) as server:
            outcome = run(server, tmp_path)
        assert elsewhere.log == []
    assert outcome.exit is Exit.REFUSED
    assert "redirects to another host" in str(outcome.error)


@pytest.mark.parametrize(
    ("header", "seconds"),
    [("7", 7), ("0", 1), ("-3", 1), (None, None), ("soon", None), ("nan", None)],
)
def test_retry_after_is_read_with_sane_defaults(header: str | None, seconds: float | None) -> None:
    assert retry_after(header) == seconds


def test_retry_after_may_be_a_date() -> None:
    moment = utc_now() + timedelta(seconds=90)
    assert retry_after(f"{moment:%a, %d %b %Y %H:%M:%S} GMT") == pytest.approx(90, abs=2)
