"""Every page of every listing and every track of every album, with no request too many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from demo_support import BAND, EMPTY, GROUPS, GUEST, a_catalogue, an_album, an_id
from ingest_support import contents, fewest_requests, rows, run

from ingest.demo.generate import build_catalogue
from ingest.demo.server import DemoServer
from ingest.errors import Exit
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, RUNS, TRACKS


@pytest.mark.parametrize("album_count", [0, 1, 50, 51, 100])
def test_every_album_lands_with_the_fewest_requests(album_count: int, tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, album_count + 1)])
    with DemoServer(catalogue) as server:
        outcome = run(server, tmp_path)
        assert outcome.run["requests"] == len(server.log) == fewest_requests(catalogue, [BAND.id])
    assert outcome.exit is Exit.COMPLETE
    assert {row["id"] for row in rows(tmp_path, ALBUMS)} == set(catalogue.albums)
    assert {row["id"] for row in rows(tmp_path, TRACKS)} == set(catalogue.tracks)
    assert outcome.run["albums"] == album_count


@pytest.mark.parametrize("track_count", [0, 1, 50, 51, 100, 101, 252])
def test_every_track_of_an_album_lands_with_the_fewest_requests(
    track_count: int, tmp_path: Path
) -> None:
    catalogue = a_catalogue([an_album(1, track_count=track_count)])
    with DemoServer(catalogue) as server:
        outcome = run(server, tmp_path)
        assert outcome.run["requests"] == len(server.log) == fewest_requests(catalogue, [BAND.id])
    assert [row["track_number"] for row in rows(tmp_path, TRACKS)] == list(
        range(1, track_count + 1)
    )
    assert outcome.run["tracks"] == outcome.run["features"] + outcome.run["missing"] == track_count


def test_each_group_is_listed_by_itself_and_names_its_albums(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number, group) for number, group in enumerate(GROUPS, 1)])
    with DemoServer(catalogue) as server:
        run(server, tmp_path, groups=GROUPS)
        assert server.count(r"/albums\?include_groups=") == len(GROUPS)
    assert [row["album_group"] for row in rows(tmp_path, ALBUMS)] == list(GROUPS)


def test_features_are_asked_only_for_the_tracks_that_name_the_artist(tmp_path: Path) -> None:
    def of_others(target: str, body: Any) -> Any:
        if "/albums?ids" in target:
            for track in body["albums"][0]["tracks"]["items"][1:]:
                track["artists"] = [{"id": GUEST.id, "name": GUEST.name}]
        return body

    catalogue = a_catalogue([an_album(1, "appears_on", track_count=5)])
    with DemoServer(catalogue, mutate=of_others) as server:
        run(server, tmp_path, groups=["appears_on"])
    assert len(rows(tmp_path, TRACKS)) == 5
    assert [row["id"] for row in rows(tmp_path, AUDIO_FEATURES)] == [an_id("T", 1001)]


def test_an_unknown_artist_is_named_and_the_others_land(tmp_path: Path) -> None:
    unknown = an_id("Z", 1)
    with DemoServer(a_catalogue([an_album(1)])) as server:
        outcome = run(server, tmp_path, artist_ids=[unknown, BAND.id, EMPTY.id])
        assert server.count(unknown + "/albums") == 0
    assert outcome.exit is Exit.PARTIAL
    assert [(failure.kind, failure.id) for failure in outcome.failures] == [("artist", unknown)]
    assert [row["id"] for row in rows(tmp_path, ARTISTS)] == [BAND.id, EMPTY.id]
    assert rows(tmp_path, RUNS)[0]["status"] == "partial"


def test_without_features_the_catalogue_alone_lands(tmp_path: Path) -> None:
    with DemoServer(a_catalogue([an_album(1)])) as server:
        outcome = run(server, tmp_path, features="none")
        assert server.count("audio-features") == 0
    assert (outcome.exit, outcome.run["tracks"], outcome.run["provider"]) == (0, 2, None)


def test_the_demo_lands_its_whole_catalogue_and_a_second_run_adds_no_row(tmp_path: Path) -> None:
    catalogue = build_catalogue()
    artist_ids = list(catalogue.artists)
    with DemoServer(catalogue) as server:
        first = run(server, tmp_path, artist_ids=artist_ids, concurrency=8)
        assert first.run["requests"] == fewest_requests(catalogue, artist_ids)
        tables = [ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES]
        landed = [contents(tmp_path, table) for table in tables]
        second = run(server, tmp_path, artist_ids=artist_ids)
        assert second.run["requests"] == 1 + server.count(r"/albums\?include") // 2
        assert [contents(tmp_path, table) for table in tables] == landed
    albums = [
        (artist, album)
        for artist, groups in catalogue.discographies.items()
        for album in groups["album"]
    ]
    assert landed[0] == sorted(
        (
            {"id": artist.id, "name": artist.name, "uri": f"spotify:artist:{artist.id}"}
            for artist in catalogue.artists.values()
        ),
        key=lambda row: row["id"],
    )
    assert {(row["artist_id"], row["id"]): row for row in landed[1]} == {
        (artist, album.id): {
            "id": album.id,
            "artist_id": artist,
            "name": album.name,
            "album_type": album.album_type,
            "album_group": "album",
            "release_date": album.release_date,
            "release_date_precision": album.release_date_precision,
            "total_tracks": len(album.tracks),
            "uri": f"spotify:album:{album.id}",
            "artist_ids": [artist.id for artist in album.artists],
            "artist_names": [artist.name for artist in album.artists],
        }
        for artist, album in albums
    }
    tracks = {track.id: (album, track) for _, album in albums for track in album.tracks}
    assert {row["id"]: row for row in landed[2]} == {
        track.id: {
            "id": track.id,
            "album_id": album.id,
            "name": track.name,
            "disc_number": track.disc_number,
            "track_number": track.track_number,
            "duration_ms": track.duration_ms,
            "explicit": track.explicit,
            "isrc": None,
            "uri": f"spotify:track:{track.id}",
            "artist_ids": [artist.id for artist in track.artists],
            "artist_names": [artist.name for artist in track.artists],
        }
        for album, track in tracks.values()
    }
    names = ("danceability", "energy", "loudness", "tempo", "key", "duration_ms", "time_signature")
    for row in landed[3]:
        features = tracks[row["id"]][1].features
        assert row["status"] == ("ok" if features else "missing")
        assert {name: row[name] for name in names} == {
            name: getattr(features, name, None) for name in names
        }
    assert first.run["missing"] >= 12
