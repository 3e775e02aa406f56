"""A catalogue of as many tracks as one likes that is nowhere in memory: all of it is computed from numbers.

Artists, albums and tracks are numbered from 0, and an id is its number in disguise. So a thing is found by taking its
number out of its id, and made on the spot, always the same.
"""

from __future__ import annotations

import string
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import accumulate
from typing import TypeVar, cast, overload

from ingest.demo.catalogue import Album, Artist, AudioFeatures, Catalogue, Track

T = TypeVar("T")

ARTIST, ALBUM, TRACK = range(3)
KINDS = 3

_DIGITS = string.digits + string.ascii_lowercase + string.ascii_uppercase
_PAIRS = tuple(high + low for high in _DIGITS for low in _DIGITS)
_VALUES = {digit: value for value, digit in enumerate(_DIGITS)}
_ID_LENGTH = 22
_MASK = 2**128 - 1
_SPREAD = (
    0x9E3779B97F4A7C15F39CC0605CEDC835  # 2**128 over the golden ratio, and odd: it has an inverse
)
_GATHER = pow(_SPREAD, -1, 2**128)

_WORDS = tuple(
    start + end
    for start in ("Bra", "Cal", "Dre", "Fen", "Gril", "Hol", "Jum", "Kel")
    for end in ("badix", "dor", "finé", "gast", "limura", "mund", "nix", "vane")
)
_TRACKS_A_DISC = 25
_GUEST_EVERY, _NO_FEATURES_EVERY = 10, 250


class Cycle:
    """Groups of consecutive numbers whose sizes repeat for ever."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self._groups = len(sizes)
        self._starts = (0, *accumulate(sizes))

    def start(self, group: int) -> int:
        """The first number in a group."""
        rounds, place = divmod(group, self._groups)
        return rounds * self._starts[-1] + self._starts[place]

    def group(self, number: int) -> int:
        """The group that a number is in."""
        rounds, rest = divmod(number, self._starts[-1])
        return rounds * self._groups + bisect_right(self._starts, rest) - 1


ALBUMS_OF_ARTISTS = Cycle([20 + 37 * n % 101 for n in range(101)])
"""Artists have 20 to 120 albums each."""
TRACKS_OF_ALBUMS = Cycle([{30: 62, 61: 75, 92: 131}.get(n, 8 + 7 * n % 13) for n in range(100)])
"""Albums have 8 to 20 tracks each, three of a hundred are box sets of 62, 75 and 131."""


def spotify_id(kind: int, number: int) -> str:
    """An id of 22 characters of base 62, as random to look at as a real one."""
    rest, pairs = (number * KINDS + kind + 1) * _SPREAD & _MASK, []
    for _ in range(_ID_LENGTH // 2):
        rest, pair = divmod(rest, len(_PAIRS))
        pairs.append(_PAIRS[pair])
    return "".join(reversed(pairs))


def number_of(kind: int, id: str) -> int:
    """The number in an id. Raises KeyError when the id is none of that kind."""
    value = 0
    for digit in id:
        value = value * len(_DIGITS) + _VALUES[digit]
    number, its_kind = divmod((value * _GATHER & _MASK) - 1, KINDS)
    if its_kind != kind or not 0 < value <= _MASK or len(id) != _ID_LENGTH:
        raise KeyError(id)
    return number


def audio_features(number: int) -> AudioFeatures:
    """The audio features of a track, with the API's number of digits."""
    bits = (number + 1) * _SPREAD & _MASK
    bits = (bits ^ bits >> 61) * _SPREAD & _MASK
    shares = [(bits >> shift) % 1000 / 1000 for shift in range(0, 70, 10)]
    acousticness, danceability, energy, instrumentalness, liveness, speechiness, valence = shares
    return AudioFeatures(
        acousticness=acousticness,
        danceability=danceability,
        energy=energy,
        instrumentalness=instrumentalness,
        liveness=liveness,
        loudness=-((bits >> 70) % 30_000) / 1000,
        speechiness=speechiness,
        tempo=(60_000 + (bits >> 85) % 140_000) / 1000,
        valence=valence,
        key=(bits >> 102) % 12,
        mode=(bits >> 106) % 2,
        time_signature=3 + (bits >> 107) % 3,
        duration_ms=90_000 + (bits >> 110) % 300_000,
    )


def large_catalogue(track_count: int) -> Catalogue:
    """A catalogue of exactly that many tracks, at least one, the same each time; takes no time and no memory."""
    return _Large(track_count).catalogue()


