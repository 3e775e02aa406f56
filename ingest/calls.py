"""What every call that lands something does around its job: settings, the run, what a person reads, the exit code."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console

from ingest.console import interruptible, log_to
from ingest.errors import IngestError
from ingest.features.choice import Services
from ingest.http.tokens import ClientCredentials
from ingest.outcome import Options, Outcome
from ingest.progress import Progress
from ingest.raw.landing import Landing
from ingest.run import Job, perform
from ingest.settings import Settings, load_settings
from ingest.summary import show_outcome, show_plan


def settings_for(options: dict[str, Any]) -> Settings:
    """The settings, with the log set up as the options say before anything can be said."""
    log_to(Console(stderr=True), quiet=options["quiet"], verbose=options["verbose"])
    return load_settings()


def services_of(settings: Settings, tokens: ClientCredentials | None = None) -> Services:
    """The services that the settings name."""
    return Services(
        settings.spotify_api_url,
        tokens,
        settings.reccobeats_api_url,
        settings.features_api_url,
        settings.features_api_key,
    )


def carry_out(job: Job, source: str, settings: Settings, options: dict[str, Any]) -> None:
    """Do a job, show the outcome and exit."""
    out: Path | None = options["out"]
    landing = Landing(out.absolute() if out else settings.raw_folder)
    quiet: bool = options["quiet"]
    chosen = Options(
        refresh=options["refresh"],
        concurrency=options["concurrency"],
        max_wait=options["max_wait"],
        retry_days=settings.features_retry_days,
        dry_run=options["dry_run"],
    )
    try:
        with interruptible():
            progress = Progress(Console(stderr=True), quiet=quiet)
            outcome = perform(job, source, landing, chosen, progress)
    except IngestError as error:
        outcome = Outcome.before_any_request(error)
    _show(outcome, landing, as_json=options["as_json"], quiet=quiet)
    sys.exit(outcome.exit)


def _show(outcome: Outcome, landing: Landing, *, as_json: bool, quiet: bool) -> None:
    if as_json:
        click.echo(json.dumps(outcome.as_json(), default=lambda moment: moment.isoformat()))
    elif outcome.plan is not None:
        show_plan(Console(), outcome)
    elif outcome.run and not quiet:
        show_outcome(Console(), outcome, landing)
    if outcome.unread_rows:
        click.echo(f"{outcome.unread_rows:,} rows could not be read, such as", err=True)
    for note in outcome.notes:
        click.echo(note, err=True)
    for failure in outcome.failures:
        click.echo(f"not fetched: {failure.kind} {failure.id}: {failure.reason}", err=True)
    if outcome.error is not None:
        click.echo(f"error: {outcome.error}", err=True)
