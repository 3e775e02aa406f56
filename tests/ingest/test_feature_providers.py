"""Where audio features come from: who is asked, what lands, and what another run asks again."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest
from demo_support import BAND, SMALL, a_catalogue, an_album, an_id
from ingest_support import contents, rows, run

from ingest.demo.catalogue import Catalogue
from ingest.demo.faults import Rule
from ingest.demo.messages import Response
from ingest.demo.reccobeats import is_covered
from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.raw.schemas import AUDIO_FEATURES, RUNS, TRACKS

NO_FEATURES = Rule("no-features")


def covered(catalogue: Catalogue) -> set[str]:
    """The tracks of which ReccoBeats has features."""
    return {
        track.id
        for album, track in catalogue.tracks.values()
        if track.features is not None and is_covered(album, track)
    }


def statuses(out: Path) -> dict[tuple[str, str], str]:
    return {(row["id"], row["provider"]): row["status"] for row in rows(out, AUDIO_FEATURES)}


def test_auto_takes_spotify_where_it_may_and_asks_nobody_else(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        outcome = run(server, tmp_path, features="auto")
        assert server.count("reccobeats") == 0
        assert outcome.run["requests"] == 5
    assert (outcome.exit, outcome.run["provider"]) == (Exit.COMPLETE, "spotify")


def test_auto_asks_reccobeats_where_spotify_refuses_and_says_so_in_one_line(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    logging.getLogger("ingest").propagate = True
    catalogue = a_catalogue([an_album(1, track_count=100)])
    with DemoServer(catalogue, faults=[NO_FEATURES]) as server:
        outcome = run(server, tmp_path, features="auto")
        assert server.count("/v1/audio-features", 403) == 1
        assert server.count("/reccobeats/v1/audio-features") == 3
    assert (outcome.exit, outcome.run["provider"]) == (Exit.COMPLETE, "reccobeats")
    said = [record.message for record in caplog.records if "ReccoBeats" in record.message]
    assert said == [
        "Spotify does not give audio features to this app: asking ReccoBeats for those of 100 tracks"
    ]
    ok = covered(catalogue)
    assert 0 < len(ok) < 100
    assert statuses(tmp_path) == {
        (id, "reccobeats"): "ok" if id in ok else "missing" for id in catalogue.tracks
    }


def test_reccobeats_rows_have_its_values_under_spotifys_id_and_no_length_or_metre(
    tmp_path: Path,
) -> None:
    catalogue = a_catalogue([an_album(1, track_count=60)])
    with DemoServer(catalogue) as server:
        run(server, tmp_path, features="reccobeats")
        assert server.count("/v1/audio-features") == server.count("/reccobeats/") == 2
    found = [row for row in contents(tmp_path, AUDIO_FEATURES) if row["status"] == "ok"]
    assert {row["id"] for row in found} == covered(catalogue)
    for row in found:
        assert (row["danceability"], row["loudness"], row["key"], row["mode"]) == (0.6, -7.1, 5, 1)
        nulls = ("duration_ms", "time_signature", "uri", "track_href", "analysis_url")
        assert [row[name] for name in nulls] == [None] * 5


def test_a_compatible_service_is_asked_with_its_key_a_hundred_ids_at_a_time(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(1, track_count=101)])
    with DemoServer(catalogue) as server:
        outcome = run(server, tmp_path, features="compatible")
        assert server.count("/compatible/v1/audio-features", 200) == 2
    assert (outcome.exit, outcome.run["provider"]) == (Exit.COMPLETE, "compatible")
    assert {row["provider"] for row in rows(tmp_path, AUDIO_FEATURES)} == {"compatible"}
    assert (outcome.run["features"], outcome.run["missing"]) == (100, 1)


@pytest.mark.parametrize(
    ("features", "where", "said"),
    [
        ("spotify", "/v1/audio-features", "--features auto asks ReccoBeats"),
        ("reccobeats", "/reccobeats/", "check RECCOBEATS_API_URL"),
        ("compatible", "/compatible/", "check FEATURES_API_URL and FEATURES_API_KEY"),
    ],
)
def test_a_provider_asked_by_name_that_refuses_does_not_cost_the_catalogue(
    features: str, where: str, said: str, tmp_path: Path
) -> None:
    refusal = Rule(Response.text(403, "no"), path=where)
    with DemoServer(SMALL, faults=[refusal]) as server:
        outcome = run(server, tmp_path, features=features)
    assert outcome.exit is Exit.REFUSED
    assert said in str(outcome.error)
    assert (outcome.run["tracks"], outcome.run["provider"]) == (2, features)
    assert rows(tmp_path, RUNS)[0]["provider"] == features


@pytest.mark.parametrize("features", ["auto", "reccobeats"])
def test_a_provider_that_is_down_does_not_cost_the_catalogue_and_is_asked_again_next_time(
    features: str, tmp_path: Path
) -> None:
    catalogue = a_catalogue([an_album(1, track_count=50)])
    down = [NO_FEATURES, Rule("error-503", path="/reccobeats/")]
    with DemoServer(catalogue, faults=down) as server:
        outcome = run(server, tmp_path, features=features, max_wait=0)
    assert outcome.exit is Exit.STOPPED
    assert "ReccoBeats kept failing" in str(outcome.error)
    assert len(rows(tmp_path, TRACKS)) == 50
    with DemoServer(catalogue, faults=[NO_FEATURES]) as server:
        again = run(server, tmp_path, features=features)
    assert (again.exit, again.run["tracks"]) == (Exit.COMPLETE, 0)
    assert again.run["features"] == len(covered(catalogue))


def test_a_long_wait_of_one_provider_does_not_keep_the_catalogue_waiting(tmp_path: Path) -> None:
    limit = Rule("rate-limit", path="/reccobeats/", retry_after=3600)
    with DemoServer(a_catalogue([an_album(1)]), faults=[limit]) as server:
        assert run(server, tmp_path, features="reccobeats").exit is Exit.STOPPED
        asked = server.count("/reccobeats/")
    with DemoServer(a_catalogue([an_album(1), an_album(2)])) as server:
        outcome = run(server, tmp_path, features="reccobeats")
        assert server.count("/reccobeats/") == 0
    assert asked == 1
    assert (outcome.exit, outcome.run["tracks"]) == (Exit.STOPPED, 2)
    assert "ReccoBeats asked for a wait that is in force" in str(outcome.error)


def test_a_missing_track_is_asked_for_again_after_a_while_and_by_refresh(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(1, track_count=60)])
    lacking = set(catalogue.tracks) - covered(catalogue)
    with DemoServer(catalogue) as server:

        def asked(**options: object) -> int:
            before = server.count("/reccobeats/")
            outcome = run(server, tmp_path, features="reccobeats", **options)
            assert outcome.run["missing"] == 0
            return server.count("/reccobeats/") - before

        run(server, tmp_path, features="reccobeats")
        landed = contents(tmp_path, AUDIO_FEATURES)
        assert asked() == 0
        assert asked(retry_days=0) == (len(lacking) + 39) // 40
        assert asked(refresh=True) == 2
        # They were just asked for again: that counts, though no row says so.
        assert asked(retry_days=7) == 0
    assert contents(tmp_path, AUDIO_FEATURES) == landed


def test_a_track_that_was_asked_again_waits_its_time_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from datetime import timedelta

    from ingest.http.pacing import utc_now

    days = 0
    for place in ("ingest.raw.landing", "ingest.raw.state", "ingest.run"):
        monkeypatch.setattr(f"{place}.utc_now", lambda: utc_now() + timedelta(days=days))
    catalogue = a_catalogue([an_album(1, track_count=60)])
    with DemoServer(catalogue) as server:
        asked = []
        for day in (0, 3, 8, 9, 14, 16, 17, 18, 24):
            days = day
            before = server.count("/reccobeats/")
            run(server, tmp_path, features="reccobeats", retry_days=7)
            asked.append(server.count("/reccobeats/") > before)
    assert asked == [True, False, True, False, False, True, False, False, True]


def test_what_one_provider_lacks_another_fills(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(1, track_count=20)])
    with DemoServer(catalogue) as server:
        run(server, tmp_path, features="reccobeats")
        outcome = run(server, tmp_path, features="compatible")
    assert outcome.run["features"] == 19
    providers = {row["provider"] for row in rows(tmp_path, AUDIO_FEATURES)}
    assert providers == {"reccobeats", "compatible"}


def test_found_at_last_a_missing_track_gets_its_features(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(1, track_count=3)])

    def none(target: str, body: dict[str, object]) -> dict[str, object]:
        return {"content": []} if "reccobeats" in target else body

    with DemoServer(catalogue, mutate=none) as server:
        assert run(server, tmp_path, features="reccobeats").run["missing"] == 3
    with DemoServer(catalogue) as server:
        run(server, tmp_path, features="reccobeats", retry_days=0)
    found = {row["id"] for row in rows(tmp_path, AUDIO_FEATURES) if row["status"] == "ok"}
    assert found == covered(catalogue)


@pytest.mark.parametrize("features", ["spotify", "reccobeats", "compatible"])
def test_a_poisonous_track_costs_itself_alone_and_is_named_every_time(
    features: str, tmp_path: Path
) -> None:
    catalogue = a_catalogue([an_album(1, track_count=100)])
    poison = [an_id("T", 1031), an_id("T", 1032), an_id("T", 1077)]
    with DemoServer(catalogue, faults=[Rule("poison", ids=poison)]) as server:
        outcome = run(server, tmp_path, features=features, max_wait=0)
        again = run(server, tmp_path, features=features, max_wait=0)
    for one in (outcome, again):
        assert one.exit is Exit.PARTIAL
        assert [(failure.kind, failure.id) for failure in one.failures] == [
            ("track", id) for id in poison
        ]
    assert len(statuses(tmp_path)) == 97


def test_a_batch_that_the_service_will_not_read_is_cut_down_to_the_id_to_blame(
    tmp_path: Path,
) -> None:
    catalogue = a_catalogue([an_album(1, track_count=20)])
    bad = an_id("T", 1005)
    refusal = Rule(Response.text(400, '{"error":{"status":400,"message":"Bad id"}}'), path=bad)
    with DemoServer(catalogue, faults=[refusal]) as server:
        outcome = run(server, tmp_path)
    assert [(one.id, one.reason) for one in outcome.failures] == [
        (bad, "audio features from spotify: refused: Bad id")
    ]
    assert len(statuses(tmp_path)) == 19


def test_ids_that_are_no_spotify_ids_are_asked_of_nobody(tmp_path: Path) -> None:
    def local(target: str, body: dict[str, object]) -> dict[str, object]:
        if "/albums?ids" in target:
            body["albums"][0]["tracks"]["items"][0]["id"] = "local:0123456789abcdef012345"  # type: ignore[index]
        return body

    with DemoServer(a_catalogue([an_album(1, track_count=3)]), mutate=local) as server:
        outcome = run(server, tmp_path, features="reccobeats")
        assert server.count("local") == 0
    assert (outcome.exit, len(rows(tmp_path, TRACKS))) == (Exit.COMPLETE, 3)
    assert len(statuses(tmp_path)) == 2


def test_the_features_of_an_artist_are_not_asked_for_when_another_provider_has_them_and_auto(
    tmp_path: Path,
) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path, features="compatible")
        before = len(server.log)
        outcome = run(server, tmp_path, artist_ids=[BAND.id], features="auto")
        asked = [one.target for one in server.log[before:] if "audio-features" in one.target]
    # Of the two tracks only the one that is missing there.
    assert [target.partition("ids=")[2] for target in asked] == [an_id("T", 2002)]
    assert outcome.exit is Exit.COMPLETE
