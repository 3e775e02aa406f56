"""Writing the report: what `python -m report` makes of the marts of each engine, and what it says where it cannot."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import pytest
from project_support import Project
from report_support import alike, data_of, written

from ingest.settings import ROOT
from report.sections import SECTIONS


def test_the_site_is_two_pages_below_five_megabytes(report_file: Path) -> None:
    files = {file.name: file.stat().st_size for file in report_file.parent.iterdir()}
    assert set(files) == {"index.html", "docs.html"}
    assert sum(files.values()) < 5_000_000


def test_every_exposure_names_what_its_section_uses(demos: dict[str, Project]) -> None:
    assert demos
    manifest = json.loads(
        (ROOT / "target" / "duckdb" / "manifest.json").read_text(encoding="utf-8")
    )
    named = {
        exposure["name"]: {node.rpartition(".")[2] for node in exposure["depends_on"]["nodes"]}
        for exposure in manifest["exposures"].values()
    }
    for section in SECTIONS:
        assert named[f"report_{section.id}"] == set(section.marts)


def test_spark_s_tables_give_the_same_page(
    demos: dict[str, Project], report_file: Path, tmp_path: Path
) -> None:
    if "spark" not in demos:
        pytest.skip("no Java for Spark")
    other = written(demos["spark"], tmp_path)
    ours, theirs = (data_of(file) for file in (report_file, other))
    assert ours["order"] == theirs["order"]
    assert set(ours["answers"]) == set(theirs["answers"])
    for name, answer in ours["answers"].items():
        assert alike(answer, theirs["answers"][name]), name


def refused(project: Project, *arguments: str) -> str:
    """What the one line says with which no report is written."""
    out = project.folder / "site"
    done = project.call(sys.executable, "-m", "report", *arguments, "--out", str(out))
    assert done.returncode == 2
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    assert line.startswith("error: ")
    assert not list(out.glob("*")) if out.exists() else True
    return line.removeprefix("error: ")


@pytest.mark.parametrize(
    ("engine", "missing"), [("duckdb", "soundmart.duckdb"), ("spark", "analytics.db")]
)
def test_before_a_build_one_line_says_what_to_run(
    engine: str, missing: str, tmp_path: Path
) -> None:
    said = refused(Project(engine, tmp_path, tmp_path), "--target", engine)
    assert said.endswith(f"{missing} is not there: run `make build TARGET={engine}` first")


def test_what_is_no_database_of_ours_is_refused(tmp_path: Path) -> None:
    project = Project("duckdb", tmp_path, tmp_path)
    file = Path(project.environment["SOUNDMART_DUCKDB"])
    file.write_text("no database")
    assert f"SOUNDMART_DUCKDB={file} cannot be opened: " in refused(project)
    file.unlink()
    with duckdb.connect(str(file)):
        # Another program has it open, as a build would.
        said = refused(project)
        assert f"SOUNDMART_DUCKDB={file} cannot be opened: " in said
        assert "lock" in said
    assert refused(project) == "artists has not been built: run `make build TARGET=duckdb` first"


def test_no_such_target_and_no_such_server_are_refused(tmp_path: Path) -> None:
    project = Project("duckdb", tmp_path, tmp_path, settings={"SOUNDMART_THRIFT_PORT": "1"})
    assert refused(project, "--target", "snowflake") == (
        "target snowflake is unknown: use spark, duckdb or cluster"
    )
    assert refused(project, "--target", "cluster") == (
        "no Thrift server answers at 127.0.0.1:1: run `make cluster-up` first"
    )


def test_without_a_docs_site_or_a_place_one_line_says_so(
    demos: dict[str, Project], tmp_path: Path
) -> None:
    built = Project(
        "duckdb",
        tmp_path,
        tmp_path,
        settings={"SOUNDMART_DUCKDB": demos["duckdb"].environment["SOUNDMART_DUCKDB"]},
    )
    docs = ROOT / "target" / "duckdb" / "static_index.html"
    (tmp_path / "site").write_text("a file where the folder should be")
    done = built.call(sys.executable, "-m", "report", "--out", str(tmp_path / "site" / "below"))
    assert done.returncode == 2
    assert done.stderr.startswith("error: ")
    assert "cannot be written (Not a directory)" in done.stderr
    (tmp_path / "site").unlink()
    aside = docs.rename(docs.with_suffix(".aside"))
    try:
        assert refused(built) == "no docs site of duckdb yet: run `make docs TARGET=duckdb` first"
    finally:
        aside.rename(docs)
