"""Running the project's commands in a folder of one's own, and reading the tables they made."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from class_archive import spark_options

from ingest.settings import ROOT

ENGINES = ("duckdb", "spark")

MARTS = {
    "artists": ("artist_id",),
    "albums": ("artist_id", "album_id"),
    "tracks": ("artist_id", "track_id"),
    "artist_audio_profiles": ("artist_id",),
    "artist_track_rankings": ("artist_id", "feature", "track_id"),
    "audio_feature_coverage": ("artist_id", "provider"),
    "recordings": ("artist_id", "recording_id"),
    "artist_recording_profiles": ("artist_id",),
    "artist_trajectories": ("artist_id", "release_year"),
    "artist_similarities": ("artist_id", "other_artist_id"),
    "track_outliers": ("artist_id", "track_id", "feature"),
    "artist_key_profiles": ("artist_id", "key", "mode"),
    "harmonic_neighbors": ("camelot_code", "compatible_camelot_code"),
    "rejected_audio_features": ("track_id", "provider", "column_name"),
    "ingest_runs": ("run_id",),
}
"""The marts, each with its key."""

Row = dict[str, Any]


@dataclass
class Project:
    """The project on one engine with all its data and results under one folder."""

    engine: str
    folder: Path
    raw: Path
    said: str = ""
    settings: dict[str, str] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        ours = ("SPOTIFY_", "SOUNDMART_", "DBT_", "MAKE", "MFLAGS")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            **spark_options(),
            "SOUNDMART_RAW": str(self.raw),
            "SOUNDMART_DUCKDB": str(self.folder / "soundmart.duckdb"),
            "SOUNDMART_SPARK": str(self.folder / "spark"),
            "DBT_TARGET": self.engine,
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
            **self.settings,
        }

    def call(
        self, *command: str, timeout: float = 600, **changes: str | None
    ) -> subprocess.CompletedProcess[str]:
        """A command in the root of the checkout; None takes a variable away."""
        environment = {**self.environment, **changes}
        return subprocess.run(
            command,
            cwd=ROOT,
            env={name: value for name, value in environment.items() if value is not None},
            capture_output=True,
            text=True,
            timeout=timeout,
        )

    def run(self, *arguments: str) -> str:
        """What python says on stdout; fails the test when it ends with another code than 0."""
        done = self.call(sys.executable, *arguments)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def dbt(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """A plain dbt command."""
        return self.call("dbt", *arguments)

    def rows(self, mart: str) -> list[Row]:
        """A table's rows, sorted by its key where it is a mart."""
        with duckdb.connect() as connection:
            relation = self.attached(connection, mart)
            found = connection.sql(f"select * from {relation}").to_arrow_table().to_pylist()
        key = MARTS.get(mart) or tuple(found[0]) if found else ()
        return sorted(found, key=lambda row: [str(row[column]) for column in key])

    def attached(self, connection: duckdb.DuckDBPyConnection, mart: str) -> str:
        """A mart as a relation of a DuckDB connection."""
        if self.engine == "duckdb":
            database = self._quoted(self.environment["SOUNDMART_DUCKDB"])
            connection.execute(f"attach if not exists '{database}' as built (read_only)")
            return f"built.analytics.{mart}"
        return f"read_parquet('{self._quoted(str(self.warehouse))}/analytics.db/{mart}/*.parquet')"

    def codecs(self, mart: str) -> set[str]:
        """How Spark has compressed a table's files."""
        files = f"{self._quoted(str(self.warehouse))}/analytics.db/{mart}/*.parquet"
        found = duckdb.sql(f"select distinct compression from parquet_metadata('{files}')")
        return {codec for (codec,) in found.fetchall()}

    @property
    def warehouse(self) -> Path:
        """Where Spark's tables are."""
        own = "cluster/warehouse" if self.engine == "cluster" else "warehouse"
        return Path(self.environment["SOUNDMART_SPARK"], own)

    def _quoted(self, path: str) -> str:
        return path.replace("'", "''")


def chromium() -> str | None:
    """A Chromium that is installed here."""
    names = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
    return next((path for name in names if (path := shutil.which(name))), None)
