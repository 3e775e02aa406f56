"""Values of one measure that have the right shape, the API's precision and, to the last digit, the right total."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.demo.measures import Measure

_SHIFT_LIMIT = 1.55  # a score within SCORE_LIMIT stays on the shape
_HALVINGS = 12  # leaves less than one last digit a value for _settle
_DISTINCT_TOP = 5
_SHARE_STEP = 10**5  # a last digit of any share from 0.1 up
# Shares that can move by a few last digits and stay ordinary
_MIDDLE = range(11 * 10**6, 90 * 10**6)


def fit(
    measure: Measure,
    scores: Sequence[float],
    weights: Sequence[int],
    total: int,
    *,
    distinct_top: bool = False,
) -> list[int]:
    """Turn normal scores into values of a measure, in its units, that add up to `total` exactly.

    `weights` says how often each value counts (a recording with two editions counts twice). With `distinct_top` the
    five highest values are distinct and count once. Raises ValueError when the total is out of the shape's reach.
    """
    shift = _find_shift(measure, scores, weights, total / measure.units_per_one)
    units = [measure.units_at(score + shift) for score in scores]
    movable = sorted(
        (i for i, weight in enumerate(weights) if weight == 1), key=units.__getitem__, reverse=True
    )
    if distinct_top:
        _separate_top(measure, units, weights, movable[: _DISTINCT_TOP + 1])
        movable = movable[_DISTINCT_TOP:]
    _settle(measure, units, weights, sorted(movable), total)
    return units


def _find_shift(
    measure: Measure, scores: Sequence[float], weights: Sequence[int], total: float
) -> float:
    """The shift of all scores at which the shape's values add up to about `total` (by bisection)."""
    low, high = -_SHIFT_LIMIT, _SHIFT_LIMIT
    if not measure.sum_at(scores, weights, low) < total < measure.sum_at(scores, weights, high):
        raise ValueError(f"{measure.name}: no shift within {_SHIFT_LIMIT} reaches {total}")
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if measure.sum_at(scores, weights, middle) < total:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _separate_top(
    measure: Measure, units: list[int], weights: Sequence[int], top: Sequence[int]
) -> None:
    """Raise the values at `top` (highest first) apart from the last of them, which bounds what counts twice.

    The lowest of them ends two steps above that bound, so that settling values by one step makes no tie.
    """
    floor = units[top[-1]]
    for i, weight in enumerate(weights):
        if weight > 1:
            units[i] = min(units[i], floor)
    floor += measure.step(floor)
    for i in reversed(top[:-1]):
        floor = units[i] = max(units[i], floor + measure.step(floor))


def _settle(
    measure: Measure, units: list[int], weights: Sequence[int], movable: Sequence[int], total: int
) -> None:
    """Move values at `movable` by as little as possible, so that the weighted sum is `total`.

    Digit by digit from the last: only a small share has late digits, so a small one carries them. What is left is
    whole steps of the larger values, which all move alike, by a step or none.
    """
    missing = total - sum(weight * value for weight, value in zip(weights, units, strict=True))
    if measure.is_share:
        step = 1
        while step < _SHARE_STEP:
            if missing % (10 * step):
                missing -= _settle_digit(units, movable, missing, step)
            step *= 10
        movable = [i for i in movable if units[i] in _MIDDLE]
        _spread(units, movable, missing // _SHARE_STEP, _SHARE_STEP)
    else:
        _spread(units, movable, missing, 1)


def _settle_digit(units: list[int], movable: Sequence[int], missing: int, step: int) -> int:
    """Change one value so that `missing` less the change is a multiple of ten steps; return the change.

    The value is one whose last digit counts `step`; where there is none, the smallest larger one comes down to it.
    """
    fitting = range(100 * step, 990 * step)
    larger = (i for i in movable if units[i] >= fitting.start)
    chosen = min(larger, key=units.__getitem__)
    old = units[chosen]
    base = old if old in fitting else fitting.stop
    units[chosen] = base + (missing + old - base) // step % 10 * step
    return units[chosen] - old


def _spread(units: list[int], movable: Sequence[int], count: int, step: int) -> None:
    """Add `count` steps (negative: take away) to the values at `movable`, evenly."""
    each, rest = divmod(count, len(movable))
    for n, i in enumerate(movable):
        # Bresenham's line: the rest goes to values at equal distances
        extra = (n + 1) * rest // len(movable) - n * rest // len(movable)
        units[i] += (each + extra) * step
