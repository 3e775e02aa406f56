"""The command line: what to measure, and how the figures are shown."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import click
import duckdb
from rich.console import Console

from bench.errors import BenchError
from bench.files import measure_files
from bench.latency import measure_latency
from bench.models import ENGINES, WAYS, measure_models, ways_of
from bench.profile import memory_of
from bench.raw import write_news, write_raw
from bench.report import WIDTH_IN_A_FILE, Report, machine, show, show_machine
from bench.size import measure_size

PARTS = ("latency", "size", "files")
INTERRUPTED, TERMINATED = 130, 143

F = TypeVar("F", bound=Callable[..., Any])


def _number(
    name: str, help_text: str, *, default: int = 1_000_000, fewest: int = 1
) -> Callable[[F], F]:
    """An option that says how many."""
    kind = click.IntRange(fewest)
    return click.option(
        name, type=kind, default=default, show_default=True, metavar="N", help=help_text
    )


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
def cli() -> None:
    """Measure Soundmart on this machine, beside what else would do the job."""


@cli.command()
@_number("--tracks", "Tracks in the catalogue of `size`.")
@_number("--rows", "Rows in the CSV of `files`.")
@click.option(
    "--latency",
    type=click.FloatRange(0),
    default=50.0,
    show_default=True,
    metavar="MS",
    help="Delay of every answer in `latency`, in milliseconds.",
)
@click.option("--only", type=click.Choice(PARTS), help="Measure one part alone.")
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def ingest(tracks: int, rows: int, latency: float, only: str | None, as_json: bool) -> None:
    """Measure the ingest, each time as the command that a person runs.

    \b
    latency  the demo catalogue against a slow server, beside the published article's algorithm
    size     a catalogue of a million tracks against a server that answers at once
    files    a CSV of a million rows, beside DuckDB reading and writing it by itself

    All three take about ten minutes; figures go to stdout, progress to stderr.
    """  # noqa: D301 - click reads the backspace
    measures: dict[str, Callable[[], Report]] = {
        "latency": lambda: measure_latency(latency, _say),
        "size": lambda: measure_size(tracks, _say),
        "files": lambda: measure_files(rows, _say),
    }
    parts = PARTS if only is None else (only,)
    settings = {"latency_ms": latency, "tracks": tracks, "rows": rows}
    _measure({part: measures[part] for part in parts}, settings, as_json)


@cli.command()
@_number("--tracks", "How many.")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="The raw folder to write.",
)
@_number("--runs", "Later runs add a hundredth each.", default=1)
def raw(tracks: int, out: Path, runs: int) -> None:
    """Write raw tables of synthetic tracks, for `dbt build` with SOUNDMART_RAW=DIR."""
    write_raw(out, tracks, _say)
    for run in range(1, runs):
        write_news(out, tracks, run)


@cli.command()
@_number("--tracks", "How many.", fewest=1_000)
@click.option(
    "--engines",
    default=",".join(ENGINES),
    show_default=True,
    metavar="NAMES",
    help="duckdb, spark or both.",
)
@click.option(
    "--way",
    "ways",
    multiple=True,
    type=click.Choice(WAYS),
    help="One way alone; more than once for more.",
)
@click.option(
    "--folder",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    help="Where there is room for a while: 1.5 GB for each million tracks (Spark spills 3 GB more among temporary "
    "files).  [default: the folder for temporary files]",
)
@click.option("--json", "as_json", is_flag=True, help="Print the figures as one JSON object.")
def models(
    tracks: int, engines: str, ways: tuple[str, ...], folder: Path | None, as_json: bool
) -> None:
    """Measure the models on synthetic tracks, beside plain SQL on the bare engine and the article's way."""
    names = engines.split(",")
    if unknown := set(names) - set(ENGINES):
        raise click.UsageError(
            f"no such engine: {', '.join(sorted(unknown))} (there are {' and '.join(ENGINES)})"
        )
    names = [name for name in names if ways_of(name, ways)]
    if not names:
        raise click.UsageError(f"{engines} has no way of that name: add spark to --engines")
    measures = {name: partial(measure_models, tracks, name, _say, ways, folder) for name in names}
    settings = {"tracks": tracks, "memory": {name: memory_of(name) for name in names}}
    _measure(measures, settings, as_json)


def _measure(
    measures: Mapping[str, Callable[[], Report]], settings: Mapping[str, Any], as_json: bool
) -> None:
    """Take each measure and print it: as a table at once, or all as one JSON object at the end."""
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH_IN_A_FILE)
    about = machine()
    if not as_json:
        show_machine(console, about)
    rows: dict[str, Any] = {}
    for part, measure in measures.items():
        report = measure()
        rows[part] = report.rows
        if not as_json:
            show(console, report)
    if as_json:
        click.echo(json.dumps({"machine": about, "settings": settings, **rows}))


def _say(what: str) -> None:
    click.echo(what, err=True)


def main() -> None:
    """Run the command line; SIGTERM leaves as little behind as Ctrl-C."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(TERMINATED))
    try:
        cli(prog_name="python -m bench", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (BenchError, duckdb.Error, OSError) as error:
        _say(f"error: {error}")
        sys.exit(1)
    except (KeyboardInterrupt, click.Abort):
        _say("error: interrupted; nothing is left behind")
        sys.exit(INTERRUPTED)
