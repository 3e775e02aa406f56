"""Part two, `size`: the ingest on a catalogue of a million tracks, against a server that answers at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.catalogue import large_catalogue
from bench.errors import BenchError
from bench.landed import files, row_counts
from bench.protocol import fewest_requests, fewest_without_news
from bench.report import Report, Row, figures
from bench.server import serving
from bench.walks import IN_FLIGHT, Walked, walk_by_ingest, write_artists


def measure_size(tracks: int, say: Callable[[str], None]) -> Report:
    """Walk a catalogue of that many tracks, then once more.

    Raises BenchError when not all of it has landed, or something twice.
    """
    catalogue = large_catalogue(tracks)
    expected = {
        "artists": len(catalogue.artists),
        "albums": len(catalogue.albums),
        "tracks": tracks,
        "audio_features": tracks,
    }
    say(f"size: starting a server with {tracks:,} tracks")
    with TemporaryDirectory(prefix="soundmart-bench-") as temporary, serving(tracks) as server:
        folder = Path(temporary)
        out = folder / "raw"
        artists = write_artists(folder / "artists.csv", catalogue.artists)
        say(f"size: walking {tracks:,} tracks, {IN_FLIGHT} requests in flight")
        first = walk_by_ingest(server, artists, out, IN_FLIGHT)
        landed, landed_files = row_counts(out), files(out)
        megabytes = sum(file.stat().st_size for file in landed_files) / 1e6
        say("size: once more, with no news")
        again = walk_by_ingest(server, artists, out, IN_FLIGHT)
        landed_again, new_files = row_counts(out), len(files(out)) - len(landed_files)
    for counts in (landed, landed_again):
        if counts != expected:
            raise BenchError(f"{counts} rows have landed of a catalogue of {expected}")
    rows = sum(landed.values())
    return Report(
        "size",
        f"{tracks:,} tracks of {expected['artists']:,} artists on {expected['albums']:,} albums, no latency",
        [
            _row("ingest", first, fewest_requests(catalogue))
            | {
                "rows": rows,
                "rows_per_s": rows / first.taken.wall_seconds,
                "files": len(landed_files),
                "files_mb": megabytes,
            },
            _row("the same, with no news", again, fewest_without_news(catalogue))
            | {"rows": 0, "rows_per_s": None, "files": new_files, "files_mb": None},
        ],
        [
            f"{IN_FLIGHT} requests in flight; rows are those of artists, albums, tracks and audio features together.",
            "The server is one Python process on this machine: where wall s is near to server cpu s, it was the brake.",
        ],
    )


def _row(way: str, walked: Walked, fewest: int) -> Row:
    return {
        "way": way,
        **figures(walked.taken),
        "server_cpu_s": walked.served.cpu_seconds,
        "requests": walked.served.requests,
        "fewest_requests": fewest,
        "requests_to_fewest": walked.served.requests / fewest,
    }
