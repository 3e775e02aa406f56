"""What a music catalogue is, for the demo server: artists, their albums, the tracks and their audio features."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from ingest.raw.schemas import ALBUM_GROUPS

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Artist:
    """An artist; two artists are the same when their ids are."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AudioFeatures:
    """The thirteen numbers that the API gives for a track, in the API's own units and precision.

    The seven measures from acousticness to valence run from 0 to 1, loudness is in dB, tempo in BPM.
    """

    acousticness: float
    danceability: float
    energy: float
    instrumentalness: float
    liveness: float
    loudness: float
    speechiness: float
    tempo: float
    valence: float
    key: int
    mode: int
    time_signature: int
    duration_ms: int


@dataclass(frozen=True, slots=True)
class Track:
    """A track in its place on one album; `features` is None when no features exist for it."""

    id: str
    name: str
    artists: tuple[Artist, ...]
    disc_number: int
    track_number: int
    duration_ms: int
    explicit: bool
    isrc: str
    features: AudioFeatures | None


@dataclass(frozen=True, slots=True)
class Album:
    """An album with all its tracks in order; `release_date` has the precision that `release_date_precision` names.

    `album_type` is `album`, `single` or `compilation`; `listed_for` maps the id of each artist whose discography
    lists the album to the group (one of ALBUM_GROUPS) it is listed under.
    """

    id: str
    name: str
    album_type: str
    release_date: str
    release_date_precision: str
    artists: tuple[Artist, ...]
    tracks: tuple[Track, ...]
    listed_for: Mapping[str, str]


@dataclass(frozen=True)
class Catalogue:
    """A whole catalogue with the look-ups that a server needs.

    `artists` are those with a discography of their own; a guest who appears only on tracks is not among them.
    """

    artists: Mapping[str, Artist]
    albums: Mapping[str, Album]
    tracks: Mapping[str, tuple[Album, Track]]
    discographies: Mapping[str, Mapping[str, tuple[Album, ...]]] = field(repr=False)
    """Artist id to album group to that group's albums, in the order of the albums given."""

    @classmethod
    def of(cls, artists: Iterable[Artist], albums: Iterable[Album]) -> Catalogue:
        """Index artists and albums; the albums' order is kept. Raises ValueError when an id occurs twice."""
        artists_by_id: dict[str, Artist] = {}
        albums_by_id: dict[str, Album] = {}
        tracks: dict[str, tuple[Album, Track]] = {}
        for artist in artists:
            _put_once(artists_by_id, artist.id, artist)
        grouped: dict[str, dict[str, list[Album]]] = {
            artist_id: defaultdict(list) for artist_id in artists_by_id
        }
        for album in albums:
            _put_once(albums_by_id, album.id, album)
            for track in album.tracks:
                _put_once(tracks, track.id, (album, track))
            for artist_id, group in album.listed_for.items():
                grouped[artist_id][group].append(album)
        discographies = {
            artist_id: {group: tuple(groups[group]) for group in ALBUM_GROUPS if group in groups}
            for artist_id, groups in grouped.items()
        }
        return cls(artists_by_id, albums_by_id, tracks, discographies)


def _put_once(index: dict[str, T], key: str, value: T) -> None:
    if key in index:
        raise ValueError(f"the id {key} occurs twice")
    index[key] = value
