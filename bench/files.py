"""Part three, `files`: the ingest of a CSV of a million tracks beside DuckDB reading and writing it by itself."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.errors import BenchError
from bench.export import write_export
from bench.landed import row_counts
from bench.process import Taken, python, repeated
from bench.report import Report, figures

BY_ITSELF = """
import sys, duckdb
source, target, compression = sys.argv[1:]
duckdb.read_csv(source).write_parquet(target, compression=compression)
"""
"""`copy (from read_csv(source)) to target`, whatever characters the paths have."""


def measure_files(rows: int, say: Callable[[str], None]) -> Report:
    """Import a CSV of that many tracks in each way.

    Raises BenchError when not every track of it has landed with its audio features.
    """
    with TemporaryDirectory(prefix="soundmart-bench-") as temporary:
        folder = Path(temporary)
        export = folder / "tracks_features.csv"
        say(f"files: writing a CSV of {rows:,} rows")
        write_export(export, rows)
        megabytes = export.stat().st_size / 1e6

        def by_duckdb(compression: str) -> list[Taken]:
            say(f"files: DuckDB by itself, {compression}")
            command = (BY_ITSELF, str(export), str(folder / "by_itself.parquet"), compression)
            return repeated(lambda _: python("-c", *command), _same)

        def by_ingest(number: int) -> Taken:
            out = str(folder / f"raw-{number}")
            return python("-m", "ingest", "files", str(export), "--out", out, "--json")

        ways = {
            "DuckDB by itself, snappy": by_duckdb("snappy"),
            "DuckDB by itself, zstd": by_duckdb("zstd"),
        }
        say("files: ingest files")
        ways["ingest files"] = repeated(by_ingest, _same)
        landed = row_counts(folder / "raw-0")
    if (landed["tracks"], landed["audio_features"]) != (rows, rows):
        raise BenchError(f"{landed} rows have landed of a CSV of {rows:,} tracks")
    alone = ways["DuckDB by itself, snappy"][0].wall_seconds
    return Report(
        "files",
        f"{rows:,} rows, {megabytes:,.0f} MB of CSV",
        [
            {
                "way": way,
                "runs": len(runs),
                **figures(runs[0]),
                "rows_per_s": rows / runs[0].wall_seconds,
                "wall_to_duckdb": runs[0].wall_seconds / alone,
            }
            for way, runs in ways.items()
        ],
        [
            f"The ingest landed {landed['artists']:,} artists, {landed['albums']:,} albums and "
            f"{landed['tracks']:,} tracks with audio features; DuckDB by itself writes one table as it reads it.",
            "Of several runs, the one with the median wall time; the start of Python is part of it.",
        ],
    )


def _same(taken: Taken) -> Taken:
    return taken
