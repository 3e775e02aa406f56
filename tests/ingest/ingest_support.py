"""What the tests of the ingest share: runs against a demo server, and what they landed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from math import ceil
from pathlib import Path
from typing import Any

import duckdb
from demo_support import BAND
from pydantic import SecretStr
from rich.console import Console

from ingest.demo.catalogue import Catalogue
from ingest.demo.server import COMPATIBLE_KEY, DemoServer
from ingest.discographies import Discographies
from ingest.features.choice import Services
from ingest.http.tokens import ClientCredentials
from ingest.outcome import Options, Outcome
from ingest.progress import Progress
from ingest.raw.landing import Landing
from ingest.raw.schemas import RawTable
from ingest.run import perform
from ingest.settings import ROOT


def run(
    server: DemoServer,
    out: Path,
    secret: str = "demo",
    *,
    source: str = "demo",
    artist_ids: Sequence[str] = (BAND.id,),
    groups: Sequence[str] = ("album",),
    features: str = "spotify",
    **options: Any,
) -> Outcome:
    """One run against a demo server, in this process."""
    services = Services(
        server.api_url,
        ClientCredentials(server.token_url, "demo", SecretStr(secret)),
        server.reccobeats_url,
        server.compatible_url,
        SecretStr(COMPATIBLE_KEY),
    )
    job = Discographies(artist_ids, groups, features, services)
    chosen = Options(**{"concurrency": 4, "max_wait": 2, **options})
    progress = Progress(Console(stderr=True), quiet=True)
    return perform(job, source, Landing(out), chosen, progress)


def rows(out: Path, table: RawTable) -> list[dict[str, Any]]:
    """Every row that has landed, by its key."""
    files = [str(file) for file in Landing(out).files(table)]
    if not files:
        return []
    with duckdb.connect() as connection:
        landed = connection.read_parquet(files).to_arrow_table().to_pylist()
    return sorted(landed, key=lambda row: [str(row[column]) for column in table.key])


def contents(out: Path, table: RawTable) -> list[dict[str, Any]]:
    """Every row that has landed without its audit columns."""
    return [{name: row[name] for name in table.content} for row in rows(out, table)]


def fewest_requests(catalogue: Catalogue, artist_ids: Iterable[str], group: str = "album") -> int:
    """The smallest number of requests that fetches these artists in full, the token included."""
    listings = [catalogue.discographies[id].get(group, ()) for id in artist_ids]
    albums = {album.id: album for listing in listings for album in listing}.values()
    track_count = len({track.id for album in albums for track in album.tracks})
    return (
        1
        + ceil(len(listings) / 50)
        + sum(max(1, ceil(len(listing) / 50)) for listing in listings)
        + ceil(sum(1 for album in albums if album.tracks) / 20)
        + sum(ceil(max(0, len(album.tracks) - 50) / 50) for album in albums)
        + ceil(track_count / 100)
    )


def command(
    *arguments: str, server: DemoServer | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """`python -m ingest` as a person would run it, with nothing of this machine's settings."""
    return subprocess.run(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=ROOT,
        env=settings(server, environment),
        capture_output=True,
        text=True,
        timeout=60,
    )


def settings(server: DemoServer | None, changes: Mapping[str, str]) -> dict[str, str]:
    ours = ("SPOTIFY_", "SOUNDMART_", "RECCOBEATS_", "FEATURES_", "DBT_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    # What somebody has landed in this checkout is no business of a test: each names its own folder.
    environment["SOUNDMART_RAW"] = "/dev/null/no folder named"
    if server is not None:
        environment |= {
            "SPOTIFY_CLIENT_ID": "demo",
            "SPOTIFY_CLIENT_SECRET": "demo",
            "SPOTIFY_API_URL": server.api_url,
            "SPOTIFY_TOKEN_URL": server.token_url,
        }
    return {**environment, **changes}
