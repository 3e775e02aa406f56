"""Releases beside the albums: singles, compilations, and other artists' albums on which an artist appears."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from random import Random

from ingest.demo.catalogue import Album, Artist, Track
from ingest.demo.features import draw_features
from ingest.demo.identifiers import isrc, new_id
from ingest.demo.measures import draw_scores
from ingest.demo.names import invent_band, invent_title, pick

_SINGLES, _APPEARANCES = 3, 2  # for each artist
_COMPILATION_TRACKS, _SHARED_COMPILATION_TRACKS = 14, 10
_APPEARANCE_TRACKS = 9


def side_albums(
    rng: Random,
    discographies: Mapping[Artist, Sequence[Album]],
    serials: Iterator[int],
) -> list[Album]:
    """Releases of the groups `single`, `compilation` and `appears_on` for every artist, given the artists' albums.

    Singles and compilations repeat recordings of the albums under new track ids. An album of the group `appears_on` is
    an invented artist's, and one track of it names the artist. Each two artists in turn share a compilation, and an
    album on which both appear.
    """
    artists = list(discographies)
    albums: list[Album] = []
    for artist in artists:
        own = discographies[artist]
        albums += [_single(rng, artist, pick(rng, own)) for _ in range(_SINGLES)]
        albums.append(_compilation(rng, {artist: own}, _COMPILATION_TRACKS))
        albums += [_appearance(rng, [artist], serials) for _ in range(_APPEARANCES)]
    for pair in zip(artists[::2], artists[1::2], strict=True):
        shared = {artist: discographies[artist] for artist in pair}
        albums.append(_compilation(rng, shared, _SHARED_COMPILATION_TRACKS))
        albums.append(_appearance(rng, pair, serials))
    return albums


def _single(rng: Random, artist: Artist, album: Album) -> Album:
    """One to three tracks of an album, out on the same day."""
    tracks = album.tracks[: 1 + int(rng.random() * 3)]
    return Album(
        id=new_id(rng),
        name=tracks[0].name,
        album_type="single",
        release_date=album.release_date,
        release_date_precision=album.release_date_precision,
        artists=(artist,),
        tracks=_placed(rng, tracks),
        listed_for={artist.id: "single"},
    )


def _compilation(
    rng: Random, discographies: Mapping[Artist, Sequence[Album]], track_count: int
) -> Album:
    """Different recordings from each artist's albums, the artists in turn; as old as the newest of the albums."""
    artists = list(discographies)
    tracks: dict[str, Track] = {}
    years = []
    while len(tracks) < track_count:
        album = pick(rng, discographies[artists[len(tracks) % len(artists)]])
        track = pick(rng, album.tracks)
        tracks.setdefault(track.isrc, track)
        years.append(album.release_date[:4])
    return Album(
        id=new_id(rng),
        name=invent_title(rng),
        album_type="compilation",
        release_date=max(years),
        release_date_precision="year",
        artists=tuple(artists),
        tracks=_placed(rng, tracks.values()),
        listed_for={artist.id: "compilation" for artist in artists},
    )


def _appearance(rng: Random, guests: Sequence[Artist], serials: Iterator[int]) -> Album:
    """An album of an invented artist; each guest is named on one track."""
    host = Artist(new_id(rng), invent_band(rng))
    year, month = 1975 + int(rng.random() * 50), 1 + int(rng.random() * 12)
    tracks = [_new_track(rng, host, year, next(serials)) for _ in range(_APPEARANCE_TRACKS)]
    for n, guest in enumerate(guests):
        tracks[2 * n + 1] = replace(tracks[2 * n + 1], artists=(host, guest))
    return Album(
        id=new_id(rng),
        name=invent_title(rng),
        album_type="album",
        release_date=f"{year}-{month:02}",
        release_date_precision="month",
        artists=(host,),
        tracks=_placed(rng, tracks),
        listed_for={guest.id: "appears_on" for guest in guests},
    )


def _new_track(rng: Random, artist: Artist, year: int, serial: int) -> Track:
    features = draw_features(rng, draw_scores(rng))
    return Track(
        id="",
        name=invent_title(rng),
        artists=(artist,),
        disc_number=0,
        track_number=0,
        duration_ms=features.duration_ms,
        explicit=False,
        isrc=isrc(year, serial),
        features=features,
    )


def _placed(rng: Random, tracks: Iterable[Track]) -> tuple[Track, ...]:
    """The tracks on one disc, in order, each under a new id."""
    return tuple(
        replace(track, id=new_id(rng), disc_number=1, track_number=number)
        for number, track in enumerate(tracks, start=1)
    )
