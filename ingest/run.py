"""One run from the lock on its folder to its row in `runs`, whatever it fetches and however it ends."""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta

import duckdb

from ingest.console import interruption
from ingest.errors import (
    Exit,
    IngestError,
    StoppedError,
    WrongInputError,
    describe,
)
from ingest.http.pacing import Guard, utc_now
from ingest.http.transport import Tokens, Transport
from ingest.http.workers import Workers
from ingest.outcome import Options, Outcome
from ingest.progress import Progress
from ingest.raw.landing import Landing
from ingest.raw.rows import Row, RowReader
from ingest.raw.schemas import RUNS
from ingest.raw.state import State
from ingest.raw.writer import Writer

log = logging.getLogger(__name__)


@dataclass
class Run:
    """What a run has at hand, and what came of it so far."""

    landing: Landing
    connection: duckdb.DuckDBPyConnection
    options: Options
    progress: Progress
    state: State
    writer: Writer
    outcome: Outcome
    reader: RowReader = field(default_factory=RowReader)
    cancelled: threading.Event = field(default_factory=threading.Event)
    transports: list[Transport] = field(default_factory=list)

    @property
    def id(self) -> str:
        """The run's id."""
        return str(self.outcome.run["id"])

    @property
    def requests(self) -> int:
        """Requests made so far, of every source."""
        return sum(transport.requests for transport in self.transports)

    @property
    def workers(self) -> Workers:
        """Workers for as many requests in flight as the options say."""
        return Workers(self.options.concurrency, self.cancelled)

    def transport(self, who: str, tokens: Tokens | None = None) -> Transport:
        """A way to ask a source, which keeps to a wait that an earlier run was told."""
        guard = Guard(
            who,
            self.options.max_wait,
            cancelled=self.cancelled,
            closed_for=self.landing.waits.left(who),
            show=self.progress.waiting,
        )
        self.transports.append(Transport(guard, tokens, self.options.concurrency))
        return self.transports[-1]


Job = Callable[[Run], None]
"""What a run is for. It raises an IngestError where it ends early."""


def perform(
    job: Job, source: str, landing: Landing, options: Options, progress: Progress
) -> Outcome:
    """Do a job and land what is new; a dry run's job lands nothing, and nothing is written for it.

    `source` is what `runs` will say: `spotify`, `demo` or `file:` and names. Raises WrongInputError before anything is
    fetched or written when the folder cannot be used; every later end is in the outcome.
    """
    if landing.folder.exists() and not landing.folder.is_dir():
        raise WrongInputError(
            f"{landing.folder} cannot be used for raw data (it is no folder): "
            "choose another folder with --out or SOUNDMART_RAW"
        )
    with ExitStack() as stack:
        if not options.dry_run:
            stack.enter_context(landing.held())
            connection = stack.enter_context(landing.connect(landing.aside))
        else:
            connection = stack.enter_context(landing.reading())
        state = State(connection, refresh=options.refresh, retry_days=options.retry_days)
        started_at = utc_now()
        outcome = Outcome(
            {
                "id": f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}",
                "source": source,
                "provider": None,
                "status": "complete",
                "started_at": started_at,
            }
        )
        writer = stack.enter_context(
            closing(Writer(landing, connection, outcome.run["id"], source))
        )
        if not options.dry_run:
            writer.recover()
        _same_source(state, source, landing)
        run = Run(landing, connection, options, progress, state, writer, outcome)
        _warn_of_clock(landing, connection)
        _carry_out(run, job)
        return outcome


def _carry_out(run: Run, job: Job) -> None:
    outcome, writer, began = run.outcome, run.writer, time.monotonic()
    with _ending(run):
        job(run)
    for transport in run.transports:
        transport.close()
        if (left := transport.guard.closed_for) and not run.options.dry_run:
            run.landing.waits.keep(transport.name, utc_now() + timedelta(seconds=left))
    with _ending(run):
        writer.flush()
    outcome.failures.sort(key=lambda failure: (failure.kind, failure.id))
    outcome.unreadable += run.reader.unreadable
    outcome.without_id += run.reader.without_id
    if outcome.failures and outcome.exit is Exit.COMPLETE:
        outcome.exit, outcome.run["status"] = Exit.PARTIAL, "partial"
    outcome.run |= {
        "finished_at": outcome.run["started_at"] + timedelta(seconds=time.monotonic() - began),
        "artists": writer.landed["artists"],
        "albums": writer.landed["albums"],
        "tracks": writer.landed["tracks"],
        "features": writer.landed["audio_features"] - writer.missing,
        "missing": writer.missing,
        "requests": run.requests,
        "retries": sum(transport.retries for transport in run.transports),
        "waited_seconds": sum(transport.guard.waited_seconds for transport in run.transports),
    }
    landed = sum(writer.landed.values())
    if not run.options.dry_run and (outcome.run["requests"] or landed):
        with _ending(run):
            writer.add(RUNS, [outcome.run])
            writer.flush(RUNS)
    if outcome.exit in (Exit.INTERRUPTED, Exit.TERMINATED):
        outcome.error = _what_was_kept(outcome.run)


@contextmanager
def _ending(run: Run) -> Iterator[None]:
    """Note in the outcome how a part of the run ended, if not well; the first reason stays."""
    try:
        yield
    except (IngestError, KeyboardInterrupt) as error:
        _note_end(run, interruption(error) or error)
    except Exception as error:  # noqa: BLE001 - a mistake of ours must not cost what was fetched
        interrupted = interruption(error)
        _note_end(run, interrupted or StoppedError(f"{describe(error)}; what was fetched is kept"))


def _note_end(run: Run, reason: BaseException) -> None:
    outcome = run.outcome
    if isinstance(reason, StoppedError) and reason.resume_at and not run.options.dry_run:
        run.landing.waits.keep(reason.who, reason.resume_at)
    if outcome.error is None and isinstance(reason, IngestError):
        outcome.error, outcome.exit = str(reason), reason.exit
        outcome.run["status"] = reason.run_status
        outcome.resume_at = getattr(reason, "resume_at", None)


def _what_was_kept(run: Row) -> str:
    kept = ", ".join(f"{run[name]:,} {name}" for name in ("artists", "albums", "tracks"))
    features = run["features"] + run["missing"]
    return (
        f"interrupted: what was fetched is kept ({kept} and answers on the audio features of {features:,}); "
        "run the same command to go on"
    )


def _same_source(state: State, source: str, landing: Landing) -> None:
    """Demo rows and real ones never share a folder."""
    for landed in state.sources():
        if (landed == "demo") != (source == "demo"):
            kinds = "demo data" if landed == "demo" else "real data"
            raise WrongInputError(
                f"{landing.folder} holds {kinds}, which never shares a folder with the other: "
                "choose another folder with --out, or empty this one (`make clean` empties data/raw)"
            )


def _warn_of_clock(landing: Landing, connection: duckdb.DuckDBPyConnection) -> None:
    newest = landing.newest_stamp(connection)
    if newest is not None and newest > utc_now() + timedelta(seconds=60):
        log.warning(
            "the clock of this machine is behind what has landed (newest row: %s UTC): "
            "new rows are stamped after it, so that the newest still counts",
            f"{newest:%Y-%m-%d %H:%M:%S}",
        )
