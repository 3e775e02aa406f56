"""The models: dbt's builds on each engine, beside a script of plain SQL on the bare engine and the article's way."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Sequence
from math import isclose
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from bench.bare import core_marts
from bench.errors import BenchError
from bench.process import Taken, python
from bench.profile import memory_of
from bench.raw import write_news, write_raw
from bench.report import Report, Row, figures
from runner.engine import MEMORY

ENGINES = ("duckdb", "spark")
DBT = ("-c", "from dbt.cli.main import cli; cli()")
CORE = ("--selector", "core_marts")
NO_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
SMALL = 1_000
"""Tracks of a build whose time is the start of Python, dbt and the engine, and what a query costs however small."""
ALL, CORE_ALONE, BARE = "dbt run", "dbt run, core marts", "plain SQL, core marts"
TESTED, CORE_TESTED = "dbt build", "dbt build, core marts"
START, NEWS, ARTICLE = "dbt run, 1,000 tracks", "dbt run after 1 % of news", "the article's way"
TOLERANCE = 1e-9
"""How far two sums of averages may be apart, as a share."""
WAYS = (START, BARE, CORE_ALONE, CORE_TESTED, ALL, TESTED, ARTICLE, NEWS)
"""In their order; news comes last, since it lands more."""
ON_SPARK_ALONE = {ARTICLE}

LAST_USES = {
    CORE_ALONE: ("bare", "core"),
    CORE_TESTED: ("core-tested",),
    TESTED: ("tested",),
    NEWS: ("all",),
}
"""What nobody looks at after a way, by its name."""


def ways_of(engine: str, only: Sequence[str] = ()) -> list[str]:
    """The ways that an engine has, or those of the named that it has."""
    return [
        way
        for way in WAYS
        if way in (only or WAYS) and (engine == "spark" or way not in ON_SPARK_ALONE)
    ]


def measure_models(
    tracks: int,
    engine: str,
    say: Callable[[str], None],
    only: Sequence[str] = (),
    folder: Path | None = None,
) -> Report:
    """Build that many synthetic tracks in each way, or in those named alone, each in a database of its own.

    Raises BenchError when the plain script does not end with the rows that dbt makes.
    """
    with TemporaryDirectory(prefix="soundmart-bench-", dir=folder) as temporary:
        place = Place(engine, Path(temporary))
        say(f"{engine}: writing {tracks:,} tracks")
        write_raw(place.raw, tracks)
        ways: dict[str, Callable[[], Taken]] = {
            START: lambda: _of_few(place),
            BARE: place.bare,
            CORE_ALONE: lambda: place.dbt("core", "run", *CORE),
            CORE_TESTED: lambda: place.dbt(
                "core-tested", "build", *CORE, "--indirect-selection", "cautious"
            ),
            ALL: lambda: place.dbt("all", "run"),
            TESTED: lambda: place.dbt("tested", "build", *NO_UNIT_TESTS),
            ARTICLE: place.article,
            NEWS: lambda: _with_news(place, tracks),
        }
        taken: dict[str, tuple[Taken, int]] = {}
        for way in ways_of(engine, only):
            say(f"{engine}: {way}")
            took = ways[way]()
            say(f"{engine}: {took.wall_seconds:,.1f} s")
            taken[way] = took, place.size
            if way == CORE_ALONE and BARE in taken:
                place.check_same()
            place.forget(LAST_USES.get(way, ()))
        rows = [_row(way, took, size, taken) for way, (took, size) in taken.items()]
    return Report(
        f"models_{engine}",
        f"{engine}: {tracks:,} tracks",
        rows,
        [
            f"dbt and plain SQL each at a memory limit of {memory_of(engine)}.",
            "A ratio is of wall times: to plain SQL for what makes the core marts, to dbt run for what makes all.",
            "peak is that of all processes together.",
            "written is what went to the disk, also what was spilled; size is what is there at the end.",
        ],
    )


class Place:
    """A folder with raw tables and, for each way, the database or the tables that it makes."""

    def __init__(self, engine: str, folder: Path) -> None:
        self.engine = engine
        self.folder = folder
        self.raw = folder / "raw"
        self.size = 0

    def made(self, name: str) -> Path:
        """The database file of a way, or the folder of its tables."""
        return self.folder / (f"{name}.duckdb" if self.engine == "duckdb" else name)

    def dbt(self, name: str, *arguments: str, raw: Path | None = None) -> Taken:
        """Run a dbt command with the database of that name."""
        settings = {
            **_memory(),
            "SOUNDMART_RAW": str(raw or self.raw),
            "SOUNDMART_DUCKDB": str(self.made(name)),
            "SOUNDMART_SPARK": str(self.made(name)),
            "DBT_TARGET": self.engine,
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }
        self.made(name).parent.mkdir(exist_ok=True)
        if self.engine == "spark":
            self.made(name).mkdir(exist_ok=True)
        taken = python(*DBT, *arguments, settings=settings)
        self.size = _size(self.made(name))
        return taken

    def bare(self) -> Taken:
        """Run the script of plain SQL."""
        command = ("-m", "bench.bare", self.engine, str(self.raw), str(self.made("bare")))
        taken = python(*command, settings=_memory())
        self.size = _size(self.made("bare"))
        return taken

    def article(self) -> Taken:
        """Run the article's script."""
        taken = python("-m", "bench.article", str(self.raw), str(self.made("article")))
        self.size = _size(self.made("article"))
        return taken

    def check_same(self) -> None:
        """Compare the plain script's rows with dbt's: their number, their values, and the sums of averages.

        Raises BenchError with what differs.
        """
        with duckdb.connect() as connection:
            for table in core_marts(self.engine):
                core, bare = (self._digest(connection, name, table) for name in ("core", "bare"))
                differing = [
                    name for name in core | bare if not _same(core.get(name), bare.get(name))
                ]
                if differing:
                    dbts, plain = (
                        {name: made.get(name) for name in differing} for made in (core, bare)
                    )
                    raise BenchError(f"{table}: dbt made {dbts}, plain SQL {plain}")

    def _digest(self, connection: duckdb.DuckDBPyConnection, name: str, table: str) -> Row:
        """A table's number of rows, the sum of their hashes, and the sum of each average and deviation.

        Those depend, in their last digits, on the order in which values are added. Of them a row's hash has only
        whether they are null, or no number.
        """
        if self.engine == "duckdb":
            connection.execute(
                f"attach if not exists '{self.made(name)}' as \"{name}\" (read_only)"
            )
            schema = "analytics" if name == "core" else "main"
            relation = f'"{name}".{schema}.{table}'
        else:
            inside = f"warehouse/analytics.db/{table}" if name == "core" else table
            relation = f"read_parquet('{self.made(name) / inside}/*.parquet')"
        columns = sorted(
            column for column, *_ in connection.execute(f"describe from {relation}").fetchall()
        )
        computed = [column for column in columns if column.startswith(("avg_", "stddev_"))]
        # DuckDB's hash is the same for 0.0 and -0.0, and for every NaN.
        hashed = [f"isnan({column})" if column in computed else column for column in columns]
        sums = [f"sum(nullif({column}, 'nan'::double)) as {column}" for column in computed]
        rows = f"count(*) as rows, sum(hash({', '.join(hashed)})::hugeint)::varchar as hashes"
        query = f"select {', '.join([rows, *sums])} from {relation}"
        (found,) = connection.sql(query).to_arrow_table().to_pylist()
        return dict(found)

    def forget(self, names: Sequence[str]) -> None:
        """Remove what these ways have made."""
        for name in names:
            made = self.made(name)
            if made.is_dir():
                shutil.rmtree(made)
            for file in made.parent.glob(f"{made.name}*"):
                file.unlink()


def _of_few(place: Place) -> Taken:
    raw = place.folder / "few"
    write_raw(raw, SMALL)
    taken = place.dbt("start", "run", raw=raw)
    place.forget(["start"])
    return taken


def _with_news(place: Place, tracks: int) -> Taken:
    if not place.made("all").exists():
        place.dbt("all", "run")
    write_news(place.raw, tracks, run=1)
    return place.dbt("all", "run")


def _row(way: str, took: Taken, size: int, taken: dict[str, tuple[Taken, int]]) -> Row:
    base = {CORE_ALONE: BARE, CORE_TESTED: BARE, ARTICLE: BARE, TESTED: ALL, NEWS: ALL}.get(way)
    ratio = took.wall_seconds / taken[base][0].wall_seconds if base in taken else None
    return {
        "way": way,
        **figures(took),
        "written_mb": took.written_bytes / 1e6,
        "size_mb": size / 1e6,
        "ratio": ratio,
        "to": base or "",
    }


def _same(one: object, other: object) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=TOLERANCE)
    return one == other


def _memory() -> dict[str, str]:
    """What of the settings of memory somebody has set."""
    return {name: os.environ[name] for name in MEMORY if name in os.environ}


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(file.stat().st_size for file in path.rglob("*") if file.is_file())
