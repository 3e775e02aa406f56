"""What others go by: coverage of tests and descriptions, named selections, what a broken rule looks like."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml
from project_support import MARTS, Project

from ingest.settings import ROOT
from runner.coverage import Coverage, coverage_of

Manifest = dict[str, Any]


@pytest.fixture(scope="module")
def said(demo_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    project = Project("duckdb", tmp_path_factory.mktemp("coverage"), demo_raw)
    return project.run("-m", "runner", "coverage", "--target", "duckdb")


@pytest.fixture
def manifest(said: str) -> Manifest:
    assert said
    text = (ROOT / "target" / "duckdb" / "manifest.json").read_text(encoding="utf-8")
    found: Manifest = json.loads(text)
    return found


def test_everything_is_described_and_every_column_tested(said: str) -> None:
    assert re.fullmatch(
        r"\d+ models, \d+ columns: 100 % described, 100 % tested; \d+ data tests, \d+ unit tests\n",
        said,
    )


def of(manifest: Manifest, kind: str, name: str) -> dict[str, Any]:
    found: dict[str, Any]
    (found,) = (node for node in manifest[kind].values() if node["name"] == name)
    return found


def without(manifest: Manifest, *words: str) -> Coverage:
    """The coverage when the thing at the end of this path is gone."""
    cut = copy.deepcopy(manifest)
    place = cut
    for word in words[:-1]:
        place = of(cut, words[0], word) if place is cut[words[0]] else place[word]
    del place[words[-1]]
    return coverage_of(cut)


def test_a_rule_that_is_gone_leaves_its_column_untested(manifest: Manifest) -> None:
    rules = ("nodes", "tracks_obey_their_column_rules", "test_metadata", "kwargs", "rules")
    found = without(manifest, *rules, "time_signature")
    assert found.lacks == ["no test names tracks.time_signature"]
    assert found.tested_columns == found.columns - 1
    assert "99 % tested" in str(found)


def test_a_test_that_is_gone_is_missed(manifest: Manifest) -> None:
    test = of(manifest, "nodes", "harmonic_neighbors_are_a_fifth_apart_or_relatives")["unique_id"]
    found = without(manifest, "nodes", test)
    assert found.lacks == ["harmonic_neighbors has 3 tests, fewer than 4"]
    unit_tests = [
        name
        for name, test in manifest["unit_tests"].items()
        if test["model"] == "artist_similarities"
    ]
    for name in unit_tests:
        del manifest["unit_tests"][name]
    assert "artist_similarities is for everyone and has no unit test" in coverage_of(manifest).lacks


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        ("nodes", "stg_spotify__tracks"),
        ("nodes", "followed_artists"),
        ("nodes", "every_landed_key_is_in_staging_once"),
        ("nodes", "top_danceable_tracks"),
        ("sources", "runs"),
        ("exposures", "demo_answers"),
        ("macros", "test_column_rules"),
        ("unit_tests", "a_profile_leaves_nulls_out"),
    ],
)
def test_a_description_that_is_gone_is_missed(manifest: Manifest, kind: str, name: str) -> None:
    node = of(manifest, kind, name)
    node["description"] = " "
    found = coverage_of(manifest)
    assert found.lacks == [f"{node['resource_type']} {name} has no description"]
    assert found.described == found.descriptions - 1


def test_the_columns_described_are_those_that_the_tables_have(
    demos: dict[str, Project], manifest: Manifest
) -> None:
    assert demos
    text = (ROOT / "target" / "duckdb" / "catalog.json").read_text(encoding="utf-8")
    catalog = json.loads(text)
    tables = catalog["nodes"] | catalog["sources"]
    described = {
        id: list(node["columns"])
        for id, node in (manifest["nodes"] | manifest["sources"]).items()
        if node["resource_type"] in ("model", "seed", "source")
        and node["config"].get("materialized") != "ephemeral"
    }
    assert tables.keys() == described.keys()
    for id, columns in described.items():
        assert set(columns) == set(tables[id]["columns"]), id


KINDS = ("model", "seed", "test")

LIST = """
import json, sys
from dbt.cli.main import dbtRunner
for name in sys.argv[1:]:
    found = dbtRunner().invoke(["--log-level", "none", "--quiet", "ls", "--output", "json", "--selector", name])
    assert found.success, found.exception
    print(json.dumps([name, *(json.loads(line)["unique_id"] for line in found.result)]), file=sys.stderr)
