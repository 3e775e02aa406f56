"""The marts and a few rows of each in the README and on the docs site's front page, written from a build."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Context
from pathlib import Path

import duckdb

from runner.engine import ROOT, wrong_setting
from runner.marts import MARTS, Mart

ROWS = 3
"""Rows of a sample."""

THREE_DIGITS = Context(prec=3, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Page:
    """A Markdown file that shows the marts: how it names one in the table, and how it opens a sample."""

    path: Path
    named: Callable[[str], str]
    heading: Callable[[str], str]


def _link(mart: str) -> str:
    return f"[{mart}](#!/model/model.soundmart.{mart})"


PAGES = (
    Page(ROOT / "README.md", lambda mart: f"`{mart}`", lambda mart: f"**`{mart}`**"),
    Page(ROOT / "models" / "overview.md", _link, lambda mart: f"### {_link(mart)}"),
)


def write_pages(database: Path) -> None:
    """Write the marts and their samples anew into each page.

    Leaves with exit code 2 where the database holds no full build of the demo.
    """
    samples = samples_of(database)
    for page in PAGES:
        text = page.path.read_text(encoding="utf-8")
        page.path.write_text(with_samples(page, text, samples), encoding="utf-8")


def with_samples(page: Page, text: str, samples: dict[str, str]) -> str:
    """The text of a page with its table of marts and its samples as they should be now."""
    listed = [
        "| table | one row per | answers |",
        "| --- | --- | --- |",
        *(f"| {page.named(mart.name)} | {mart.grain} | {mart.question} |" for mart in MARTS),
    ]
    shown = [f"{page.heading(mart.name)}\n\n{samples[mart.name]}" for mart in MARTS]
    return _between(_between(text, "marts", "\n".join(listed)), "samples", "\n\n".join(shown))


def samples_of(database: Path) -> dict[str, str]:
    """The sample of each mart by its name, as a Markdown table.

    Leaves with exit code 2 where the database holds no full build of the demo.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        try:
            sources = connection.execute("select distinct _source from raw.artists").fetchall()
            if sources == [("demo",)]:
                return {mart.name: _sample(connection, mart) for mart in MARTS}
        except duckdb.Error as error:
            reason = str(error).splitlines()[0]
            raise wrong_setting(f"{database} is no full build: {reason}") from None
    raise wrong_setting(f"{database} is not built of the demo: run `make clean` and `make demo`")


def _sample(connection: duckdb.DuckDBPyConnection, mart: Mart) -> str:
    rows = connection.execute(
        f"select {', '.join(mart.columns)} from analytics.{mart.name} "
        f"where {mart.where} order by {mart.order} limit {ROWS}"
    ).fetchall()
    if not rows:
        return "The demo has no row of it."
    is_number = [
        any(isinstance(row[place], int | float) for row in rows) for place in range(len(rows[0]))
    ]
    return "\n".join(
        "| " + " | ".join(cells) + " |"
        for cells in (
            mart.columns,
            ("---:" if number else "---" for number in is_number),
            *(map(_cell, mart.columns, row) for row in rows),
        )
    )


def _cell(column: str, value: object) -> str:
    """A value in Markdown, a number with three digits."""
    if isinstance(value, float):
        # An average may lie half-way between two, and its last bits change from build to build.
        rounded = THREE_DIGITS.create_decimal(f"{value:.9g}")
        return f"{float(rounded):#.3g}".rstrip(".")
    if value is None:
        return ""
    if isinstance(value, int):
        return f"{value:,}" if column.endswith("_count") else str(value)
    if isinstance(value, date):
        return value.isoformat()
    return re.sub(r"([\\|*_`<>\[\]])", r"\\\1", str(value))


def _between(text: str, name: str, content: str) -> str:
    """The text with other content between the two markers of a name."""
    # Links that nothing links to: unlike an HTML comment, dbt's pages show nothing of them.
    opening, closing = (
        f"[//]: # ({name}: python -m runner samples)",
        f"[//]: # (end of {name})",
    )
    before, rest = text.split(opening)
    after = rest.split(closing)[1]
    return f"{before}{opening}\n\n{content}\n\n{closing}{after}"
