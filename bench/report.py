"""What is said of the measurements: rows of named figures, as tables for people or as JSON."""

from __future__ import annotations

import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb
import pyarrow as pa
import requests
from rich.console import Console
from rich.table import Table

from bench.process import Taken

WIDTH_IN_A_FILE = 150
"""Characters a line where there is no terminal to ask."""

Row = dict[str, Any]
"""Figures by name, the first of them what the row is about; names end in their unit. None shows as blank."""


@dataclass(frozen=True)
class Report:
    """The rows of one part, its title, and what a reader should know besides."""

    part: str
    title: str
    rows: Sequence[Row]
    notes: Sequence[str]


def machine() -> dict[str, Any]:
    """The machine's processor cores that we may use, and the versions of what is measured."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "cores": cores,
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "duckdb": duckdb.__version__,
        "pyarrow": pa.__version__,
        "requests": requests.__version__,
    }


def figures(taken: Taken) -> Row:
    """What every part says of a command; MB are millions of bytes."""
    return {
        "wall_s": taken.wall_seconds,
        "cpu_s": taken.cpu_seconds,
        "peak_mb": taken.peak_bytes / 1e6,
    }


def show(console: Console, report: Report) -> None:
    """Print one part as a table and its notes."""
    console.print(f"\n{report.title}", style="bold", highlight=False)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name, value in report.rows[0].items():
        table.add_column(
            name.replace("_", " "), justify="left" if isinstance(value, str) else "right"
        )
    for row in report.rows:
        table.add_row(*map(_cell, row.values()))
    console.print(table)
    for note in report.notes:
        console.print(note, style="dim", highlight=False)


def show_machine(console: Console, about: Mapping[str, Any]) -> None:
    """Print what was measured on."""
    described = ", ".join(f"{name} {value}" for name, value in about.items())
    console.print(described, style="dim", highlight=False)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"
    return f"{value:,}" if isinstance(value, int) else str(value)
