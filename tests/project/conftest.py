"""One landing of the demo and one build of it per engine, shared by all tests of the project."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from browser_support import a_browser
from java_support import needs_spark
from odd_landing import land_odd_rows
from playwright.sync_api import Browser, Page
from project_support import ENGINES, Project
from report_support import Query, opened, written

from runner.java import lack_of_java


@pytest.fixture(scope="session")
def demo_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The raw tables as `ingest demo` lands them."""
    folder = tmp_path_factory.mktemp("demo")
    project = Project("duckdb", folder, folder / "raw")
    project.run("-m", "ingest", "demo", "--quiet")
    return project.raw


@pytest.fixture(scope="session")
def odd_raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Raw tables with every oddity that the contract speaks of."""
    folder = tmp_path_factory.mktemp("odd") / "it's [raw]"
    land_odd_rows(folder)
    return folder


@pytest.fixture(scope="session")
def demos(demo_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Project]:
    """The demo built, documented and shown on each engine, by the command behind `make demo`."""
    return _built("demo", demo_raw, tmp_path_factory)


@pytest.fixture(scope="session")
def odd_builds(odd_raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Project]:
    """The odd rows built on each engine, by the command behind `make build`."""
    return _built("build", odd_raw, tmp_path_factory)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The one browser of all tests."""
    with a_browser() as browser:
        yield browser


@pytest.fixture(scope="session")
def report_file(demos: dict[str, Project], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the demo, built on DuckDB."""
    return written(demos["duckdb"], tmp_path_factory.mktemp("site"))


@pytest.fixture
def report(browser: Browser, report_file: Path) -> Iterator[Page]:
    """The same, opened."""
    with opened(browser, report_file) as page:
        yield page


@pytest.fixture(scope="session")
def ask(demos: dict[str, Project]) -> Iterator[Query]:
    """Asks the marts that the report is made of."""
    file = demos["duckdb"].environment["SOUNDMART_DUCKDB"]
    with duckdb.connect(file, read_only=True) as connection:
        connection.execute("use analytics")
        yield lambda query: connection.execute(query).fetchall()


@pytest.fixture(params=ENGINES)
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    needs_spark(name)
    return name


def _built(command: str, raw: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Project]:
    built = {}
    for engine in ENGINES:
        if engine == "spark" and lack_of_java():
            continue
        project = Project(engine, tmp_path_factory.mktemp(f"{command} on {engine}"), raw)
        project.said = project.run("-m", "runner", command, "--target", engine)
        built[engine] = project
    return built
