"""The demo catalogue has the structure, and the oddities, of a real one."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import combinations

import pytest
from catalogue_support import (
    albums_of,
    artist_named,
    the_catalogue,
    walked_albums,
    walked_tracks,
)

from ingest.demo.catalogue import Catalogue

BASE62_ID = re.compile(r"[0-9A-Za-z]{22}")


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return the_catalogue()


def test_ids_are_unique_and_look_like_spotifys(catalogue: Catalogue) -> None:
    ids = [*catalogue.artists, *catalogue.albums, *catalogue.tracks]
    guests = {
        artist.id
        for _, track in catalogue.tracks.values()
        for artist in track.artists
        if artist.id not in catalogue.artists
    }
    assert len(set(ids) | guests) == len(ids) + len(guests)
    assert all(BASE62_ID.fullmatch(each) for each in [*ids, *guests])


def test_albums_come_in_all_sizes_and_one_artist_has_more_than_fifty(catalogue: Catalogue) -> None:
    sizes = Counter(len(album.tracks) for _, album in walked_albums(catalogue))
    assert {50, 51, 100, 120, 252} <= set(sizes)
    assert min(sizes) >= 6
    ordinary = sum(count for size, count in sizes.items() if size <= 30)
    assert ordinary > 0.95 * sizes.total()
    assert len(albums_of(catalogue, artist_named(catalogue, "Frank Zappa"))) > 100


def test_track_numbers_count_from_one_on_every_disc(catalogue: Catalogue) -> None:
    for album in catalogue.albums.values():
        discs: dict[int, list[int]] = defaultdict(list)
        for track in album.tracks:
            discs[track.disc_number].append(track.track_number)
        assert list(discs) == list(range(1, len(discs) + 1))
        assert all(numbers == list(range(1, len(numbers) + 1)) for numbers in discs.values())
        assert len(discs) > 1 or len(album.tracks) <= 20


def test_release_dates_have_all_three_precisions_and_fall_newest_first(
    catalogue: Catalogue,
) -> None:
    lengths = {"year": 4, "month": 7, "day": 10}
    precisions = Counter(album.release_date_precision for album in catalogue.albums.values())
    assert set(precisions) == set(lengths)
    assert precisions["day"] > 0.7 * precisions.total()
    for album in catalogue.albums.values():
        assert len(album.release_date) == lengths[album.release_date_precision]
        assert "1966" <= album.release_date[:4] <= "2025"
    for artist in catalogue.artists.values():
        years = [int(album.release_date[:4]) for album in albums_of(catalogue, artist)]
        assert years == sorted(years, reverse=True)
        assert years[0] - years[-1] > 30


def test_reissues_repeat_recordings_under_other_ids(catalogue: Catalogue) -> None:
    editions = defaultdict(list)
    for track in walked_tracks(catalogue):
        editions[track.isrc].append(track)
    repeated = [tracks for tracks in editions.values() if len(tracks) > 1]
    assert len(repeated) > 300
    for first, second in (pair for tracks in repeated for pair in combinations(tracks, 2)):
        assert first.id != second.id
        assert first.features == second.features
        assert first.duration_ms == second.duration_ms
        assert first.name.split(" - ")[0] == second.name.split(" - ")[0]
    names = [album.name for _, album in walked_albums(catalogue)]
    assert sum("Remaster)" in name for name in names) > 10
    assert sum("(Deluxe Edition)" in name for name in names) > 10


def test_live_versions_share_a_title_but_are_recordings_of_their_own(catalogue: Catalogue) -> None:
    by_title = defaultdict(set)
    for artist, album in walked_albums(catalogue):
        for track in album.tracks:
            by_title[artist.id, track.name].add((track.isrc, track.features))
    twins = [versions for versions in by_title.values() if len(versions) > 1]
    assert len(twins) > 300
    for versions in twins:
        assert len({isrc for isrc, _ in versions}) == len({row for _, row in versions})


def test_tracks_without_features_cluster_on_fresh_releases(catalogue: Catalogue) -> None:
    missing = Counter(
        (artist.name, album.release_date)
        for artist, album in walked_albums(catalogue)
        for track in album.tracks
        if track.features is None
    )
    assert missing.total() >= 12
    assert len(missing) >= 3
    assert {date for _, date in missing} == {"2025-10-17"}
    assert all(track.duration_ms >= 5000 for _, track in catalogue.tracks.values())


def test_some_tracks_name_a_guest_after_the_artist(catalogue: Catalogue) -> None:
    for artist, album in walked_albums(catalogue):
        assert album.artists == (artist,)
        assert album.listed_for == {artist.id: "album"}
        assert all(track.artists[0] == artist for track in album.tracks)
    guests = [track.artists[1] for track in walked_tracks(catalogue) if len(track.artists) == 2]
    assert 100 < len(guests) < 1000
    assert not {guest.id for guest in guests} & set(catalogue.artists)


def test_other_groups_repeat_recordings_or_are_other_artists_albums(catalogue: Catalogue) -> None:
    album_isrcs = {track.isrc for track in walked_tracks(catalogue)}
    shared = Counter[str]()
    for artist_id, groups in catalogue.discographies.items():
        assert list(groups) == ["album", "single", "appears_on", "compilation"]
        artist = catalogue.artists[artist_id]
        for album in (*groups["single"], *groups["compilation"]):
            assert artist in album.artists
            assert album_isrcs.issuperset(track.isrc for track in album.tracks)
        for album in groups["appears_on"]:
            assert album.artists[0].id not in catalogue.artists
            assert sum(artist in track.artists for track in album.tracks) in (1, 2)
            assert album_isrcs.isdisjoint(track.isrc for track in album.tracks)
        shared.update(group for group in groups for a in groups[group] if len(a.listed_for) > 1)
    assert shared["compilation"] > 0
    assert shared["appears_on"] > 0
    assert shared["album"] == 0


def test_names_have_what_careless_software_trips_over(catalogue: Catalogue) -> None:
    names = [track.name for _, track in catalogue.tracks.values()]
    for trap in (
        "'",
        '"',
        ",",
        "&",
        "%",
        "_",
        "/",
        "é",
        "ö",
        "ñ",
        "🎺",
        "ゾル",
        "мюл",
        "ξον",
        "פנו",
    ):
        assert any(trap in name for name in names), trap
    assert all(name and name == name.strip() for name in names)


def test_recording_codes_are_plainly_synthetic(catalogue: Catalogue) -> None:
    codes = {track.isrc for _, track in catalogue.tracks.values()}
    assert all(re.fullmatch(r"QZSYN\d{7}", code) for code in codes)
