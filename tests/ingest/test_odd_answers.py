"""Answers that are not as documented: what can be read lands, what cannot is said."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from demo_support import BAND, a_catalogue, an_album, an_id
from ingest_support import rows, run

from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.outcome import Outcome
from ingest.raw.rows import RowReader
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, TRACKS

LISTING, ALBUM_BATCH, TRACK_PAGE = r"/artists/\w+/albums", r"/albums\?ids", r"/albums/\w+/tracks"


def land(
    out: Path, where: str, change: Callable[[Any], Any], *, albums: int = 2, tracks: int = 2
) -> Outcome:
    catalogue = a_catalogue([an_album(n, track_count=tracks) for n in range(1, albums + 1)])

    def mutate(target: str, body: Any) -> Any:
        return change(body) if re.search(where, target) else body

    with DemoServer(catalogue, mutate=mutate) as server:
        return run(server, out)


def test_a_null_album_in_a_listing_is_counted_and_left_out(tmp_path: Path) -> None:
    def first_is_null(body: Any) -> Any:
        return {**body, "items": [None, *body["items"][1:]]}

    outcome = land(tmp_path, LISTING, first_is_null)
    assert [row["id"] for row in rows(tmp_path, ALBUMS)] == [an_id("L", 2)]
    assert outcome.without_id == {"albums": 1}


def test_an_album_listed_twice_on_a_page_and_across_pages_lands_once(tmp_path: Path) -> None:
    def again(body: Any) -> Any:
        return {**body, "items": [*body["items"], an_album_of(body, 0), an_album_of(body, -1)]}

    def an_album_of(body: Any, place: int) -> Any:
        return body["items"][place]

    outcome = land(tmp_path, LISTING, again, albums=60)
    assert len(rows(tmp_path, ALBUMS)) == outcome.run["albums"] == 60
    assert len(rows(tmp_path, TRACKS)) == outcome.run["tracks"] == 120


def test_an_empty_page_ends_a_listing_though_it_names_a_next_one_and_is_said(
    tmp_path: Path,
) -> None:
    def empty_with_next(body: Any) -> Any:
        return {**body, "items": [], "next": body["href"]}

    outcome = land(tmp_path, LISTING, empty_with_next)
    assert (outcome.exit, outcome.run["albums"], outcome.run["requests"]) == (5, 0, 3)
    assert "it ends after 0 of 2" in outcome.failures[0].reason


def test_a_listing_cut_short_lands_what_came_and_is_said(tmp_path: Path) -> None:
    outcome = land(tmp_path, LISTING, lambda body: {**body, "next": None}, albums=60)
    assert (outcome.exit, outcome.run["albums"]) == (Exit.PARTIAL, 50)
    assert "it ends after 50 of 60" in outcome.failures[0].reason


def test_a_listing_that_goes_round_in_circles_ends_and_is_named(tmp_path: Path) -> None:
    pages: list[Any] = []

    def always_the_first(body: Any) -> Any:
        pages.append(body)
        return {**pages[0], "next": body["href"]}

    outcome = land(tmp_path, LISTING, always_the_first)
    assert outcome.exit is Exit.PARTIAL
    assert "repeats itself" in outcome.failures[0].reason
    assert outcome.run["albums"] == 2
    assert len(pages) == 2


def test_an_album_that_is_listed_but_refused_keeps_its_row_and_is_named(tmp_path: Path) -> None:
    def first_is_null(body: Any) -> Any:
        return {"albums": [None, *body["albums"][1:]]}

    outcome = land(tmp_path, ALBUM_BATCH, first_is_null)
    assert outcome.exit is Exit.PARTIAL
    assert [(one.kind, one.id) for one in outcome.failures] == [("album", an_id("L", 1))]
    assert len(rows(tmp_path, ALBUMS)) == 2
    assert {row["album_id"] for row in rows(tmp_path, TRACKS)} == {an_id("L", 2)}


def test_albums_are_joined_by_id_and_not_by_position(tmp_path: Path) -> None:
    def reversed_order(body: Any) -> Any:
        return {"albums": body["albums"][::-1]}

    land(tmp_path, ALBUM_BATCH, reversed_order)
    assert {(row["album_id"], row["id"]) for row in rows(tmp_path, TRACKS)} == {
        (an_id("L", album), an_id("T", album * 1000 + place))
        for album in (1, 2)
        for place in (1, 2)
    }


def test_features_are_joined_by_id_and_not_by_position(tmp_path: Path) -> None:
    def reversed_order(body: Any) -> Any:
        for item in body["audio_features"]:
            if item:
                item["tempo"] = float(item["id"][-4:])
        return {"audio_features": body["audio_features"][::-1]}

    land(tmp_path, "audio-features", reversed_order, tracks=4)
    landed = rows(tmp_path, AUDIO_FEATURES)
    assert len(landed) == 8
    for row in landed:
        missing = row["id"].endswith("02")
        assert row["status"] == ("missing" if missing else "ok")
        assert row["tempo"] == (None if missing else float(row["id"][-4:]))


@pytest.mark.parametrize(
    "answer", [{"audio_features": None}, {"error": "x"}, {"audio_features": []}]
)
def test_tracks_on_which_the_answer_says_nothing_are_not_taken_for_missing(
    answer: Any, tmp_path: Path
) -> None:
    outcome = land(tmp_path, "audio-features", lambda _: answer, albums=1, tracks=3)
    assert outcome.exit is Exit.PARTIAL
    assert [failure.kind for failure in outcome.failures] == ["track"] * 3
    assert rows(tmp_path, AUDIO_FEATURES) == []


def test_of_an_answer_too_short_the_features_that_are_there_land(tmp_path: Path) -> None:
    def shorter(body: Any) -> Any:
        return {"audio_features": body["audio_features"][:2]}

    outcome = land(tmp_path, "audio-features", shorter, albums=1, tracks=4)
    assert [(row["id"], row["status"]) for row in rows(tmp_path, AUDIO_FEATURES)] == [
        (an_id("T", 1001), "ok")
    ]
    assert {failure.id for failure in outcome.failures} == {
        an_id("T", number) for number in (1002, 1003, 1004)
    }


def test_an_artist_answered_under_another_id_is_named_and_not_landed(tmp_path: Path) -> None:
    def merged(body: Any) -> Any:
        return {"artists": [{**body["artists"][0], "id": an_id("B", 1)}]}

    outcome = land(tmp_path, r"/artists\?ids", merged)
    assert [(one.kind, one.id) for one in outcome.failures] == [("artist", BAND.id)]
    assert rows(tmp_path, ARTISTS) == []


def test_a_track_without_id_on_a_later_page_is_counted_and_the_rest_lands(tmp_path: Path) -> None:
    def first_has_no_id(body: Any) -> Any:
        return {**body, "items": [{**body["items"][0], "id": None}, *body["items"][1:]]}

    outcome = land(tmp_path, TRACK_PAGE, first_has_no_id, albums=1, tracks=60)
    assert outcome.run["tracks"] == 59
    assert outcome.without_id == {"tracks": 1}


def test_values_of_another_type_land_as_null_and_are_counted_by_column(tmp_path: Path) -> None:
    def odd(body: Any) -> Any:
        for item in body["audio_features"]:
            if item:
                item |= {"energy": "loud", "key": 2.5, "tempo": 10**400, "uri": 7}
        return body

    outcome = land(tmp_path, "audio-features", odd, albums=1)
    landed = rows(tmp_path, AUDIO_FEATURES)[0]
    assert [landed[name] for name in ("energy", "key", "tempo", "uri")] == [None] * 4
    assert landed["valence"] == 0.3
    assert outcome.unreadable == {
        f"audio_features.{name}": 1 for name in ("energy", "key", "tempo", "uri")
    }


def test_an_answer_without_the_promised_list_is_a_failure_of_each_album(tmp_path: Path) -> None:
    outcome = land(tmp_path, ALBUM_BATCH, lambda _: {"albums": "none today"})
    assert outcome.exit is Exit.PARTIAL
    assert {failure.id for failure in outcome.failures} == {an_id("L", 1), an_id("L", 2)}


def test_text_that_is_no_unicode_lands_as_null() -> None:
    reader = RowReader()
    assert reader.artist({"id": "a", "name": "half a pair: \ud800"}) == {
        **{"id": "a", "name": None, "uri": None}
    }
    assert reader.unreadable == {"artists.name": 1}
