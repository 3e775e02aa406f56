"""Every kind of Spotify app: what it may do is told from the answers, once a run, and costs no request too many."""

from __future__ import annotations

from math import ceil
from pathlib import Path
from typing import Any

import pytest
from demo_support import BAND, EMPTY, GROUPS, SMALL, a_catalogue, an_album, an_id
from ingest_support import contents, rows, run

from ingest.demo.catalogue import Catalogue
from ingest.demo.faults import Rule
from ingest.demo.messages import Response
from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.raw.schemas import ALBUMS, ARTISTS, RUNS, TRACKS


def fewest_one_by_one(catalogue: Catalogue, artist_count: int, page: int, told: int) -> int:
    """The smallest number of requests without features for BAND's albums: token, artists, listing, tracks.

    `told` requests more say what the app may not.
    """
    albums = catalogue.discographies[BAND.id].get("album", ())
    return (
        1
        + told
        + artist_count
        + max(1, ceil(len(albums) / page))
        + sum(ceil(len(album.tracks) / 50) for album in albums)
    )


@pytest.mark.parametrize("album_count", [0, 1, 10, 11, 25])
def test_an_app_in_development_mode_lands_everything_one_by_one(
    album_count: int, tmp_path: Path
) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, album_count + 1)])
    with DemoServer(catalogue, mode="development") as server:
        outcome = run(server, tmp_path, features="none")
        assert (outcome.exit, outcome.failures) == (Exit.COMPLETE, [])
        assert len(server.log) == fewest_one_by_one(catalogue, 1, page=10, told=2)
        assert [server.count("", status) for status in (403, 400)] == [1, 1]
    assert {row["id"] for row in rows(tmp_path, ALBUMS)} == set(catalogue.albums)
    assert {row["id"] for row in rows(tmp_path, TRACKS)} == set(catalogue.tracks)


@pytest.mark.parametrize("track_count", [1, 50, 51, 252])
def test_every_track_of_a_long_album_lands_one_by_one(track_count: int, tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(1, track_count=track_count)])
    with DemoServer(catalogue, mode="development") as server:
        run(server, tmp_path, features="none")
        assert len(server.log) == fewest_one_by_one(catalogue, 1, page=10, told=2)
    assert [row["track_number"] for row in rows(tmp_path, TRACKS)] == list(
        range(1, track_count + 1)
    )


def test_both_kinds_of_app_land_the_same_rows(tmp_path: Path) -> None:
    for mode in ("extended", "development"):
        with DemoServer(SMALL, mode=mode) as server:
            run(server, tmp_path / mode, groups=GROUPS, features="none")
    for table in (ARTISTS, ALBUMS, TRACKS):
        assert contents(tmp_path / "development", table) == contents(tmp_path / "extended", table)
    groups = [row["album_group"] for row in rows(tmp_path / "development", ALBUMS)]
    assert sorted(groups) == sorted(GROUPS)


def test_many_workers_ask_only_once_what_the_app_may(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 61)])
    with DemoServer(catalogue, mode="development", latency_ms=30) as server:
        run(server, tmp_path, artist_ids=[BAND.id, EMPTY.id], concurrency=8, features="auto")
        assert server.count(r"/artists\?", 403) == server.count(r"/audio-features\?", 403) == 1
        assert server.count("limit=50", 400) == 1
        assert server.count("", 403) + server.count("", 400) == 3


def test_an_app_that_may_not_ask_for_several_may_still_get_long_pages(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 31)])
    with DemoServer(catalogue, faults=[Rule("forbidden-batch")]) as server:
        outcome = run(server, tmp_path, features="none")
        assert len(server.log) == fewest_one_by_one(catalogue, 1, page=50, told=1)
    assert (outcome.exit, outcome.run["tracks"]) == (Exit.COMPLETE, 60)


def test_a_second_run_in_development_mode_costs_the_listings_alone(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 26)])
    with DemoServer(catalogue, mode="development") as server:
        run(server, tmp_path, features="auto")
        again = run(server, tmp_path, features="auto")
    # A token, three pages of ten, and the page of fifty that was refused.
    assert (again.exit, again.run["requests"]) == (Exit.COMPLETE, 1 + 3 + 1)
    assert (again.run["albums"], again.run["tracks"], again.run["features"]) == (0, 0, 0)