"""


def test_every_selection_holds_what_it_says(
    manifest: Manifest, demo_raw: Path, tmp_path: Path
) -> None:
    selectors = yaml.safe_load((ROOT / "selectors.yml").read_text(encoding="utf-8"))["selectors"]
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    for selector in selectors:
        assert selector["description"].endswith(".")
        assert f"`{selector['name']}`" in readme
    names = [selector["name"] for selector in selectors]
    done = Project("duckdb", tmp_path, demo_raw).call("python", "-c", LIST, *names)
    assert done.returncode == 0, done.stdout + done.stderr
    rows = [json.loads(line) for line in done.stderr.splitlines() if line.startswith("[")]
    found = {name: ids for name, *ids in rows}

    def models(name: str) -> set[str]:
        return {id.split(".")[2] for id in found[name] if id.startswith("model.")}

    def kinds(name: str) -> set[str]:
        return {id.split(".")[0] for id in found[name]}

    everything = {id for kind in ("nodes", "unit_tests") for id in manifest[kind]}
    assert found.keys() == set(names)
    assert models("staging") and all("_spotify__" in name for name in models("staging"))
    assert models("intermediate") and all(name[:4] == "int_" for name in models("intermediate"))
    assert models("marts_and_their_tests") == set(MARTS)
    assert {"test", "unit_test"} <= kinds("marts_and_their_tests")
    assert set(found["unit_tests"]) == set(manifest["unit_tests"])
    ours = {id for id in everything if id.split(".")[0] in KINDS}
    assert ours == {id for id in found["fast_feedback"] if id.split(".")[0] in KINDS}
    assert "unit_test" not in kinds("fast_feedback")
    assert set(found["warnings"]) == {
        id
        for id, node in manifest["nodes"].items()
        if node["resource_type"] == "test" and node["config"]["severity"].lower() == "warn"
    }
    assert {"artist_audio_profiles", "stg_spotify__tracks"} <= models("demo_answers")
    assert "harmonic_neighbors" not in models("demo_answers")


@pytest.fixture
def damaged(engine: str, demos: dict[str, Project], tmp_path: Path) -> Iterator[Project]:
    """The demo with two artists twice, one of them with fewer than no albums."""
    project = demos[engine]
    rows = "select * replace (case artist_name when 'Rush' then -1 else album_count end as album_count)"
    rows += " from {artists} where artist_name in ('Rush', 'Yes')"
    if engine == "duckdb":
        copied = Project(engine, tmp_path, project.raw)
        (tmp_path / "soundmart.duckdb").write_bytes(
            (project.folder / "soundmart.duckdb").read_bytes()
        )
        with duckdb.connect(str(tmp_path / "soundmart.duckdb")) as connection:
            artists = "analytics.artists"
            connection.execute(f"insert into {artists} {rows.format(artists=artists)}")
        yield copied
        return
    folder = project.folder / "spark" / "warehouse" / "analytics.db" / "artists"
    added = folder / "part-added.parquet"
    with duckdb.connect() as connection:
        artists = f"read_parquet('{folder}/*.parquet')"
        connection.execute(f"copy ({rows.format(artists=artists)}) to '{added}'")
    yield project
    added.unlink()


def test_a_broken_rule_and_a_key_that_is_not_unique_are_named_counted_and_shown(
    damaged: Project,
) -> None:
    ids = sorted(
        row["artist_id"]
        for row in damaged.rows("artists")
        if row["artist_name"] == "Yes" or row["album_count"] < 0
    )
    done = damaged.dbt("test", "--select", "artists_obey_their_column_rules")
    assert done.returncode == 1
    lines = sorted(line.split("  ")[-2:] for line in done.stdout.splitlines() if "found=" in line)
    rush = next(row["artist_id"] for row in damaged.rows("artists") if row["album_count"] < 0)
    assert lines == [
        ["broken_rule=album_count: at_least 0", f"found=1 rows, from ({rush}) to ({rush})"],
        ["broken_rule=artist_id: unique", f"found=2 keys, from ({ids[0]}) to ({ids[-1]})"],
    ]
