"""Walks of the demo server's catalogue by commands in processes of their own."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from bench.process import Taken, python
from bench.server import Served, Server

IN_FLIGHT = 8
"""Requests in flight where not said otherwise: the ingest's default."""


@dataclass(frozen=True)
class Walked:
    """What a walk took, and what it took the server."""

    taken: Taken
    served: Served


def write_artists(file: Path, artist_ids: Iterable[str]) -> Path:
    """A CSV of artists as `ingest spotify --artists` reads it."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        csv.writer(lines).writerows([["artist_id"], *([id] for id in artist_ids)])
    return file


def walk_by_ingest(server: Server, artists: Path, out: Path, in_flight: int) -> Walked:
    """One run of the ingest's own command line; `--json` spares it the counting for its summary."""
    command = ("-m", "ingest", "spotify", "--artists", str(artists), "--out", str(out))
    return _walked(server, *command, "--concurrency", str(in_flight), "--json")


def walk_plainly(server: Server, artists: Path, out: Path) -> Walked:
    """One run of the article's algorithm."""
    return _walked(server, "-m", "bench.plain", str(artists), str(out))


def _walked(server: Server, *command: str) -> Walked:
    before = server.served()
    taken = python(*command, settings=server.settings)
    return Walked(taken, server.served() - before)