def test_an_unknown_artist_of_an_app_in_development_mode_is_named(tmp_path: Path) -> None:
    unknown = an_id("Z", 1)
    with DemoServer(SMALL, mode="development") as server:
        outcome = run(server, tmp_path, artist_ids=[unknown, BAND.id], features="none")
    assert outcome.exit is Exit.PARTIAL
    assert [(one.kind, one.id) for one in outcome.failures] == [("artist", unknown)]
    assert [row["id"] for row in rows(tmp_path, ARTISTS)] == [BAND.id]


def test_an_app_that_may_read_nothing_is_refused_with_where_to_look(tmp_path: Path) -> None:
    forbidden = Rule(Response.text(403, '{"error":{"status":403}}'), path="/v1/")
    with DemoServer(SMALL, faults=[forbidden]) as server:
        outcome = run(server, tmp_path)
        assert len(server.log) == 3
    assert outcome.exit is Exit.REFUSED
    assert "developer.spotify.com/dashboard" in str(outcome.error)
    assert rows(tmp_path, RUNS)[0]["status"] == "refused"


@pytest.mark.parametrize("mode", ["extended", "development"])
def test_a_poisonous_album_costs_itself_alone_and_is_named(mode: str, tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 41)])
    poison = an_id("L", 17)
    with DemoServer(catalogue, mode=mode, faults=[Rule("poison", ids=[poison])]) as server:
        outcome = run(server, tmp_path, features="none", max_wait=0)
    assert outcome.exit is Exit.PARTIAL
    assert [(one.kind, one.id) for one in outcome.failures] == [("album", poison)]
    assert "it answers 500 at every try" in outcome.failures[0].reason
    assert len(rows(tmp_path, TRACKS)) == 39 * 2
    assert len(rows(tmp_path, ALBUMS)) == 40


@pytest.mark.parametrize("mode", ["extended", "development"])
def test_a_poisonous_artist_costs_itself_alone_and_is_named(mode: str, tmp_path: Path) -> None:
    with DemoServer(SMALL, mode=mode, faults=[Rule("poison", ids=[EMPTY.id])]) as server:
        artists = [BAND.id, EMPTY.id]
        outcome = run(server, tmp_path, artist_ids=artists, features="none", max_wait=0)
    assert outcome.exit is Exit.PARTIAL
    assert [(one.kind, one.id) for one in outcome.failures] == [("artist", EMPTY.id)]
    assert outcome.run["tracks"] == 2


def test_a_source_that_dies_on_the_way_ends_the_run_and_names_no_single_thing_for_long(
    tmp_path: Path,
) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 41)])
    dead = Rule("error-500", path=r"/albums/\w+/tracks", after=10)
    with DemoServer(catalogue, mode="development", faults=[dead]) as server:
        outcome = run(server, tmp_path, features="none", max_wait=0, concurrency=1)
    assert outcome.exit is Exit.STOPPED
    assert "kept failing" in str(outcome.error)
    assert len(outcome.failures) == 2
    assert len(rows(tmp_path, TRACKS)) == 10 * 2


def test_an_album_that_holds_less_than_it_announces_is_not_asked_for_again(tmp_path: Path) -> None:
    fault = Rule("no-id", path=r"/albums\?ids", times=1)
    catalogue = a_catalogue([an_album(1, track_count=3)])
    with DemoServer(catalogue, faults=[fault]) as server:
        first = run(server, tmp_path, features="none")
        again = run(server, tmp_path, features="none")
        assert server.count(r"/albums\?ids") == 1
    assert (first.run["tracks"], dict(first.without_id)) == (2, {"tracks": 1})
    assert (again.exit, again.run["requests"]) == (Exit.COMPLETE, 2)


@pytest.mark.parametrize("mode", ["extended", "development"])
def test_an_album_under_an_id_that_the_source_will_not_read_costs_itself_alone(
    mode: str, tmp_path: Path
) -> None:
    def malformed(target: str, body: dict[str, Any]) -> dict[str, Any]:
        if f"/artists/{BAND.id}/albums" in target and body["items"]:
            body["items"][0]["id"] = "no id"
        return body

    catalogue = a_catalogue([an_album(number) for number in range(1, 4)])
    with DemoServer(catalogue, mode=mode, mutate=malformed) as server:
        outcome = run(server, tmp_path, features="compatible")
    assert outcome.exit is Exit.PARTIAL
    assert [(one.kind, one.id) for one in outcome.failures] == [("album", "no id")]
    assert outcome.failures[0].reason.endswith("refused: Invalid base62 id")
    assert (outcome.run["tracks"], outcome.run["features"]) == (4, 2)
