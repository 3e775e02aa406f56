"""The catalogue of any size is one that could exist: everything in it is found where it is listed, and once."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bench.catalogue import ALBUM, ARTIST, TRACK, large_catalogue, number_of, spotify_id
from bench.protocol import fewest_requests, fewest_without_news
from ingest.demo.catalogue import Album, Artist, Catalogue, Track

SIZES = [1, 8, 9, 3_000]
LARGE = large_catalogue(3_000)


def in_full(album: Album) -> Album:
    return replace(album, tracks=tuple(album.tracks))


def in_memory(catalogue: Catalogue) -> Catalogue:
    """The same catalogue, indexed by the demo's own rules, which refuse an id that occurs twice."""
    return Catalogue.of(catalogue.artists.values(), map(in_full, catalogue.albums.values()))


@pytest.mark.parametrize("size", SIZES)
def test_it_holds_exactly_the_tracks_asked_for(size: int) -> None:
    catalogue = large_catalogue(size)
    assert len(catalogue.tracks) == len(list(catalogue.tracks)) == size
    assert sum(len(album.tracks) for album in catalogue.albums.values()) == size


@pytest.mark.parametrize("size", SIZES)
def test_its_look_ups_are_those_of_the_same_catalogue_in_memory(size: int) -> None:
    catalogue = large_catalogue(size)
    same = in_memory(catalogue)
    assert dict(catalogue.artists) == same.artists
    assert list(catalogue.albums) == list(same.albums)
    assert {
        id: (in_full(album), track) for id, (album, track) in catalogue.tracks.items()
    } == same.tracks
    assert {
        artist: {group: tuple(map(in_full, albums)) for group, albums in groups.items()}
        for artist, groups in catalogue.discographies.items()
    } == same.discographies


def test_every_id_is_22_characters_of_base_62_and_gives_back_its_number() -> None:
    ids = [*LARGE.artists, *LARGE.albums, *LARGE.tracks]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch("[0-9A-Za-z]{22}", id) for id in ids)
    assert [number_of(TRACK, id) for id in LARGE.tracks] == list(range(3_000))
    far = 10**12
    assert number_of(ALBUM, spotify_id(ALBUM, far)) == far


@pytest.mark.parametrize(
    "id",
    [
        spotify_id(ALBUM, 1),
        spotify_id(ARTIST, 1),
        spotify_id(TRACK, 3_000),
        spotify_id(TRACK, 1)[1:],
        "0" + spotify_id(TRACK, 1),
        "0" * 22,
        "Z" * 22,
        "no id",
    ],
)
def test_an_id_of_something_else_is_no_track(id: str) -> None:
    assert id not in LARGE.tracks


def test_a_page_of_tracks_is_the_same_as_the_tracks_one_by_one() -> None:
    album = max(LARGE.albums.values(), key=lambda one: len(one.tracks))
    tracks = [LARGE.tracks[track.id][1] for track in album.tracks]
    assert list(album.tracks[50:100]) == tracks[50:100]
    places = [(track.disc_number, track.track_number) for track in tracks]
    assert places == sorted(set(places))


def test_artists_and_albums_have_sizes_as_in_life_and_names_of_their_own() -> None:
    catalogue = large_catalogue(150_000)
    album_sizes = [len(album.tracks) for album in catalogue.albums.values()][:-1]
    assert (min(album_sizes), max(album_sizes)) == (8, 131)
    assert 0.02 < sum(size > 60 for size in album_sizes) / len(album_sizes) < 0.04
    artist_sizes = [len(groups["album"]) for groups in catalogue.discographies.values()][:-1]
    assert (min(artist_sizes), max(artist_sizes)) == (20, 120)
    for named in (LARGE.artists, LARGE.albums):
        names = [one.name for one in named.values()]
        assert len(set(names)) == len(names)
    assert len({track.name for _, track in LARGE.tracks.values()}) == 3_000


def test_the_fewest_requests_are_those_of_the_formula() -> None:
    artists = [Artist(spotify_id(ARTIST, number), "A") for number in range(51)]
    an_album, tracks = next(iter(LARGE.albums.values())), [*LARGE.tracks.values()]

    def album(number: int, start: int, stop: int) -> Album:
        own: tuple[Track, ...] = tuple(track for _, track in tracks[start:stop])
        listed_for = {artists[0].id: "album"}
        id = spotify_id(ALBUM, number)
        return replace(an_album, id=id, tracks=own, listed_for=listed_for)

    box_sets = [album(0, 0, 50), album(1, 50, 101), album(2, 101, 202)]
    others = [album(3 + n, 202 + n, 203 + n) for n in range(48)]
    catalogue = Catalogue.of(artists, [*box_sets, *others])
    # A token and 52 pages of listings; 51 artists in 2 requests, 51 albums in 3,
    # pages of tracks beyond the first 0 + 1 + 2, 250 tracks in 3.
    assert fewest_without_news(catalogue) == 1 + 52
    assert fewest_requests(catalogue) == 1 + 52 + 2 + 3 + 3 + 3
