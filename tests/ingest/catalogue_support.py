"""What the tests of the demo catalogue share: the catalogue, built once, and ways to look into it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from ingest.demo.catalogue import Album, Artist, AudioFeatures, Catalogue, Track
from ingest.demo.generate import build_catalogue


@cache
def the_catalogue() -> Catalogue:
    return build_catalogue()


def albums_of(catalogue: Catalogue, artist: Artist) -> tuple[Album, ...]:
    return catalogue.discographies[artist.id]["album"]


def features_of(catalogue: Catalogue, artist_name: str) -> dict[str, AudioFeatures]:
    """Track id to features on the artist's albums of the group `album`, in the order of the ids."""
    artist = artist_named(catalogue, artist_name)
    features = {
        track.id: track.features
        for album in albums_of(catalogue, artist)
        for track in album.tracks
        if track.features is not None
    }
    return dict(sorted(features.items()))


def artist_named(catalogue: Catalogue, name: str) -> Artist:
    return next(artist for artist in catalogue.artists.values() if artist.name == name)


def walked_albums(catalogue: Catalogue) -> Iterator[tuple[Artist, Album]]:
    """What a walk of the default group `album` sees."""
    for artist in catalogue.artists.values():
        for album in albums_of(catalogue, artist):
            yield artist, album


def walked_tracks(catalogue: Catalogue) -> list[Track]:
    return [track for _, album in walked_albums(catalogue) for track in album.tracks]


def all_features(catalogue: Catalogue) -> list[AudioFeatures]:
    return [track.features for _, track in catalogue.tracks.values() if track.features is not None]
