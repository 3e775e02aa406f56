"""The nine measures as the page names them; domains, units and descriptions are those of `seeds/audio_measures.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass

from runner.engine import ROOT

SUPERLATIVES = {
    "acousticness": ("most acoustic", "least acoustic"),
    "danceability": ("most danceable", "least danceable"),
    "energy": ("most energetic", "least energetic"),
    "instrumentalness": ("most instrumental", "least instrumental"),
    "liveness": ("most live-sounding", "least live-sounding"),
    "loudness": ("loudest", "quietest"),
    "speechiness": ("most spoken", "least spoken"),
    "tempo": ("fastest", "slowest"),
    "valence": ("most cheerful", "least cheerful"),
}
"""What is said of whoever has the most of it, and the least."""

FIRST = "energy"
"""What the page shows before anybody has chosen: the article's first question."""


@dataclass(frozen=True)
class Measure:
    """A measure with its domain."""

    name: str
    description: str
    minimum: float
    maximum: float
    unit: str

    @property
    def superlatives(self) -> tuple[str, str]:
        """What is said of whoever has the most of it, and the least."""
        return SUPERLATIVES[self.name]

    @property
    def short(self) -> str:
        """Its name over a column."""
        return self.name.capitalize() + (f" ({self.unit})" if self.unit else "")

    @property
    def label(self) -> str:
        """Its name on an axis, with the unit."""
        return f"{self.name.capitalize()} ({self.unit or '0 to 1'})"


def measures() -> list[Measure]:
    """All of them, in the order of the seed."""
    with (ROOT / "seeds" / "audio_measures.csv").open(encoding="utf-8", newline="") as file:
        return [
            Measure(
                row["measure_name"],
                row["description"],
                float(row["minimum"]),
                float(row["maximum"]),
                row["unit"],
            )
            for row in csv.DictReader(file)
        ]
