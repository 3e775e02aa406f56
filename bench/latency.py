"""Part one, `latency`: the ingest beside the article's algorithm, against a server that takes its time to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.landed import check_same
from bench.plain import FEATURE_COLUMNS, TRACK_COLUMNS
from bench.process import repeated
from bench.protocol import fewest_requests, fewest_without_news
from bench.report import Report, Row, figures
from bench.server import Server, catalogue_of, serving
from bench.walks import IN_FLIGHT, Walked, walk_by_ingest, walk_plainly, write_artists
from ingest.demo.catalogue import Catalogue


@dataclass(frozen=True)
class Way:
    """A way to walk the catalogue: a function of the run's number, from 0, and the fewest requests that would do."""

    name: str
    in_flight: int
    fewest: int
    walk: Callable[[int], Walked]


def measure_latency(
    latency_ms: float, say: Callable[[str], None], tracks: int | None = None
) -> Report:
    """Walk the same catalogue in each way: the bundled one, or one of that many tracks.

    Raises BenchError when they do not land the same tracks and audio features.
    """
    catalogue = catalogue_of(tracks)
    with (
        TemporaryDirectory(prefix="soundmart-bench-") as temporary,
        serving(tracks, latency_ms) as server,
    ):
        folder = Path(temporary)
        rows: list[Row] = []
        for way in _ways(server, catalogue, folder):
            say(f"latency: {way.name}")
            runs = repeated(way.walk, lambda walked: walked.taken)
            slowest = rows[0]["wall_s"] if rows else runs[0].taken.wall_seconds
            rows.append(_row(way, runs, latency_ms, slowest))
        rows[-1]["speedup"] = None  # it has less to do than the others
        for out in (folder / "one-0", folder / "many-0"):
            landed = [
                check_same(folder / "plain-0", out, table, columns)
                for table, columns in (
                    ("tracks", TRACK_COLUMNS),
                    ("audio_features", FEATURE_COLUMNS),
                )
            ]
    return Report(
        "latency",
        f"{landed[0]:,} tracks of {len(catalogue.artists):,} artists, {latency_ms:g} ms an answer",
        rows,
        [
            f"Each way landed the same {landed[0]:,} tracks and the same audio features of {landed[1]:,} of them.",
            "floor s: what the bare requests of the row cost, requests x latency / in flight.",
            "Of several runs, the median wall time and the most requests; the start of Python is part of it.",
        ],
    )


def _ways(server: Server, catalogue: Catalogue, folder: Path) -> list[Way]:
    artists = write_artists(folder / "artists.csv", catalogue.artists)
    fewest = fewest_requests(catalogue)

    def plainly(number: int) -> Walked:
        return walk_plainly(server, artists, folder / f"plain-{number}")

    def by_one(number: int) -> Walked:
        return walk_by_ingest(server, artists, folder / f"one-{number}", 1)

    def by_many(number: int) -> Walked:
        return walk_by_ingest(server, artists, folder / f"many-{number}", IN_FLIGHT)

    def once_more(_number: int) -> Walked:
        return by_many(0)

    return [
        Way("article's algorithm", 1, fewest, plainly),
        Way("ingest, 1 in flight", 1, fewest, by_one),
        Way(f"ingest, {IN_FLIGHT} in flight", IN_FLIGHT, fewest, by_many),
        Way("the same, with no news", IN_FLIGHT, fewest_without_news(catalogue), once_more),
    ]


def _row(way: Way, runs: list[Walked], latency_ms: float, slowest: float) -> Row:
    requests = max(walked.served.requests for walked in runs)
    return {
        "way": way.name,
        "runs": len(runs),
        **figures(runs[0].taken),
        "speedup": slowest / runs[0].taken.wall_seconds,
        "requests": requests,
        "fewest_requests": way.fewest,
        "requests_to_fewest": requests / way.fewest,
        "floor_s": requests * latency_ms / 1000 / way.in_flight,
    }
