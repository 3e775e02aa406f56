"""A Spark session with the settings of the profile's `spark` target, without dbt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from bench.profile import settings_of

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def session(folder: Path) -> SparkSession:
    """A session that leaves its files in that folder: what differs from dbt's is the catalogue alone, in memory."""
    from pyspark.sql import SparkSession

    os.environ["SOUNDMART_SPARK"] = str(folder)
    builder = SparkSession.builder.appName("bench").config("spark.sql.ansi.enabled", "false")
    for name, value in settings_of("spark").items():
        builder = builder.config(name, value)
    found: SparkSession = builder.getOrCreate()
    return found
