"""The article's three questions, answered on a terminal from `analyses/`."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table

from runner.engine import Engine

QUESTIONS = {
    "artist_profiles_by_energy": "Who is the most energetic?",
    "top_danceable_tracks": "Which three tracks of each artist are the most danceable?",
    "most_acoustic_tracks": "Which tracks of King Crimson are the most acoustic?",
}
"""Analysis to the question that it answers."""


def show_answers(engine: Engine) -> None:
    """Print one table a question."""
    console = Console()
    for analysis, question in QUESTIONS.items():
        console.print(f"\n{question}", style="bold")
        result = engine.dbt("--quiet", "show", "--select", analysis, "--limit", "100")
        console.print(_table(result.results[0].agate_table))


def _table(rows: Any) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name, data_type in zip(rows.column_names, rows.column_types, strict=True):
        is_number = type(data_type).__name__ in ("Number", "Integer")
        table.add_column(name, justify="right" if is_number else "left", no_wrap=True)
    for row in rows.rows:
        table.add_row(*(_cell(value) for value in row))
    return table


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else f"{float(value):,.4g}"
