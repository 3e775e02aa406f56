"""What a target of `profiles.yml` has its engine set to, for those who start the engine without dbt."""

from __future__ import annotations

import os

import yaml  # type: ignore[import-untyped] # its types are a package of their own
from jinja2 import Template

from ingest.settings import ROOT

SETTINGS = {"duckdb": "settings", "spark": "server_side_parameters"}
MEMORY = {"duckdb": "memory_limit", "spark": "spark.driver.memory"}


def settings_of(engine: str) -> dict[str, str]:
    """The engine's settings by their names, with the environment's values where dbt takes them from there."""
    profile = yaml.safe_load((ROOT / "profiles.yml").read_text(encoding="utf-8"))
    settings = profile["soundmart"]["outputs"][engine][SETTINGS[engine]]
    return {
        name: Template(str(value)).render(env_var=os.environ.get)
        for name, value in settings.items()
    }


def memory_of(engine: str) -> str:
    """What the engine may take, as the engine writes it."""
    return settings_of(engine)[MEMORY[engine]]