class _Large:
    """Makes artists, albums and tracks from their numbers."""

    def __init__(self, track_count: int) -> None:
        self._tracks = track_count
        self._albums = TRACKS_OF_ALBUMS.group(track_count - 1) + 1
        self._artists = ALBUMS_OF_ARTISTS.group(self._albums - 1) + 1
        # Of all that is made, artists alone are asked for again and again.
        self.artist = lru_cache(maxsize=10_000)(self._artist)

    def catalogue(self) -> Catalogue:
        return Catalogue(
            artists=_ById(ARTIST, self._artists, self.artist),
            albums=_ById(ALBUM, self._albums, self.album),
            tracks=_ById(TRACK, self._tracks, self._track_with_album),
            discographies=_ById(ARTIST, self._artists, self._discography),
        )

    def album(self, number: int) -> Album:
        artist = self.artist(ALBUMS_OF_ARTISTS.group(number))
        start = TRACKS_OF_ALBUMS.start(number)
        stop = min(TRACKS_OF_ALBUMS.start(number + 1), self._tracks)
        year, month, day = 1960 + number % 65, 1 + number % 12, 1 + number % 28
        return Album(
            id=spotify_id(ALBUM, number),
            name=_title(number),
            album_type="album",
            release_date=f"{year}-{month:02}-{day:02}",
            release_date_precision="day",
            artists=(artist,),
            # As good as a tuple for whoever reads it, but made only as far as it is read.
            tracks=cast("tuple[Track, ...]", _Tracks(self, number, range(start, stop))),
            listed_for={artist.id: "album"},
        )

    def track(self, number: int, album: int) -> Track:
        artist = ALBUMS_OF_ARTISTS.group(album)
        guest = number % self._artists
        has_guest = number % _GUEST_EVERY == 0 and guest != artist
        disc, place = divmod(number - TRACKS_OF_ALBUMS.start(album), _TRACKS_A_DISC)
        features = audio_features(number)
        return Track(
            id=spotify_id(TRACK, number),
            name=_title(number),
            artists=(self.artist(artist), *([self.artist(guest)] if has_guest else [])),
            disc_number=disc + 1,
            track_number=place + 1,
            duration_ms=features.duration_ms,
            explicit=number % 11 == 0,
            isrc=f"QZSYN{album % 65:02}{number % 100_000:05}",
            features=None if number % _NO_FEATURES_EVERY == 0 else features,
        )

    def _artist(self, number: int) -> Artist:
        name = _title(number)
        return Artist(spotify_id(ARTIST, number), f"O'{name}" if number % 20 == 0 else name)

    def _track_with_album(self, number: int) -> tuple[Album, Track]:
        album = TRACKS_OF_ALBUMS.group(number)
        return self.album(album), self.track(number, album)

    def _discography(self, artist: int) -> Mapping[str, tuple[Album, ...]]:
        stop = min(ALBUMS_OF_ARTISTS.start(artist + 1), self._albums)
        return {"album": tuple(map(self.album, range(ALBUMS_OF_ARTISTS.start(artist), stop)))}


class _ById(Mapping[str, T]):
    """The first `count` things of a kind by their ids."""

    def __init__(self, kind: int, count: int, make: Callable[[int], T]) -> None:
        self._kind = kind
        self._count = count
        self._make = make

    def __getitem__(self, id: str) -> T:
        number = number_of(self._kind, id)
        if number >= self._count:
            raise KeyError(id)
        return self._make(number)

    def __iter__(self) -> Iterator[str]:
        return (spotify_id(self._kind, number) for number in range(self._count))

    def __len__(self) -> int:
        return self._count


class _Tracks(Sequence[Track]):
    """An album's tracks in order."""

    def __init__(self, large: _Large, album: int, numbers: range) -> None:
        self._large = large
        self._album = album
        self._numbers = numbers

    @overload
    def __getitem__(self, place: int) -> Track: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Track, ...]: ...
    def __getitem__(self, place: int | slice) -> Track | tuple[Track, ...]:
        if isinstance(place, slice):
            return tuple(self._large.track(number, self._album) for number in self._numbers[place])
        return self._large.track(self._numbers[place], self._album)

    def __len__(self) -> int:
        return len(self._numbers)


def _title(number: int) -> str:
    """A name that no other number has; some have what a CSV must quote."""
    words = [_WORDS[number % len(_WORDS)]]
    rest = number // len(_WORDS)
    while rest:
        rest, word = divmod(rest, len(_WORDS))
        words.append(_WORDS[word])
    if number % 16 == 5:
        words[0] += ","
    if number % 32 == 9:
        words[0] = f'"{words[0]}"'
    return " ".join(words)
