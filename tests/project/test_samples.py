"""What README and the docs site's front page show of the tables, against a build of the demo."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from project_support import MARTS, Project

from ingest.settings import ROOT
from runner import marts
from runner.samples import PAGES, Page, samples_of, with_samples


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path.name)
def test_marts_and_samples_are_those_of_the_demo(page: Page, demos: dict[str, Project]) -> None:
    text = page.path.read_text(encoding="utf-8")
    samples = samples_of(demos["duckdb"].folder / "soundmart.duckdb")
    # Where they differ: `make demo TARGET=duckdb`, then `python -m runner samples`.
    assert with_samples(page, text, samples) == text


def test_every_mart_has_a_sample_whose_rows_are_chosen_by_a_total_order() -> None:
    assert {mart.name for mart in marts.MARTS} == set(MARTS)
    for mart in marts.MARTS:
        assert set(MARTS[mart.name]) <= set(re.findall(r"\w+", mart.order)), mart.name


def test_what_a_sample_shows_is_rounded_for_people_and_escaped_for_markdown(
    demos: dict[str, Project], tmp_path: Path
) -> None:
    (tmp_path / "odd.duckdb").write_bytes(
        (demos["duckdb"].folder / "soundmart.duckdb").read_bytes()
    )
    with duckdb.connect(str(tmp_path / "odd.duckdb")) as connection:
        connection.execute("delete from analytics.recordings")
        connection.execute(
            "insert into analytics.recordings by name select 'r' as recording_id, 'a' as artist_id, "
            "'A|B_' as artist_name, 1234 as track_count, 128.04 as tempo, date '1971-05-01' as first_release_date"
        )
    shown = samples_of(tmp_path / "odd.duckdb")["recordings"].splitlines()
    assert shown[1:] == [
        "| --- | --- | --- | ---: | --- | ---: |",
        r"| A\|B\_ |  | 1971-05-01 | 1,234 |  | 128 |",
    ]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("select 1", "is no full build: Catalog Error"),
        ("create table raw.artists as select 'demo' as _source", "is no full build"),
        ("create table raw.artists as select 'spotify' as _source", "is not built of the demo"),
    ],
)
def test_samples_are_of_the_demo_alone(
    statement: str, reason: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with duckdb.connect(str(tmp_path / "other.duckdb")) as connection:
        connection.execute("create schema raw")
        connection.execute(statement)
    with pytest.raises(SystemExit) as ended:
        samples_of(tmp_path / "other.duckdb")
    assert ended.value.code == 2
    (said,) = capsys.readouterr().err.splitlines()
    assert reason in said


def test_both_pages_list_every_analysis_with_the_same_question() -> None:
    lists = []
    for page in PAGES:
        text = page.path.read_text(encoding="utf-8")
        table = text[text.index("| analysis | answers |") :].split("\n\n")[0]
        lists.append(re.findall(r"^\| \W(\w+)[^|]+ \| ([^|]+\?) \|$", table, re.MULTILINE))
    assert lists[0] == lists[1]
    analyses = {path.stem for path in (ROOT / "analyses").glob("*.sql")}
    assert {name for name, _ in lists[0]} == analyses
