"""The demo's ReccoBeats, over real HTTP: what it knows, how it answers, and what it refuses."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import pytest
import requests
from demo_support import (
    FEATURES,
    TRACK,
    UNKNOWN,
    a_catalogue,
    address_of,
    an_album,
    an_id,
    serving,
)

from ingest.demo.catalogue import Album
from ingest.demo.faults import Rule
from ingest.demo.identifiers import ids_of, uuid_of
from ingest.demo.reccobeats import is_covered
from ingest.demo.server import DemoServer

NOT_LISTED = [an_id("X", number) for number in range(41)]
ALBUMS = [an_album(number, track_count=30) for number in range(1, 31)]
COVERED = [
    track
    for album in ALBUMS
    for track in album.tracks
    if is_covered(album, track) and track.features
]
MATES = (COVERED[0], COVERED[50])
"""Tracks of two albums that are the same recording."""
PLAIN = COVERED[1]


def with_one_isrc(album: Album) -> Album:
    tracks = [replace(t, isrc="GBAAA0000001") if t in MATES else t for t in album.tracks]
    return replace(album, tracks=tuple(tracks))


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer(a_catalogue([with_one_isrc(album) for album in ALBUMS])) as one:
        yield one


def ask(
    server: DemoServer, path: str, ids: str | Sequence[str] | None = None, **headers: str
) -> requests.Response:
    url, params = server.reccobeats_url + path, None if ids is None else {"ids": ids}
    return requests.get(url, params=params, headers=headers, timeout=5)


def content(server: DemoServer, ids: str | Sequence[str], path: str = "/audio-features") -> Any:
    answer = ask(server, path, ids)
    assert answer.status_code == 200, answer.text
    assert set(answer.json()) == {"content"}
    return answer.json()["content"]


def spotify_ids(items: Sequence[Mapping[str, Any]]) -> list[str]:
    return [item["href"].rpartition("/")[2] for item in items]


def error(answer: requests.Response) -> tuple[int, int, list[dict[str, str]]]:
    return answer.status_code, answer.json()["status"], answer.json()["errors"]


# What it knows


def test_a_track_has_the_nine_measures_key_mode_and_no_more(server: DemoServer) -> None:
    [item] = content(server, PLAIN.id)
    values = asdict(FEATURES)
    del values["duration_ms"], values["time_signature"]
    assert item == {
        "id": uuid_of(PLAIN.id),
        "href": f"https://open.spotify.com/track/{PLAIN.id}",
        "isrc": PLAIN.isrc,
        **values,
    }


def test_ids_may_be_spotifys_the_services_own_or_recording_codes(server: DemoServer) -> None:
    [item] = content(server, PLAIN.id)
    assert content(server, item["id"]) == content(server, item["isrc"]) == [item]
    assert content(server, f"{item['id'].upper()},{item['isrc']},{PLAIN.id}") == [item]


def test_ids_may_be_repeated_parameters(server: DemoServer) -> None:
    ids = [track.id for track in COVERED[:40]]
    assert content(server, ids) == content(server, ",".join(ids))


def test_one_recording_code_may_bring_several_tracks(server: DemoServer) -> None:
    assert sorted(spotify_ids(content(server, "GBAAA0000001"))) == [mate.id for mate in MATES]


def test_an_unknown_track_is_left_out_and_nothing_known_is_an_empty_list(
    server: DemoServer,
) -> None:
    without_features = ALBUMS[0].tracks[1].id
    asked = [UNKNOWN, PLAIN.id, without_features, uuid_of(UNKNOWN), "GBAAA9999999"]
    assert spotify_ids(content(server, asked)) == [PLAIN.id]
    assert content(server, [UNKNOWN, without_features]) == []


def test_the_order_is_not_that_of_the_question_and_always_the_same(server: DemoServer) -> None:
    ids = [track.id for track in COVERED[:40]]
    found = spotify_ids(content(server, ids))
    assert found not in (ids, ids[::-1])
    assert sorted(found) == ids
    assert spotify_ids(content(server, ids[::-1])) == found


def test_coverage_is_partial_and_uneven() -> None:
    shares = [sum(is_covered(a, track) for track in a.tracks) / len(a.tracks) for a in ALBUMS]
    assert 0.6 < sum(shares) / len(shares) < 0.9
    assert min(shares) < 0.6
    assert max(shares) > 0.9


def test_tracks_that_are_not_covered_are_left_out(server: DemoServer) -> None:
    tracks = [(album, track) for album in ALBUMS for track in album.tracks if track.features][:40]
    known = {track.id for album, track in tracks if is_covered(album, track)}
    assert 20 < len(known) < 40
    assert set(spotify_ids(content(server, [track.id for _, track in tracks]))) == known


def test_the_newest_releases_are_unknown() -> None:
    new = replace(ALBUMS[0], release_date="2025-03")
    assert not any(is_covered(new, track) for track in new.tracks)
    assert any(is_covered(replace(new, release_date="2024-12-31"), track) for track in new.tracks)


@pytest.mark.parametrize("spotify_id", ["0" * 22, "Z" * 22, TRACK, "4aawyAB9vmqN3uQ7FjRGTy"])
def test_a_uuid_leads_back_to_its_spotify_id(spotify_id: str) -> None:
    candidates = list(ids_of(uuid_of(spotify_id)))
    assert spotify_id in candidates
    assert len(candidates) <= 8


# Tracks


def test_a_track_object_has_title_artists_duration_and_recording_code(server: DemoServer) -> None:
    [item] = content(server, PLAIN.id, "/track")
    assert set(item) == {
        *("id", "trackTitle", "artists", "durationMs", "isrc", "ean", "upc", "href"),
        *("availableCountries", "popularity"),
    }
    assert (item["trackTitle"], item["durationMs"], item["isrc"]) == (
        PLAIN.name,
        200_000,
        PLAIN.isrc,
    )
    assert [artist["name"] for artist in item["artists"]] == ["Beyoncé", "Guest"]
    assert item["id"] == content(server, PLAIN.id)[0]["id"]


def test_features_of_one_track_are_found_by_uuid_alone(server: DemoServer) -> None:
    [item] = content(server, PLAIN.id)
    assert ask(server, f"/track/{item['id']}/audio-features").json() == item
    for unknown in (PLAIN.id, uuid_of(UNKNOWN), "x"):
        answer = ask(server, f"/track/{unknown}/audio-features")
        assert error(answer)[:2] == (404, 4041)


# What it refuses


@pytest.mark.parametrize(
    ("path", "parameter"),
    [("/audio-features", "getAudioFeatures.ids"), ("/track", "getTracks.ids")],
)
def test_a_request_names_one_to_forty_ids(server: DemoServer, path: str, parameter: str) -> None:
    complaint = [{"path": parameter, "message": "size must be between 1 and 40"}]
    assert content(server, ",".join(NOT_LISTED[:40]), path) == []
    for ids in (",".join(NOT_LISTED), NOT_LISTED, ""):
        assert error(ask(server, path, ids)) == (400, 4004, complaint)
    assert error(ask(server, path))[:2] == (400, 4001)


@pytest.mark.parametrize("bad", ["short", TRACK + "0", TRACK[:-1] + "-", "gbaaa0000001"])
def test_a_malformed_id_is_refused_with_the_whole_request(server: DemoServer, bad: str) -> None:
    assert error(ask(server, "/audio-features", [PLAIN.id, bad]))[:2] == (400, 4002)


@pytest.mark.parametrize("path", ["/x", "/", "/audio-features/x", "/track/x/y"])
def test_an_unknown_path_has_a_code_of_its_own(server: DemoServer, path: str) -> None:
    assert error(ask(server, path))[:2] == (404, 4042)


def test_only_get_is_taken(server: DemoServer) -> None:
    answer = requests.post(f"{server.reccobeats_url}/audio-features", timeout=5)
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")


@pytest.mark.parametrize("agent", ["Python-urllib/3.12", "", None])
def test_a_client_that_does_not_name_itself_is_turned_away(
    server: DemoServer, agent: str | None
) -> None:
    connection = http.client.HTTPConnection(*address_of(server), timeout=5)
    headers = {} if agent is None else {"User-Agent": agent}
    connection.request("GET", f"/reccobeats/v1/audio-features?ids={PLAIN.id}", headers=headers)
    answer = connection.getresponse()
    assert (answer.status, answer.read()) == (403, b"error code: 1010")
    assert answer.headers["content-type"] == "text/plain"
    connection.close()


@pytest.mark.parametrize(
    ("accept", "status"),
    [("text/html", 406), ("", 406), ("application/json", 200), ("text/html, */*;q=0.1", 200)],
)
def test_json_must_be_accepted(server: DemoServer, accept: str, status: int) -> None:
    assert ask(server, "/audio-features", PLAIN.id, Accept=accept).status_code == status


def test_no_token_is_needed_and_one_does_no_harm(server: DemoServer) -> None:
    for headers in ({}, {"Authorization": "Bearer nonsense"}):
        assert ask(server, "/audio-features", PLAIN.id, **headers).status_code == 200


def test_a_rate_limit_is_worded_as_the_service_words_it() -> None:
    limit = Rule("rate-limit", path="^/reccobeats/", retry_after=7, times=1)
    with serving(faults=[limit]) as client:
        answer = ask(client.server, "/audio-features", TRACK)
        assert (error(answer)[:2], answer.headers["retry-after"]) == ((429, 4291), "7")
        assert ask(client.server, "/audio-features", TRACK).status_code == 200


def test_mutate_changes_this_body_too() -> None:
    with serving(mutate=lambda _, body: {**body, "more": 1}) as client:
        assert ask(client.server, "/audio-features", TRACK).json()["more"] == 1
