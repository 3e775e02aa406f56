"""The docs site in a real browser: its front page, a mart's page, the lineage."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from project_support import MARTS, Project

from ingest.settings import ROOT


@pytest.fixture(scope="module")
def browser_page(browser: Browser) -> Iterator[Page]:
    page = browser.new_page(viewport={"width": 1400, "height": 900})
    page.context.set_offline(True)
    page.set_default_timeout(30_000)
    yield page
    page.close()


@pytest.fixture
def site(engine: str, demos: dict[str, Project], browser_page: Page) -> tuple[Page, str]:
    """The page and its address on disk."""
    assert demos[engine]
    return browser_page, Path(ROOT, "target", engine, "static_index.html").as_uri()


def test_the_front_page_says_what_the_tables_answer(site: tuple[Page, str]) -> None:
    page, address = site
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}#!/overview")
    page.wait_for_selector("h1:has-text('Soundmart')")
    text = page.inner_text("body")
    assert "synthetic" in text
    assert [mart for mart in MARTS if mart not in text] == []
    assert errors == []


def test_a_mart_s_page_describes_its_columns(site: tuple[Page, str]) -> None:
    page, address = site
    page.goto(f"{address}#!/model/model.soundmart.artist_audio_profiles")
    page.wait_for_selector("text=avg_danceability")
    text = page.inner_text("body")
    assert "One row per artist" in text
    rows = page.locator("tr.column-row").all_inner_texts()
    assert len(rows) == 22
    for row in rows:
        name, data_type, description = row.split("\t")[:3]
        assert name.strip()
        assert data_type.strip().lower() in {"double", "varchar", "string", "bigint", "long"}
        assert len(description.strip()) > 10


def test_the_lineage_graph_draws(site: tuple[Page, str]) -> None:
    page, address = site
    page.goto(f"{address}#!/model/model.soundmart.tracks")
    page.locator("[ng-click='onLauncherClick()']").click()
    page.wait_for_function(
        """() => [...document.querySelectorAll('canvas')].some(canvas => {
            if (!canvas.width || !canvas.height) return false;
            const pixels = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
            return pixels.data.some(value => value !== 0);
        })"""
    )


def test_the_site_is_one_self_contained_page(site: tuple[Page, str]) -> None:
    page, address = site
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{address}#!/overview")
    page.wait_for_selector("h1:has-text('Soundmart')")
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
