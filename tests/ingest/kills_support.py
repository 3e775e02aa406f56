"""Runs in processes of their own, forked from one that has imported everything, so that they can be killed cheaply."""

from __future__ import annotations

import logging
import os
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from pydantic import SecretStr
from rich.console import Console

from ingest.demo.server import COMPATIBLE_KEY, DemoServer
from ingest.discographies import Discographies
from ingest.errors import IngestError
from ingest.features.choice import Services
from ingest.http.tokens import ClientCredentials
from ingest.progress import Progress
from ingest.raw.landing import Landing
from ingest.run import Options, Outcome, perform


@dataclass(frozen=True)
class Errand:
    """What a process is to fetch, from where and where to; `rows_a_file` makes files roll, `most_bytes` bounds each."""

    api_url: str
    token_url: str
    reccobeats_url: str
    out: Path
    artist_ids: Sequence[str]
    features: str
    concurrency: int = 4
    rows_a_file: int = 100_000
    most_bytes: int | None = None

    @classmethod
    def to(cls, server: DemoServer, out: Path, artist_ids: Sequence[str], **more: object) -> Errand:
        """An errand to a demo server."""
        urls = (server.api_url, server.token_url, server.reccobeats_url)
        return cls(*urls, out, artist_ids, **more)  # type: ignore[arg-type]


def start(errand: Errand) -> tuple[ForkServerProcess, Connection]:
    """A process that runs an errand, and what it tells: that the run begins, and its outcome."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), *_python_path()])
    context = get_context("forkserver")
    context.set_forkserver_preload(["kills_support"])
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_carry_out, args=(errand, there), daemon=True)
    process.start()
    there.close()
    return process, here


def finish(errand: Errand) -> tuple[Outcome, float]:
    """The outcome of an errand that nobody disturbs, and the seconds it took."""
    process, told = start(errand)
    assert told.recv() == "begun"
    began = time.monotonic()
    outcome = told.recv()
    seconds = time.monotonic() - began
    process.join()
    assert isinstance(outcome, Outcome), outcome
    return outcome, seconds


def _python_path() -> list[str]:
    root = str(Path(__file__).parents[2])
    before = [one for one in os.environ.get("PYTHONPATH", "").split(os.pathsep) if one]
    ours = {root, str(Path(__file__).parent)}
    return [root, *(one for one in before if one not in ours)]


def _carry_out(errand: Errand, told: Connection) -> None:
    import ingest.features.spotify
    import ingest.raw.writer
    import ingest.walk

    # Small batches and files, so that a small catalogue has many moments to be disturbed at.
    ingest.walk.ALBUMS_A_REQUEST = 4
    ingest.features.spotify.SpotifyFeatures.most_ids = 25
    ingest.raw.writer.ROWS_A_FILE = errand.rows_a_file
    logging.getLogger("ingest").setLevel(logging.ERROR)
    if errand.most_bytes is not None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (errand.most_bytes, resource.RLIM_INFINITY))
    services = Services(
        errand.api_url,
        ClientCredentials(errand.token_url, "demo", SecretStr("demo")),
        errand.reccobeats_url,
        None,
        SecretStr(COMPATIBLE_KEY),
    )
    job = Discographies(errand.artist_ids, ["album"], errand.features, services)
    with Path(os.devnull).open("w") as nowhere:
        progress = Progress(Console(file=nowhere), quiet=True)
        told.send("begun")
        try:
            options = Options(concurrency=errand.concurrency, max_wait=2)
            outcome = perform(job, "demo", Landing(errand.out), options, progress)
        except IngestError as error:
            outcome = Outcome.before_any_request(error)
    told.send(outcome)
    told.close()
