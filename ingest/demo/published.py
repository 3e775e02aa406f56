"""The published article's figures, as the demo catalogue has to meet them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from ingest.demo.figures import read_figures
from ingest.demo.measures import MEASURES, Measure

_MS_PER_MINUTE = 60_000


@dataclass(frozen=True)
class PublishedTrack:
    """A track whose features were printed, with the characters of its id that were.

    `units` has each measure's value in the measure's own units.
    """

    id_prefix: str
    units: Mapping[str, int]
    key: int
    mode: int
    time_signature: int


@dataclass(frozen=True)
class PublishedArtist:
    """What is known of an artist: the printed figures, and the outline of the career that we make up.

    `totals` has each measure's sum over all `track_count` tracks, in the measure's own units. `most_acoustic` and
    `top_danceable` (the printed characters of ids) are in the printed order; most artists have none.
    """

    id: str
    name: str
    track_count: int
    totals: Mapping[str, int]
    most_acoustic: tuple[PublishedTrack, ...]
    top_danceable: tuple[str, ...]
    first_year: int
    last_year: int
    box_sets: tuple[int, ...]
    tracks_without_features: int


def published_artists() -> tuple[PublishedArtist, ...]:
    """The article's ten artists in its order. Raises ValueError when an average has no exact total."""
    averages = {row["artist"]: row for row in read_figures("artist_averages")}
    careers = {row["artist"]: row for row in read_figures("careers")}
    return tuple(
        _published_artist(row["artist_id"], averages[row["artist"]], careers[row["artist"]])
        for row in read_figures("artists")
    )


def exact_total(average: str, count: int, measure: Measure) -> int:
    """The sum, in the measure's units, that `count` values must have had for their average to print as `average`.

    Values have few decimals, so their sum is a whole number of units; the printed average misses it by float noise
    alone. Raises ValueError when it does not, that is, when no such sum exists.
    """
    total = Fraction(average) * count * measure.units_per_one
    if measure.name == "duration_ms":  # printed in minutes
        total *= _MS_PER_MINUTE
    whole = round(total)
    if abs(total - whole) > Fraction(1, 1000):
        raise ValueError(f"{measure.name}: {count} values cannot average {average}")
    return whole


def _published_artist(
    artist_id: str, averages: Mapping[str, str], career: Mapping[str, str]
) -> PublishedArtist:
    name, count = averages["artist"], int(averages["track_count"])
    return PublishedArtist(
        id=artist_id,
        name=name,
        track_count=count,
        totals={
            measure.name: exact_total(averages[_average_column(measure)], count, measure)
            for measure in MEASURES
        },
        most_acoustic=tuple(
            _published_track(row)
            for row in read_figures("king_crimson_most_acoustic")
            if row["artist"] == name
        ),
        top_danceable=tuple(
            row["id_prefix"]
            for row in sorted(read_figures("top_danceable"), key=_danceable_rank)
            if row["artist"] == name
        ),
        first_year=int(career["first_year"]),
        last_year=int(career["last_year"]),
        box_sets=tuple(int(size) for size in career["box_sets"].split()),
        tracks_without_features=int(career["tracks_without_features"]),
    )


def _average_column(measure: Measure) -> str:
    return "avg_duration_min" if measure.name == "duration_ms" else f"avg_{measure.name}"


def _danceable_rank(row: Mapping[str, str]) -> int:
    return int(row["ranked_danceability"])


def _published_track(row: Mapping[str, str]) -> PublishedTrack:
    return PublishedTrack(
        id_prefix=row["id_prefix"],
        units={
            measure.name: round(Fraction(row[measure.name]) * measure.units_per_one)
            for measure in MEASURES
        },
        key=int(row["key"]),
        mode=int(row["mode"]),
        time_signature=int(row["time_signature"]),
    )
