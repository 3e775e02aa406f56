"""The article's three questions, answered on a terminal from `analyses/`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from runner.engine import Engine

WIDTH_IN_A_FILE = 150
"""Characters a line where there is no terminal to ask."""


@dataclass(frozen=True)
class Question:
    """A question, the analysis that answers it and, where not all are meant, the artist."""

    text: str
    analysis: str
    artist_name: str | None = None


QUESTIONS = (
    Question(
        "Who is the most energetic? (averages over the tracks with audio features)",
        "artist_profiles_by_energy",
    ),
    Question("Which three tracks of each artist are the most danceable?", "top_danceable_tracks"),
    Question(
        "Which tracks of King Crimson are the most acoustic?",
        "most_acoustic_tracks",
        "King Crimson",
    ),
)


def show_answers(engine: Engine) -> None:
    """Print one table a question."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_IN_A_FILE)
    for question in QUESTIONS:
        answer = engine.dbt(
            "--log-level", "none", "show", "--select", question.analysis, "--limit", "1000"
        )
        rows = answer.results[0].agate_table
        console.print(f"\n{question.text}", style="bold")
        console.print(_table(rows, question.artist_name))


def _table(rows: Any, artist_name: str | None) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name, data_type in zip(rows.column_names, rows.column_types, strict=True):
        is_number = type(data_type).__name__ in ("Number", "Integer")
        title = name.removeprefix("avg_")
        # Where a line is too short, long headings and track names take a second one.
        table.add_column(
            title,
            justify="right" if is_number else "left",
            overflow="fold",
            no_wrap=not is_number and name != "track_name",
        )
    for row in rows.rows:
        if artist_name in (None, row["artist_name"]):
            table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: Any) -> Text:
    if value is None or isinstance(value, str):
        return Text(value or "")
    return Text(f"{value:,}" if isinstance(value, int) else f"{float(value):#,.4g}")
