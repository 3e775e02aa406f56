"""`make slim`: what is built after a change, in a git clone of the project, and what is not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from project_support import Project

from ingest.settings import ROOT

PROFILES = {"artist_audio_profiles", "artist_recording_profiles", "artist_similarities"}
"""A model and its children."""


class Clone:
    """The working tree as a git repository of its own, whose only commit is on main."""

    def __init__(self, folder: Path, project: Project) -> None:
        self.folder = folder
        self.project = project
        ours = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
        listed = subprocess.run(ours, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        for name in filter(None, listed.split("\0")):
            if (ROOT / name).is_file():
                (folder / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(ROOT / name, folder / name)
        self.git("init", "--quiet", "--initial-branch=main")
        self.commit()

    def git(self, *arguments: str) -> None:
        who = ("-c", "user.name=Somebody", "-c", "user.email=somebody@example.org")
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True)

    def commit(self) -> None:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "As it is")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.folder / name).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (self.folder / name).write_text(text.replace(old, new), encoding="utf-8")

    def slim(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "runner", "slim", "--target", "duckdb", *arguments],
            cwd=self.folder,
            env={**self.project.environment, **environment},
            capture_output=True,
            text=True,
            timeout=300,
        )

    def built(self) -> list[dict[str, Any]]:
        """The nodes of dbt's last command that were built or tested."""
        target = self.folder / "target" / "duckdb"
        results = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
        manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
        nodes = manifest["nodes"] | manifest["unit_tests"]
        found = [nodes[result["unique_id"]] for result in results if result["unique_id"] in nodes]
        return [node for node in found if node["resource_type"] != "operation"]

    def states(self) -> list[Path]:
        return list((self.folder / "target" / "duckdb" / "state").glob("*/manifest.json"))


@pytest.fixture
def clone(demos: dict[str, Project], tmp_path: Path) -> Clone:
    demo = demos["duckdb"]
    shutil.copyfile(demo.folder / "soundmart.duckdb", tmp_path / "soundmart.duckdb")
    return Clone(tmp_path / "clone", Project("duckdb", tmp_path, demo.raw))


def test_a_slim_build_builds_what_is_modified_and_what_is_made_of_it(clone: Clone) -> None:
    done = clone.slim()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Nothing to build: ")
    (state,) = clone.states()

    clone.change("models/marts/artist_audio_profiles.sql", "count(*) as", "count(artist_id) as")
    made = state.stat().st_mtime_ns
    done = clone.slim()
    assert done.returncode == 0, done.stdout + done.stderr
    assert clone.states() == [state]
    assert state.stat().st_mtime_ns == made
    built = clone.built()
    assert {node["name"] for node in built if node["resource_type"] == "model"} == PROFILES
    tests = [node for node in built if node["resource_type"] != "model"]
    assert {node["resource_type"] for node in tests} == {"test", "unit_test"}
    assert {"a_profile_leaves_nulls_out", "artist_similarities_obey_their_column_rules"} <= {
        node["name"] for node in tests
    }
    ids = {f"model.soundmart.{name}" for name in PROFILES}
    assert all(ids & set(node["depends_on"]["nodes"]) for node in tests)

    clone.git("checkout", "--quiet", "-b", "profiles")
    clone.commit()
    assert clone.slim("--since", "HEAD").stdout.startswith("Nothing to build: ")
    assert len(clone.states()) == 2
    clone.change("models/marts/_marts__unit_tests.yml", "track_id: t8}", "track_id: t9}")
    assert clone.slim("--since", "HEAD").returncode == 0
    assert [node["name"] for node in clone.built()] == ["a_share_is_a_fraction_and_is_not_rounded"]
    clone.git("checkout", "--quiet", "models")
    assert clone.slim("--since", "main").returncode == 0
    assert {node["name"] for node in clone.built() if node["resource_type"] == "model"} == PROFILES


def test_a_commit_that_is_not_there_or_no_git_is_one_line_and_exit_2(
    clone: Clone, tmp_path: Path
) -> None:
    done = clone.slim("--since", "nowhere")
    assert done.returncode == 2
    assert done.stderr == "error: SINCE=nowhere: git knows no such branch, tag or commit here\n"
    done = clone.slim(PATH=str(tmp_path / "nothing"))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "no git was found" in done.stderr
    shutil.rmtree(clone.folder / ".git")
    done = clone.slim(GIT_CEILING_DIRECTORIES=str(clone.folder.parent))
    assert done.returncode == 2
    assert done.stderr == (
        f"error: {clone.folder} is no git clone: there is no commit to compare with\n"
    )
    clone.git("init", "--quiet", "--initial-branch=main")
    (clone.folder / "dbt_project.yml").write_text("models: [", encoding="utf-8")
    clone.commit()
    shutil.copyfile(ROOT / "dbt_project.yml", clone.folder / "dbt_project.yml")
    done = clone.slim()
    assert done.returncode == 2
    assert "error: SINCE=main: dbt cannot parse" in done.stderr
    assert done.stderr.count("\n") == 1
    assert clone.states() == []
