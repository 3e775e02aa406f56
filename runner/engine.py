"""One engine of the dbt project: where its files lie, and dbt's commands on it."""

from __future__ import annotations

import fcntl
import json
import logging
import os
import shutil
import sys
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import click
import duckdb
from dotenv import dotenv_values

from runner.java import lack_of_java
from runner.thrift_server import ANSWER, is_listened_on, replies

_held: list[TextIO] = []
ROOT = Path(__file__).resolve().parents[1]
PATHS = {
    "SOUNDMART_RAW": "data/raw",
    "SOUNDMART_DUCKDB": "data/soundmart.duckdb",
    "SOUNDMART_SPARK": "data/spark",
}
"""Settings that are paths, with their defaults; relative ones are relative to the root."""
MEMORY = {"SOUNDMART_DUCKDB_MEMORY": "60%", "SOUNDMART_SPARK_MEMORY": "2g"}
"""What a build may take, with the defaults that the profile has; as DuckDB and Java write it."""
IN_USE = "in use by another build: wait for it to end, or name another SOUNDMART_SPARK"
LOOPBACK = ("127.0.0.1", "localhost")
THRIFT = {"SOUNDMART_THRIFT_HOST": "127.0.0.1", "SOUNDMART_THRIFT_PORT": "10000"}
"""Where the Thrift server of the `cluster` target is."""


@dataclass(frozen=True)
class Engine:
    """A target of `profiles.yml`; each has a target folder of its own, so that switching parses nothing anew."""

    target: str

    @property
    def target_path(self) -> Path:
        """Where dbt writes this engine's artifacts, relative to the root."""
        return Path("target", self.target)

    @property
    def docs_page(self) -> Path:
        """The docs site of this engine, relative to the root."""
        return self.target_path / "static_index.html"

    def manifest(self) -> dict[str, Any]:
        """The project as dbt parses it, anew: a partial parse forgets descriptions of tests. Says nothing."""
        self.dbt("--log-level", "none", "--no-partial-parse", "parse")
        return self.parsed()

    def parsed(self) -> dict[str, Any]:
        """The project as dbt has parsed it last."""
        path = ROOT / self.target_path / "manifest.json"
        parsed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        return parsed

    def parse_elsewhere(self, tree: Path) -> str | None:
        """Parse another tree of the project, into its own `target`; gives back why that failed, if it did."""
        from dbt.cli.main import dbtRunner

        folders = ["--project-dir", str(tree), "--profiles-dir", str(tree)]
        written = ["--target-path", str(tree / "target"), "--log-path", str(tree / "logs")]
        outcome = dbtRunner().invoke(
            ["--log-level", "none", "parse", *folders, *written, "--target", self.target]
        )
        return None if outcome.success else " ".join(str(outcome.exception).split())

    def dbt(self, *arguments: str) -> Any:
        """What a dbt command gives back. Leaves with dbt's exit code when it fails; dbt has said why."""
        from dbt.cli.main import dbtRunner  # two seconds that other commands need not wait

        if self.target == "spark":
            from pyspark.logger import PySparkLogger

            # It says every error of a query once more as a line of JSON; dbt says it already.
            PySparkLogger.getLogger("SQLQueryContextLogger").setLevel(logging.CRITICAL)

        try:
            outcome = dbtRunner().invoke(
                [*arguments, "--target", self.target, "--target-path", str(self.target_path)]
            )
        except KeyboardInterrupt:
            self._stop()
            raise
        if not outcome.success:
            # As the dbt command has it: 2 when it could not run, 1 when models or tests failed.
            sys.exit(2 if outcome.exception else 1)
        return outcome.result

    def _stop(self) -> None:
        """End what Spark is at: dbt cannot cancel a job of a session."""
        if self.target == "spark":
            from pyspark.sql import SparkSession

            session = SparkSession.getActiveSession()
            if session is not None:
                session.stop()


def pick_target(named: str | None, *, needs_java: bool = True, may_fall_back: bool = False) -> str:
    """The target named, else that of DBT_TARGET, else spark; reads `.env`, in which the environment wins.

    Without a Java for Spark, one line says so, and then `duckdb` takes over where it may and nobody
    named a target; else the process leaves with exit code 2.
    """
    read_env_file()
    asked = named or os.environ.get("DBT_TARGET")
    target = asked or "spark"
    lack = lack_of_java() if target == "spark" and needs_java else None
    if lack is None:
        return target
    if asked is None and may_fall_back:
        click.echo(f"{lack}: building on DuckDB instead", err=True)
        return "duckdb"
    raise wrong_setting(f"{lack}: install one, or use TARGET=duckdb")


