"""What a working tree has changed since a commit: the manifest of that commit, which dbt compares with."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tempfile
import zipfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

from runner.engine import PATHS, ROOT, Engine, wrong_setting

BUILT = ("model", "seed", "snapshot", "test", "unit_test")
"""What a build does something with."""


def build_what_changed(engine: Engine, since: str) -> str:
    """Build and test what is modified since a commit, and all that is made of it; says what was done."""
    commit = _commit_of(since)
    selection = ("--select", "state:modified+", "--state", str(_state_of(engine, since, commit)))
    kinds = [word for kind in BUILT for word in ("--resource-type", kind)]
    listed = engine.dbt("--log-level", "none", "ls", *kinds, "--output", "json", *selection)
    changed = {json.loads(line)["unique_id"] for line in listed}
    if not changed:
        return (
            f"Nothing to build: no model, seed or test is modified since {since} ({commit[:9]}); "
            "that is about code: `make build` takes in what has landed since"
        )
    # dbt's build runs the unit tests of the models that it builds, and leaves the others out.
    tested = engine.parsed()["unit_tests"]
    alone = {id for id in changed & tested.keys() if _model_of(tested[id]) not in changed}
    if alone:
        engine.dbt("test", "--select", *(tested[id]["name"] for id in sorted(alone)))
    if changed - alone:
        engine.dbt("build", *selection)
    return f"Built what is modified since {since} ({commit[:9]}), and what is made of it"


def _model_of(unit_test: dict[str, Any]) -> str:
    return f"model.{unit_test['package_name']}.{unit_test['model']}"


def _commit_of(since: str) -> str:
    """The id of a commit that git knows by this name. Leaves with exit code 2 where there is no such thing."""
    if shutil.which("git") is None:
        raise wrong_setting("a slim build compares with a commit, and no git was found: install it")
    if _git("rev-parse", "--git-dir").returncode:
        raise wrong_setting(f"{ROOT} is no git clone: there is no commit to compare with")
    found = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{since}^{{commit}}")
    if found.returncode:
        raise wrong_setting(f"SINCE={since}: git knows no such branch, tag or commit here")
    return found.stdout.strip()


def _state_of(engine: Engine, since: str, commit: str) -> Path:
    """The folder with the commit's manifest: parsed once, and again for another dbt or other paths.

    Both are in a manifest: another version has another form, another database file another name.
    """
    told = repr([version("dbt-core"), *(os.environ.get(name) for name in PATHS)])
    name = f"{commit}-{hashlib.sha256(told.encode()).hexdigest()[:8]}"
    state = ROOT / engine.target_path / "state" / name
    if (state / "manifest.json").exists():
        return state
    with tempfile.TemporaryDirectory() as temporary:
        tree = Path(temporary, "tree")
        archive = Path(temporary, "tree.zip")
        packed = _git("archive", "--format=zip", f"--output={archive}", commit)
        if packed.returncode:
            raise wrong_setting(f"SINCE={since}: {packed.stderr.strip()}")
        with zipfile.ZipFile(archive) as files:
            files.extractall(tree)
        if (problem := engine.parse_elsewhere(tree)) is not None:
            raise wrong_setting(f"SINCE={since}: dbt cannot parse {commit[:9]}: {problem}")
        state.mkdir(parents=True, exist_ok=True)
        # Appears whole or not at all: a half manifest would be taken for one ever after.
        unfinished = state / f"manifest.json.{os.getpid()}"
        shutil.copyfile(tree / "target" / "manifest.json", unfinished)
        unfinished.replace(state / "manifest.json")
    return state


def _git(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - no shell, and a name cannot be taken for an option
        ["git", *arguments],  # noqa: S607 - the git that is on the path
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
