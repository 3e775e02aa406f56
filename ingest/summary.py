"""What a person reads at the end of a run, and what `ingest status` says."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from ingest.outcome import Outcome
from ingest.raw.holdings import counts
from ingest.raw.journal import FOLDER, left_behind
from ingest.raw.landing import Landing
from ingest.settings import ROOT


def show_outcome(console: Console, outcome: Outcome, landing: Landing) -> None:
    """Print what a run landed, what is missing, the requests it took and the time."""
    run = outcome.run
    with landing.reading() as connection:
        held = counts(connection)
    console.print(f"Landed in {shown(landing.folder)}:", highlight=False, soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("")
    table.add_column("now", justify="right")
    table.add_column("in all", justify="right")
    for title, key in _ROWS:
        table.add_row(title, f"{run[key]:,}", f"{held[key]:,}")
    console.print(table)
    seconds = (run["finished_at"] - run["started_at"]) / timedelta(seconds=1)
    requests = (
        f"{run['requests']:,} requests, {run['retries']:,} of them second tries; "
        f"{run['waited_seconds']:.1f} s of waiting, over all that were in flight; "
        if run["requests"]
        else ""
    )
    console.print(f"{requests}{seconds:.1f} s in all", highlight=False, soft_wrap=True)
    for kind, problems in (
        ("values could not be read and landed as null", outcome.unreadable),
        ("records without an id were left out", outcome.without_id),
    ):
        if problems:
            named = ", ".join(f"{name} {count:,}" for name, count in sorted(problems.items()))
            console.print(f"{problems.total():,} {kind}: {named}", highlight=False)
    if outcome.failures:
        console.print(f"{len(outcome.failures):,} could not be fetched or read", highlight=False)


def show_plan(console: Console, outcome: Outcome) -> None:
    """Print what a dry run found to be fetched."""
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    for name, count in (outcome.plan or {}).items():
        table.add_row(_PLANNED.get(name, name), f"{count:,}")
    console.print("Still to fetch:")
    console.print(table)
    console.print(
        f"Nothing was written; {outcome.run['requests']:,} requests went into this plan",
        highlight=False,
    )


def status_of(landing: Landing) -> dict[str, Any]:
    """What `ingest status` says: counts by name as `counts` has them, the last run, the waits in force."""
    with landing.reading() as connection:
        held: dict[str, Any] = dict(counts(connection))
        last = connection.execute(
            """
            select id, source, status, strftime(epoch_ms(epoch_ms(finished_at)), '%Y-%m-%d %H:%M:%S')
            from newest_runs order by _ingested_at desc limit 1
            """
        ).fetchall()
    holder = landing.holder()
    names = ("id", "source", "status", "finished_at")
    return {
        **held,
        "last_run": dict(zip(names, last[0], strict=True)) if last else None,
        "running": holder is not None,
        "cut_off": holder is None and any(left_behind(landing.folder / FOLDER)),
        "waits": {
            who: f"{until:%Y-%m-%d %H:%M:%S}" for who, until in landing.waits.in_force().items()
        },
    }


def show_status(console: Console, landing: Landing) -> None:
    """Print what has landed, what is missing, the last run and whether a wait is in force."""
    status = status_of(landing)
    where, last = shown(landing.folder), status["last_run"]
    if (
        last is None
        and not status["running"]
        and not any(status[key] for _, key in _ROWS)
        and not status["cut_off"]
    ):
        console.print(f"Nothing has landed in {where} yet: run `python -m ingest demo` to begin")
        return
    table = Table(box=None, pad_edge=False, show_header=False)
    table.add_column("")
    table.add_column("", justify="right")
    for title, key in (*_ROWS, *_STATUS_ROWS):
        table.add_row(title, f"{status[key]:,}")
    kind = "Demo data" if last and last["source"] == "demo" else "Data"
    console.print(f"{kind} landed in {where}:", highlight=False, soft_wrap=True)
    console.print(table)
    lines = []
    if last:
        lines.append(f"Last run {last['id']}: {last['status']}, finished {last['finished_at']} UTC")
    if status["running"]:
        lines.append(f"In use by {landing.holder() or 'an ingest that has just ended'}")
    if status["cut_off"]:
        lines.append(
            "A run was cut off: what it had fetched and not landed lands with the next one"
        )
    all_there = last is None or last["status"] == "complete"
    if not status["running"] and (
        status["incomplete"] or status["unasked"] or status["cut_off"] or not all_there
    ):
        lines.append("Not all of it is there: run the same ingest again to go on")
    lines += [
        f"A wait is in force: {who} asked for no request before {until} UTC"
        for who, until in status["waits"].items()
    ] or ["No wait is in force"]
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)


def shown(folder: Path) -> str:
    """A path as a person would write it: relative to the root where it lies under it."""
    return str(folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder)


_ROWS = (
    ("artists", "artists"),
    ("albums", "albums"),
    ("tracks", "tracks"),
    ("tracks with audio features", "features"),
    ("tracks without, though asked for", "missing"),
)
_STATUS_ROWS = (
    ("tracks not asked for features yet", "unasked"),
    ("albums not landed in full", "incomplete"),
    ("runs", "runs"),
)
_PLANNED = {
    "features": "tracks to ask features for, at most",
    "requests": "requests, from the first to the last",
}
