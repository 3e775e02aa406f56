"""The report in a browser: opening it, choosing in it, and what it shows as texts and as marks."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page
from project_support import Project

from report.measures import measures

NAMES = [measure.name for measure in measures()]
Query = Callable[[str], list[tuple[Any, ...]]]


def written(project: Project, out: Path) -> Path:
    """The site of a project, as `make site` writes it once there are docs."""
    said = project.run("-m", "report", "--target", project.engine, "--out", str(out))
    assert said == f"Report: {out / 'index.html'} (open it)\n"
    return out / "index.html"


@contextmanager
def opened(browser: Browser, file: Path, **options: Any) -> Iterator[Page]:
    """A page once it has drawn everything; fails the test when the browser had anything to say."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
    context.set_offline(True)
    page = context.new_page()
    page.set_default_timeout(30_000)
    said: list[str] = []
    page.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: said.append(request.url))
    page.on("requestfailed", lambda request: said.append(f"failed: {request.url}"))
    try:
        page.goto(file.as_uri())
        page.wait_for_selector("html[data-ready]", state="attached")
        assert [line for line in said if line != file.as_uri()] == []
        yield page
        ours = tuple(file.with_name(name).as_uri() for name in ("index.html", "docs.html"))
        assert [line for line in said if not line.startswith((*ours, "data:", "about:"))] == []
    finally:
        context.close()


def title(page: Page, section: str) -> str:
    """A section's heading, without the marks around names."""
    return re.sub("[\u2068\u2069]", "", page.locator(f"#{section} h2").inner_text())


def cells(table: Locator) -> list[list[str]]:
    """The texts of a table's body."""
    rows: list[list[str]] = table.evaluate(
        "table => [...table.tBodies[0].rows].map(row => [...row.cells].map(cell => cell.innerText.trim()))"
    )
    return rows


def as_table(page: Page, section: str) -> list[list[str]]:
    """What a section shows instead of its chart."""
    details = page.locator(f"#{section} details").last
    if details.get_attribute("open") is None:
        details.locator("summary").click()
        details.locator("table").wait_for()
    return cells(details.locator("table"))


@dataclass(frozen=True)
class Mark:
    """A mark of a chart: what is read out of it, where its middle is, how large it is, and its colour."""

    said: str
    x: float
    y: float
    width: float
    height: float
    fill: str


def marks(page: Page, section: str) -> list[Mark]:
    """The marks of a section's chart, one for each line of its table if it has no others."""
    drawn: list[dict[str, Any]] = page.locator(f"#{section} svg path[aria-label]").evaluate_all(
        """all => all.filter(mark => !mark.closest("[aria-hidden]")).map(mark => {
            const { x, y, width, height } = mark.getBoundingClientRect();
            const fill = mark.getAttribute("fill");
            return { said: mark.ariaLabel, x: x + width / 2, y: y + height / 2, width, height, fill };
        })"""
    )
    return [Mark(**mark) for mark in drawn]


def in_order(values: list[float]) -> bool:
    """Whether values rise, up to what a pixel holds."""
    return all(one <= other + 0.5 for one, other in pairwise(values))


def number(text: str) -> float:
    """A value as the page writes it, its unit left out."""
    return float(re.sub(r"[^0-9.\-]", "", text.replace("−", "-")))


def shown(measure: str, value: float) -> str:
    """A value as the page should write it."""
    unit = next(each.unit for each in measures() if each.name == measure)
    return (f"{value:.1f} {unit}" if unit else f"{value:.3f}").replace("-", "−")


def chart(page: Page, section: str) -> str:
    """What is drawn."""
    return page.locator(f"#{section} .chart svg").evaluate("svg => svg.outerHTML")


def choose(page: Page, section: str, label: str, option: str) -> None:
    """Choose an option, and wait until the chart is another one."""
    before = chart(page, section)
    page.locator(f"#{section}").get_by_label(label, exact=True).select_option(label=option)
    page.wait_for_function(
        """([id, before]) => {
            const drawn = document.querySelector(`#${id} .chart svg`);
            return drawn && drawn.outerHTML !== before;
        }""",
        arg=[section, before],
    )


def data_of(file: Path) -> Any:
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', file.read_text("utf-8")
    )
    assert found
    return json.loads(found[1])


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are the same, numbers to the digits that a page keeps."""
    if isinstance(one, dict):
        return set(one) == set(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == pytest.approx(other, rel=2e-4) if isinstance(one, float) else one == other)
