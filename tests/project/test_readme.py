"""What the README says against the code: commands, options, settings, exit codes, tables, the picture."""

from __future__ import annotations

import json
import re
from pathlib import Path

import click
import pytest
import yaml
from project_support import MARTS, Project

from bench.cli import cli as bench
from ingest.cli import cli
from ingest.errors import Exit
from ingest.settings import ROOT, Settings
from runner.cluster_settings import CLUSTER
from runner.engine import MEMORY, PATHS, THRIFT

OURS = {**PATHS, **MEMORY, **CLUSTER}
BOOKKEEPING = {"base_spotify__landed_runs", "base_spotify__changed_artists"}
"""What has landed since the last build is told in a sentence: it leads to every large table."""

README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = re.findall(r"`([^`\n]+)`", README) + re.findall(r"```\n(.*?)```", README, re.DOTALL)


def words(pattern: str) -> set[str]:
    return {found for code in CODE for found in re.findall(pattern, code)}


def commands() -> dict[str, click.Command]:
    return cli.commands


def test_every_make_target_named_exists_and_every_target_is_named() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*## ", makefile, re.MULTILINE))
    named = words(r"make ([a-z-]+)")
    assert named <= targets
    # Set-up comes by itself, and pinning anew is for maintainers.
    assert targets - named == {"setup", "lock"}


def test_every_ingest_command_named_exists_and_every_command_is_named() -> None:
    assert words(r"python -m ingest ([a-z-]+)") == set(commands())


def test_every_option_named_exists_and_every_option_is_named() -> None:
    options = {
        name
        for command in commands().values()
        for parameter in command.params
        for name in parameter.opts
        if isinstance(parameter, click.Option)
    }
    dbt = {
        "--target",
        "--target-path",
        "--select",
        "--selector",
        "--vars",
        "--output",
        "--full-refresh",
    }
    others = dbt | {"-m", "--master", "--class", "--host"}
    others |= {
        name for command in bench.commands.values() for p in command.params for name in p.opts
    }
    named = words(r"(?<!\S)(--?[a-z][a-z-]*)") - {"--help"}
    assert named - others <= options
    spoken_of = {"--verbose", "--quiet", "--port", "--artists"}
    assert options - named <= spoken_of | {"-h"}


def test_every_setting_named_is_read_and_every_setting_is_named() -> None:
    settings = {name.upper() for name in Settings.model_fields} | set(OURS) | {"DBT_TARGET"}
    make = {"TARGET", "ARGS", "SINCE"}
    assert words(r"\b((?:SPOTIFY|SOUNDMART|RECCOBEATS|FEATURES|DBT)_[A-Z_]+)") == settings
    assert words(r"\b([A-Z]+)=") - {"SECRET", "ID"} <= make | settings | {"ID"}


def test_the_defaults_named_are_the_real_ones() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", README, re.MULTILINE))
    defaults = {
        name.upper(): str(field.default)
        for name, field in Settings.model_fields.items()
        if field.default is not None
    }
    assert rows == {**defaults, **OURS, "DBT_TARGET": "spark"}
    profiles = (ROOT / "profiles.yml").read_text(encoding="utf-8")
    read = set(re.findall(r"env_var\('([A-Z_]+)', '([^']+)'\)", profiles))
    assert read <= set(rows.items())
    needed = {"DBT_TARGET", "SOUNDMART_DUCKDB", "SOUNDMART_SPARK", *MEMORY, *THRIFT}
    assert {name for name, _ in read} >= needed


def test_the_vars_named_are_dbt_s_with_their_defaults() -> None:
    table = README[README.index("| var | default |") :].split("\n\n")[0]
    project = yaml.safe_load((ROOT / "dbt_project.yml").read_text(encoding="utf-8"))
    named = dict(re.findall(r"^\| `([a-z_]+)` \| `([^`]+)` \|", table, re.MULTILINE))
    assert named == {name: str(default) for name, default in project["vars"].items()}


def test_every_exit_code_is_explained() -> None:
    table = README[README.index("| code | when |") :]
    explained = {
        int(code)
        for row in re.findall(r"^\| ([\d, ]+) \|", table, re.MULTILINE)
        for code in row.split(",")
    }
    assert explained == {int(code) for code in Exit}


@pytest.fixture(scope="module")
def manifest(demos: dict[str, Project]) -> dict[str, dict[str, dict[str, object]]]:
    assert demos
    found: dict[str, dict[str, dict[str, object]]] = json.loads(
        Path(ROOT, "target", "duckdb", "manifest.json").read_text(encoding="utf-8")
    )
    return found


def test_every_mart_is_in_the_table_of_what_it_answers(
    manifest: dict[str, dict[str, dict[str, object]]],
) -> None:
    marts = {
        node["name"]
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and "marts" in str(node["path"])
    }
    assert marts == set(MARTS)
    listed = re.findall(r"^\| `([a-z_]+)` \| [a-z, ]+ \| [^|]+\? \|", README, re.MULTILINE)
    assert set(listed) == marts


def test_the_picture_shows_every_model_and_what_it_is_made_of(
    manifest: dict[str, dict[str, dict[str, object]]],
) -> None:
    picture = README[README.index("flowchart") :]
    picture = picture[: picture.index("```")]
    drawn = {
        (source, target)
        for line in picture.splitlines()
        if (match := re.fullmatch(r"\s*([\w &]+?) --> ([\w &]+)", line))
        for source in match[1].split(" & ")
        for target in match[2].split(" & ")
    }
    parts = manifest["nodes"] | manifest["sources"]
    made_of = {
        (
            f"raw_{parent['name']}" if parent["resource_type"] == "source" else parent["name"],
            node["name"],
        )
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model"
        for parent in (parts[id] for id in node["depends_on"]["nodes"])  # type: ignore[index]
        if not {node["name"], parent["name"]} & BOOKKEEPING
    }
    assert drawn == made_of