def read_env_file() -> None:
    """Take settings from `.env`, where the environment has none."""
    for name, value in dotenv_values(ROOT / ".env").items():
        os.environ.setdefault(name, value or "")


def settle_paths() -> None:
    """Make the settings that are paths absolute, and the root the working directory."""
    os.chdir(ROOT)
    for name, default in PATHS.items():
        os.environ[name] = str(ROOT / (os.environ.get(name) or default))


def prepare(target: str) -> Engine:
    """The engine, with its settings as absolute paths and the folders they need."""
    settle_paths()
    database = Path(os.environ["SOUNDMART_DUCKDB"])
    if database.is_dir():
        raise wrong_setting(f"SOUNDMART_DUCKDB={database} is a folder: name a database file")
    # DuckDB calls the database after its file, and these names mean something else in its SQL.
    if database.stem in ("analytics", "main", "raw", "system", "temp") or set("'\"") & set(
        database.stem
    ):
        raise wrong_setting(f"SOUNDMART_DUCKDB={database}: no database can be called that")
    made("SOUNDMART_DUCKDB", database.parent)
    if target == "duckdb":
        _try_opening(database)
    made("SOUNDMART_SPARK", Path(os.environ["SOUNDMART_SPARK"]))
    if target == "spark":
        warehouse = Path(os.environ["SOUNDMART_SPARK"])
        # Its Derby metastore admits one process.
        hold(warehouse, IN_USE)
        _sweep_unless_open(warehouse)
    if target == "cluster":
        reach_thrift_server()
    return Engine(target)


QUICK = "-XX:TieredStopAtLevel=1 -XX:ReservedCodeCacheSize=240m"
"""Options of a JVM without the optimising compiler, whose work pays only in runs of minutes.

The smaller compiler alone shrinks the code cache, too far for Spark's generated code: it gets its usual size.
"""


def quicken_short_runs() -> None:
    """Let Spark's JVM start with the options of short runs, unless somebody has set others."""
    os.environ.setdefault("SPARK_SUBMIT_OPTS", QUICK)


def made(name: str, folder: Path) -> None:
    """Make a setting's folder. Leaves with exit code 2 where that cannot be."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = f"{folder} cannot be made ({error.strerror}): name another place"
        raise wrong_setting(f"{name}: {reason}") from None


def _try_opening(database: Path) -> None:
    """Leave in one line when another program holds the database, or it is none; dbt takes two hundred."""
    try:
        duckdb.connect(str(database)).close()
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise wrong_setting(f"SOUNDMART_DUCKDB={database} cannot be opened: {reason}") from None


def hold(folder: Path, reason: str) -> None:
    """Hold a folder until this process ends. Leaves with exit code 2 and the reason where another one does."""
    lock = (folder / ".lock").open("a")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise wrong_setting(f"{folder} is {reason}") from None
    _held.append(lock)


def _sweep_unless_open(folder: Path) -> None:
    """Sweep the warehouse. Leaves with exit code 2 where a plain dbt command is at it, whose metastore is open.

    Derby locks the file `dbex.lck` of a database as long as it has it open.
    """
    with ExitStack() as opened:
        with suppress(FileNotFoundError):
            derbys = opened.enter_context((folder / "metastore_db" / "dbex.lck").open("r+b"))
            try:
                fcntl.lockf(derbys, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise wrong_setting(f"{folder} is {IN_USE}") from None
        sweep(folder / "warehouse")


def sweep(warehouse: Path) -> None:
    """Remove what killed builds have left in a warehouse in which nobody builds: files that no catalogue knows."""
    for folder in warehouse.glob("*.db/*__building_*"):
        shutil.rmtree(folder, ignore_errors=True)


def reach_thrift_server() -> None:
    """Leave with exit code 2 where nothing is for the `cluster` target, or on this machine what never replies.

    Who is elsewhere may ask for another way to log in than the profile of this project has.
    """
    host, port = (os.environ.get(name) or default for name, default in THRIFT.items())
    if not port.isascii() or not port.isdigit() or not is_listened_on(host, int(port)):
        raise wrong_setting(
            f"no Thrift server answers at {host}:{port}: run `make cluster-up` first"
        )
    if host in LOOPBACK and not replies(host, int(port)):
        reason = f"what is at {host}:{port} does not reply within {ANSWER:.0f} seconds"
        next_step = "wait for what it is at, or name another port if it is no Thrift server"
        raise wrong_setting(f"SOUNDMART_THRIFT_PORT={port}: {reason}: {next_step}")


def wrong_setting(reason: str) -> SystemExit:
    """The end of the process with exit code 2, once one line has said why."""
    click.echo(f"error: {reason}", err=True)
    return SystemExit(2)
