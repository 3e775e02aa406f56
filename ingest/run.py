"""One run from its first request to its row in `runs`, however it ends."""

from __future__ import annotations

import logging
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.errors import (
    Exit,
    Failure,
    IngestError,
    InterruptedRunError,
    StoppedError,
    WrongInputError,
    describe,
)
from ingest.features.spotify import SpotifyFeatures
from ingest.landing import Landing, Writer
from ingest.pacing import Guard, utc_now
from ingest.progress import Progress
from ingest.rows import Row, RowReader
from ingest.schemas import RUNS
from ingest.spotify import SpotifyApi
from ingest.state import State
from ingest.transport import Tokens, Transport
from ingest.walk import Walk
from ingest.workers import Workers

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Request:
    """What one run is asked to do; `source` is what `_source` will say: `spotify` or `demo`."""

    source: str
    artist_ids: Sequence[str]
    groups: Sequence[str]
    with_features: bool
    refresh: bool
    concurrency: int
    max_wait: float


@dataclass
class Outcome:
    """How a run ended: its row of `runs` and what a person should know besides."""

    run: Row
    exit: Exit = Exit.COMPLETE
    error: str | None = None
    resume_at: datetime | None = None
    failures: list[Failure] = field(default_factory=list)
    unreadable: Counter[str] = field(default_factory=Counter)
    without_id: Counter[str] = field(default_factory=Counter)

    @classmethod
    def before_any_request(cls, error: IngestError) -> Outcome:
        """The outcome of a run that ended before its first request, and so has no row of `runs`."""
        return cls({}, error.exit, str(error), getattr(error, "resume_at", None))

    def as_json(self) -> dict[str, Any]:
        """The summary that `--json` prints: the row of `runs`, `exit_code`, `failures` and `resume_at`."""
        return {
            **self.run,
            "exit_code": int(self.exit),
            "error": self.error,
            "failures": [vars(failure) for failure in self.failures],
            "resume_at": self.resume_at,
            "unreadable": dict(self.unreadable),
            "without_id": dict(self.without_id),
        }


def ingest(
    request: Request, landing: Landing, api_url: str, tokens: Tokens, progress: Progress
) -> Outcome:
    """Walk the artists and land what is new.

    Raises WrongInputError, before the first request, when the folder cannot be used, and StoppedError when a wait
    that an earlier run was told to keep is still in force; every later end is in the outcome.
    """
    with landing.held():
        state = State(landing, refresh=request.refresh)
        _same_source(state, request.source, landing)
        if (until := landing.wait_until()) is not None:
            raise StoppedError(
                f"{request.source} asked this folder's last run to wait: "
                f"run the same command again after {until:%Y-%m-%d %H:%M:%S} UTC",
                until,
            )
        return _run(request, state, landing, api_url, tokens, progress)


def _run(
    request: Request,
    state: State,
    landing: Landing,
    api_url: str,
    tokens: Tokens,
    progress: Progress,
) -> Outcome:
    started_at = utc_now()
    run_id = f"{started_at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    reader, guard = RowReader(), Guard(request.max_wait)
    transport = Transport("Spotify", guard, tokens, request.concurrency)
    writer = Writer(landing, run_id, request.source)
    walk = Walk(
        SpotifyApi(api_url, transport),
        reader,
        state,
        writer,
        Workers(request.concurrency, guard),
        progress,
    )
    provider = SpotifyFeatures(api_url, transport, reader) if request.with_features else None
    outcome = Outcome({"id": run_id, "source": request.source, "status": "complete"})
    with _ending(outcome), closing(transport):
        artist_ids = walk.artists(request.artist_ids)
        walk.tracks(walk.albums(artist_ids, request.groups))
        if provider is not None:
            walk.audio_features(artist_ids, provider)
    with _ending(outcome):
        writer.flush()
        if outcome.resume_at is not None:
            landing.keep_wait(outcome.resume_at)
    outcome.failures = sorted(walk.failures, key=lambda failure: (failure.kind, failure.id))
    outcome.unreadable, outcome.without_id = reader.unreadable, reader.without_id
    if outcome.failures and outcome.exit is Exit.COMPLETE:
        outcome.exit, outcome.run["status"] = Exit.PARTIAL, "partial"
    outcome.run |= {
        "provider": provider.name if provider else None,
        "started_at": started_at,
        "finished_at": utc_now(),
        "artists": writer.landed["artists"],
        "albums": writer.landed["albums"],
        "tracks": writer.landed["tracks"],
        "features": writer.landed["audio_features"] - writer.missing,
        "missing": writer.missing,
        "requests": transport.requests,
        "retries": transport.retries,
        "waited_seconds": guard.waited_seconds,
    }
    with _ending(outcome):
        writer.add(RUNS, [outcome.run])
        writer.flush(RUNS)
    return outcome


@contextmanager
def _ending(outcome: Outcome) -> Iterator[None]:
    """Note in the outcome how a part of the run ended, if not well; the first reason stays."""
    try:
        yield
    except (IngestError, KeyboardInterrupt) as error:
        reason = error if isinstance(error, IngestError) else InterruptedRunError()
        if outcome.error is None:
            outcome.error, outcome.exit = str(reason), reason.exit
            outcome.run["status"] = reason.run_status
            outcome.resume_at = getattr(reason, "resume_at", None)
    except Exception as error:  # a mistake of ours must not cost what was fetched
        log.debug("the error in full", exc_info=True)
        if outcome.error is None:
            outcome.error = f"{describe(error)}; what was fetched is kept"
            outcome.exit, outcome.run["status"] = Exit.STOPPED, "stopped"


def _same_source(state: State, source: str, landing: Landing) -> None:
    """Demo rows and real ones never share a folder."""
    for landed in state.sources():
        if (landed == "demo") != (source == "demo"):
            kinds = "demo data" if landed == "demo" else "real data"
            raise WrongInputError(
                f"{landing.folder} holds {kinds}, which never shares a folder with the other: "
                "choose another folder with --out, or empty this one (`make clean` empties data/raw)"
            )
