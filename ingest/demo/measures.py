"""The ten measures of a track: the API's precision, their shapes, and how they move together.

A track is drawn as ten normal scores (a Gaussian copula): correlated numbers around 0. A measure's shape turns a score
into a value. Drawing uses whole numbers, so that every platform and Python draws the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from operator import mul
from random import Random
from statistics import NormalDist

from ingest.demo.figures import read_figures

SCORE_LIMIT = 4.4
"""Scores stay within this distance of 0, so that a shifted one is still on the shape."""

_LOWEST_SCORE, _KNOTS_PER_SCORE = -6.0, 2.0
_SHARE_UNITS = 10**8
_SMALLEST_SHARE = 100  # the API prints anything below one millionth as 0

# Normal scores in millionths, at the middles of 4,096 equally likely intervals.
_NORMAL_SCORES = tuple(round(NormalDist().inv_cdf((i + 0.5) / 4096) * 10**6) for i in range(4096))

# Tracks of one album resemble each other: a fifth of a score's variance is the album's.
_OWN_WEIGHT, _ALBUM_WEIGHT = 0.894, 0.447


@dataclass(frozen=True)
class Measure:
    """A measure and the units in which its values are whole numbers.

    A share (0 to 1) has three significant digits and is counted in hundred-millionths; loudness and tempo have three
    decimals, duration none. `shape` has the values at normal scores -6, -5.5 ... 6 of a typical artist.
    """

    name: str
    units_per_one: int
    shape: tuple[float, ...]

    @property
    def is_share(self) -> bool:
        """Whether values run from 0 to 1."""
        return self.units_per_one == _SHARE_UNITS

    def sum_at(self, scores: Sequence[float], weights: Sequence[int], shift: float) -> float:
        """The weighted sum of the shape's values at the scores, each moved by `shift`."""
        shape, offset, total = self.shape, shift - _LOWEST_SCORE, 0.0
        for score, weight in zip(scores, weights, strict=True):
            position = (score + offset) * _KNOTS_PER_SCORE
            knot = int(position)
            low = shape[knot]
            total += weight * (low + (position - knot) * (shape[knot + 1] - low))
        return total

    def units_at(self, score: float) -> int:
        """The value at a normal score, in units, at the API's precision."""
        units = self.sum_at((score,), (1,), 0.0) * self.units_per_one
        step = self.step(int(units))
        rounded = round(units / step) * step
        return 0 if self.is_share and rounded < _SMALLEST_SHARE else rounded

    def step(self, units: int) -> int:
        """The distance, in units, to the next value that the API can print."""
        return int(10 ** max(0, len(str(units)) - 3)) if self.is_share else 1

    def value(self, units: int) -> float:
        """The number that the API prints for a value in units."""
        return units / self.units_per_one


def draw_scores(rng: Random, album: Sequence[float] | None = None) -> tuple[float, ...]:
    """Ten correlated normal scores in the order of MEASURES, leaning towards the album's where those are given."""
    independent = [_NORMAL_SCORES[rng.getrandbits(12)] for _ in MEASURES]
    scores = [sum(map(mul, row, independent)) / 10**9 for row in _MIXING]
    if album is not None:
        scores = [_OWN_WEIGHT * a + _ALBUM_WEIGHT * b for a, b in zip(scores, album, strict=True)]
    return tuple(clip(score) for score in scores)


def clip(score: float) -> float:
    """The score, or the nearest one within SCORE_LIMIT."""
    return max(-SCORE_LIMIT, min(SCORE_LIMIT, score))


def _read_measures() -> tuple[Measure, ...]:
    units = {"loudness": 1000, "tempo": 1000, "duration_ms": 1}
    rows = read_figures("measure_shapes")
    return tuple(
        Measure(name, units.get(name, _SHARE_UNITS), tuple(float(row[name]) for row in rows))
        for name in rows[0]
        if name != "normal_score"
    )


def _read_mixing(names: Sequence[str]) -> list[list[int]]:
    """The lower triangle, in thousandths, that times its transpose is the correlation matrix (Cholesky)."""
    correlations = {row["measure"]: row for row in read_figures("measure_correlations")}
    lower: list[list[float]] = []
    for i, name in enumerate(names):
        lower.append([])
        for j, other in enumerate(names[: i + 1]):
            rest = float(correlations[name][other]) - sum(map(mul, lower[i], lower[j]))
            lower[i].append(math.sqrt(rest) if i == j else rest / lower[j][j])
    return [[round(weight * 1000) for weight in row] for row in lower]


MEASURES = _read_measures()
"""The nine measures of the contract and the duration, in the order of `measure_shapes.csv`."""

_MIXING = _read_mixing([measure.name for measure in MEASURES])
