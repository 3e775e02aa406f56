"""The demo catalogue: ten real artists' figures, and careers, names and tracks made up to meet them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import count
from random import Random

from ingest.demo.catalogue import Album, Artist, AudioFeatures, Catalogue, Track
from ingest.demo.discography import Recording, Release, invent_discography
from ingest.demo.features import draw_features, fit_features, place_printed
from ingest.demo.identifiers import complete_id, isrc, new_id
from ingest.demo.names import invent_band, pick
from ingest.demo.published import PublishedArtist, PublishedTrack, published_artists
from ingest.demo.sidelines import side_albums

_SEED = "Soundmart demo catalogue"
_GUESTS = 40
_GUEST_CHANCE = 0.04


def build_catalogue() -> Catalogue:
    """The demo catalogue, the same on every platform and each time; about a second's work.

    The albums of the group `album` hold the published article's 9,567 tracks: per artist the track count, the averages
    of the nine measures and of the duration, five whole rows and the ids of the most danceable tracks are those of
    `figures/`. Everything else is made up: titles, dates, guests, reissues that repeat recordings, tracks without
    features, and the releases of the other groups. Artists come in the article's order, albums newest first.
    """
    rng, serials = Random(_SEED), count(1)
    guests = [Artist(new_id(rng), invent_band(rng)) for _ in range(_GUESTS)]
    discographies = {
        Artist(artist.id, artist.name): _discography(artist, guests, serials)
        for artist in published_artists()
    }
    own = (album for discography in discographies.values() for album in discography)
    return Catalogue.of(discographies, [*own, *side_albums(rng, discographies, serials)])


def _discography(
    published: PublishedArtist, guests: Sequence[Artist], serials: Iterator[int]
) -> list[Album]:
    """The artist's albums of the group `album`, newest first."""
    rng = Random(f"{_SEED}: {published.name}")
    artist = Artist(published.id, published.name)
    recordings, releases = invent_discography(rng, published)
    scores = [recording.scores for recording in recordings]
    weights = _editions(releases, len(recordings))
    printed = place_printed(published.most_acoustic, scores, weights)
    features = fit_features(rng, published, scores, weights, printed)
    ids = _printed_ids(published, printed, features)
    masters = [
        _master(rng, recording, features[i], ids.get(i, ""), artist, guests, next(serials))
        for i, recording in enumerate(recordings)
    ]
    return [_album(rng, artist, release, masters) for release in reversed(releases)]


def _editions(releases: Sequence[Release], recording_count: int) -> list[int]:
    """On how many tracks with features each recording is."""
    counts = [0] * recording_count
    for release in releases:
        for recording, _ in release.tracks[: len(release.tracks) - release.without_features]:
            counts[recording] += 1
    return counts


def _printed_ids(
    published: PublishedArtist,
    printed: Mapping[int, PublishedTrack],
    features: Sequence[AudioFeatures | None],
) -> dict[int, str]:
    """The ids of the recordings whose ids the article prints: its whole rows, and the most danceable ones."""
    danceability = {i: row.danceability for i, row in enumerate(features) if row is not None}
    most_danceable = sorted(danceability, key=danceability.__getitem__, reverse=True)
    prefixes = {i: track.id_prefix for i, track in printed.items()}
    prefixes |= zip(most_danceable, published.top_danceable, strict=False)
    return {i: complete_id(prefix) for i, prefix in prefixes.items()}


def _master(
    rng: Random,
    recording: Recording,
    features: AudioFeatures | None,
    track_id: str,
    artist: Artist,
    guests: Sequence[Artist],
    serial: int,
) -> Track:
    """A recording as a track that has no place yet, and an id only where the article prints it."""
    has_guest = rng.random() < _GUEST_CHANCE
    return Track(
        id=track_id,
        name=recording.title,
        artists=(artist, pick(rng, guests)) if has_guest else (artist,),
        disc_number=0,
        track_number=0,
        duration_ms=(features or draw_features(rng, recording.scores)).duration_ms,
        explicit=recording.explicit,
        isrc=isrc(recording.year, serial),
        features=features,
    )


def _album(rng: Random, artist: Artist, release: Release, masters: Sequence[Track]) -> Album:
    places = [
        (disc, number)
        for disc, size in enumerate(release.discs, start=1)
        for number in range(1, size + 1)
    ]
    return Album(
        id=new_id(rng),
        name=release.title,
        album_type="album",
        release_date=release.release_date,
        release_date_precision=release.precision,
        artists=(artist,),
        tracks=tuple(
            replace(
                masters[recording],
                id=masters[recording].id or new_id(rng),
                name=title,
                disc_number=disc,
                track_number=number,
            )
            for (recording, title), (disc, number) in zip(release.tracks, places, strict=True)
        ),
        listed_for={artist.id: "album"},
    )
