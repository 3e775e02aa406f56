"""The demo server in a process of its own, so that what is measured does not share its interpreter."""

from __future__ import annotations

import multiprocessing
import signal
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

from bench.catalogue import large_catalogue
from bench.errors import BenchError
from ingest.demo.catalogue import Catalogue
from ingest.demo.generate import build_catalogue
from ingest.demo.server import CLIENT_ID, CLIENT_SECRET, DemoServer


@dataclass(frozen=True)
class Served:
    """How many requests a server has answered, and the processor seconds that its process has used."""

    requests: int
    cpu_seconds: float

    def __sub__(self, earlier: Served) -> Served:
        return Served(self.requests - earlier.requests, self.cpu_seconds - earlier.cpu_seconds)


class Server:
    """A server that answers; `settings` is what the environment must say for an ingest to ask it."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        api_url, token_url = self._answer()
        self.settings = {
            "SPOTIFY_CLIENT_ID": CLIENT_ID,
            "SPOTIFY_CLIENT_SECRET": CLIENT_SECRET,
            "SPOTIFY_API_URL": api_url,
            "SPOTIFY_TOKEN_URL": token_url,
        }

    def served(self) -> Served:
        """What has been served so far, by the server's own count."""
        self._pipe.send(None)
        return Served(*self._answer())

    def _answer(self) -> Any:
        try:
            return self._pipe.recv()
        except (EOFError, ConnectionError):
            raise BenchError("the demo server has ended by itself; its reason is above") from None


def catalogue_of(tracks: int | None) -> Catalogue:
    """The catalogue of that many tracks, or the bundled one."""
    return build_catalogue() if tracks is None else large_catalogue(tracks)


@contextmanager
def serving(tracks: int | None = None, latency_ms: float = 0) -> Iterator[Server]:
    """A demo server with the catalogue of that many tracks, the bundled one without a number."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_serve, args=(theirs, tracks, latency_ms), daemon=True)
    process.start()
    theirs.close()
    try:
        with closing(ours):
            yield Server(ours)
    finally:
        process.join()


def _serve(pipe: Connection, tracks: int | None, latency_ms: float) -> None:
    """Serve until the other end of the pipe is closed; each message there is a question for the counts."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches us too, but the other end decides
    with DemoServer(catalogue_of(tracks), latency_ms=latency_ms) as server:
        pipe.send((server.api_url, server.token_url))
        while True:
            try:
                pipe.recv()
            except (EOFError, ConnectionError):
                return
            pipe.send((server.count(), time.process_time()))
