"""A Spark session with the settings of the profile's `spark` target, without dbt."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import yaml  # type: ignore[import-untyped] # its types are a package of their own
from jinja2 import Template

from ingest.settings import ROOT

if TYPE_CHECKING:
    from pyspark.sql import SparkSession


def session(folder: Path) -> SparkSession:
    """A session that leaves its files in that folder: what differs from dbt's is the catalogue alone, in memory."""
    from pyspark.sql import SparkSession

    os.environ["SOUNDMART_SPARK"] = str(folder)
    profile = (ROOT / "profiles.yml").read_text(encoding="utf-8")
    settings = yaml.safe_load(profile)["soundmart"]["outputs"]["spark"]["server_side_parameters"]
    builder = SparkSession.builder.appName("bench").config("spark.sql.ansi.enabled", "false")
    for name, value in settings.items():
        builder = builder.config(name, Template(value).render(env_var=os.environ.get))
    found: SparkSession = builder.getOrCreate()
    return found
