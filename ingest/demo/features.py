"""Audio features for recordings: an artist's, fitted to the published figures, or a guest's, just drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from ingest.demo.calibration import fit
from ingest.demo.catalogue import AudioFeatures
from ingest.demo.measures import MEASURES
from ingest.demo.names import pick
from ingest.demo.published import PublishedArtist, PublishedTrack

_DISTINCT_TOP = ("danceability", "energy")
"""Measures in whose highest values there is no tie, so that the published ranks are plain."""

# How often a key comes, of 200 tracks; -1 is "none found"
_KEYS = (
    (0, 24), (1, 13), (2, 27), (3, 7), (4, 20), (5, 15), (6, 11), (7, 26), (8, 10), (9, 28), (10, 9), (11, 9), (-1, 1),
)  # fmt: skip
_KEY_POOL = tuple(key for key, count in _KEYS for _ in range(count))
_TIME_SIGNATURE_POOL = (4,) * 330 + (3,) * 49 + (5,) * 13 + (1,) * 7 + (0,)
_MAJOR_CHANCE = 0.67


def place_printed(
    tracks: Sequence[PublishedTrack], scores: Sequence[Sequence[float]], weights: Sequence[int]
) -> dict[int, PublishedTrack]:
    """The printed tracks by the recordings, each on one track alone, whose place they take."""
    acousticness = [measure.name for measure in MEASURES].index("acousticness")
    places = sorted(
        (i for i, weight in enumerate(weights) if weight == 1),
        key=lambda i: scores[i][acousticness],
        reverse=True,
    )
    return dict(zip(places, tracks, strict=False))


def fit_features(
    rng: Random,
    artist: PublishedArtist,
    scores: Sequence[Sequence[float]],
    weights: Sequence[int],
    printed: Mapping[int, PublishedTrack],
) -> list[AudioFeatures | None]:
    """Features of an artist's recordings, from their normal scores, that meet the artist's published totals.

    `weights` are the numbers of tracks on which a recording counts; one of weight 0 gets no features. The `printed`
    tracks come in the place of the recordings at these positions.
    """
    free = [i for i, weight in enumerate(weights) if weight and i not in printed]
    units: dict[int, dict[str, int]] = {i: dict(track.units) for i, track in printed.items()}
    units |= {i: {} for i in free}
    for n, measure in enumerate(MEASURES):
        known = sum(track.units[measure.name] for track in printed.values())
        fitted = fit(
            measure,
            [scores[i][n] for i in free],
            [weights[i] for i in free],
            artist.totals[measure.name] - known,
            distinct_top=measure.name in _DISTINCT_TOP,
        )
        for i, value in zip(free, fitted, strict=True):
            units[i][measure.name] = value
    return [
        _features(units[i], *_harmony(rng, printed.get(i))) if weight else None
        for i, weight in enumerate(weights)
    ]


def draw_features(rng: Random, scores: Sequence[float]) -> AudioFeatures:
    """Features of a recording that no published figure is about."""
    units = {
        measure.name: measure.units_at(score)
        for measure, score in zip(MEASURES, scores, strict=True)
    }
    return _features(units, *_harmony(rng, None))


def _harmony(rng: Random, printed: PublishedTrack | None) -> tuple[int, int, int]:
    """Key, mode and time signature: what no total says anything of."""
    if printed is not None:
        return printed.key, printed.mode, printed.time_signature
    mode = int(rng.random() < _MAJOR_CHANCE)
    return pick(rng, _KEY_POOL), mode, pick(rng, _TIME_SIGNATURE_POOL)


def _features(units: Mapping[str, int], key: int, mode: int, time_signature: int) -> AudioFeatures:
    values = {measure.name: measure.value(units[measure.name]) for measure in MEASURES}
    values.pop("duration_ms")
    return AudioFeatures(
        **values,
        key=key,
        mode=mode,
        time_signature=time_signature,
        duration_ms=units["duration_ms"],
    )
