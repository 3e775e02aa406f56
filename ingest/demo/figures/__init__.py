"""The small tables from which the demo catalogue is generated.

The published article's figures, under its own column names:

- `artists.csv`: the ten artists and their Spotify ids
- `artist_averages.csv`: track counts and averages
- `king_crimson_most_acoustic.csv`: five whole rows, with the first 17 characters of their ids
- `top_danceable.csv`: the first 17 characters of the ids of three artists' most danceable tracks

Ours, for what the article does not say:

- `careers.csv`: per artist the years of the first and last release, the track counts of box sets, and how many tracks
  of the newest release have no features yet
- `measure_shapes.csv`: each measure's value at normal scores from -6 to 6, for a typical rock artist
- `measure_correlations.csv`: the correlations of those scores, lower triangle
"""

from __future__ import annotations

import csv
from pathlib import Path


def read_figures(name: str) -> list[dict[str, str]]:
    """The rows of `<name>.csv`, as text."""
    path = Path(__file__).parent / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
