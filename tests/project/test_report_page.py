"""The report as people use it: choosing, sorting, searching, by keyboard, on a phone, in the dark, on to the docs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from report_support import Query, cells, chart, choose, marks, opened, title

from report.marks import PALETTES
from report.sections import SECTIONS


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(report: Page, ask: Query) -> None:
    slowest = [
        name for (name,) in ask("select artist_name from artist_audio_profiles order by avg_tempo")
    ]
    heading = report.locator("table.glance thead th").filter(has_text="Tempo")
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert [row[0] for row in cells(report.locator("table.glance"))] == slowest[::-1]
    assert title(report, "glance") == f"{slowest[-1]} is the fastest of ten artists"
    said = report.locator("#said").text_content()
    assert said == report.locator("#glance h2").text_content()
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert [row[0] for row in cells(report.locator("table.glance"))] == slowest
    assert title(report, "glance") == f"{slowest[0]} is the slowest of ten artists"
    ((most, count),) = ask(
        "select artist_name, tracks_with_features_count from artists"
        " order by tracks_with_features_count desc limit 1"
    )
    report.locator("table.glance thead button").get_by_text("With features").click()
    assert title(report, "glance") == (
        f"{most} has the most tracks with audio features of ten artists: {count:,}"
    )
    ((newest, year),) = ask(
        "select count(*), max(year(last_release_date)) from artists"
        " where year(last_release_date) = (select max(year(last_release_date)) from artists)"
    )
    assert newest == 5
    report.locator("table.glance thead button").get_by_text("Years").click()
    assert title(report, "glance") == f"Five artists released last of ten artists, in {year}"
    report.locator("table.glance thead th").first.locator("button").click()
    assert [row[0] for row in cells(report.locator("table.glance"))] == sorted(slowest)


def test_a_search_finds_artists(report: Page) -> None:
    report.locator("#glance").get_by_label("Search artists").fill(" KING")
    assert [row[0] for row in cells(report.locator("table.glance"))] == ["King Crimson"]
    assert report.locator("#glance [role=status]").inner_text() == "1 of 10 artists found"
    report.locator("#glance").get_by_label("Search artists").fill("Nobody")
    assert cells(report.locator("table.glance")) == []
    assert report.locator("#glance [role=status]").inner_text() == "0 of 10 artists found"


def test_up_to_five_profiles_are_overlaid(report: Page) -> None:
    profiles = report.locator("#profiles")
    assert profiles.locator("input[type=checkbox]").count() == 10
    for name in ("Genesis", "Yes", "Camel"):
        profiles.get_by_label(name, exact=True).check()
    assert profiles.locator("input:checked").count() == 5
    assert profiles.locator("input:disabled").count() == 5
    report.wait_for_function(
        "document.querySelector('#profiles svg').textContent.includes('Camel')"
    )
    assert len(marks(report, "profiles")) == 5 * 9
    for name in ("Genesis", "Yes", "Camel", "Rush", "Pink Floyd"):
        profiles.get_by_label(name, exact=True).uncheck()
    assert profiles.locator(".empty").inner_text() == "No artist is chosen."


def test_whoever_comes_back_finds_what_the_controls_say(report: Page) -> None:
    choose(report, "years", "Artist", "Rush")
    report.locator("#glance").get_by_label("Search artists").fill("rush")
    report.locator("#profiles").get_by_label("Yes", exact=True).check()
    # Elsewhere and back, as a browser does it that has not kept the page.
    report.goto("about:blank")
    report.go_back()
    report.wait_for_selector("html[data-ready]", state="attached")
    artist = report.locator("#years select").first
    assert artist.locator("option:checked").inner_text() in title(report, "years")
    sought = report.locator("#glance").get_by_label("Search artists").input_value()
    assert len(cells(report.locator("table.glance"))) == (1 if sought else 10)
    overlaid = report.locator("#profiles input:checked").count()
    assert len(marks(report, "profiles")) == 9 * overlaid


def test_each_section_leads_to_its_tables_and_the_docs_lead_back(
    browser: Browser, report_file: Path
) -> None:
    with opened(browser, report_file) as page:
        lead_back(page, report_file)


def lead_back(page: Page, report_file: Path) -> None:
    leading = dict[str, str]()
    for section in SECTIONS:
        links = page.locator(f"#{section.id} .behind a")
        assert links.all_inner_texts() == section.marts
        for mart, link in zip(section.marts, links.all(), strict=True):
            leading[mart] = link.evaluate("link => link.href")
            assert leading[mart].endswith(f"/docs.html#!/model/model.soundmart.{mart}")
    page.locator("#tops .behind a").first.click()
    for mart, address in leading.items():
        page.goto(address)
        page.locator("h1").get_by_text(mart, exact=True).wait_for()
    page.goto(report_file.as_uri())
    page.locator("#tops .behind a").first.click()
    page.wait_for_selector("text=feature_position")
    # The way back stands in the way of nothing: the lineage still opens.
    page.locator("[ng-click='onLauncherClick()']").click()
    page.wait_for_selector("canvas", state="visible")
    page.goto(leading["tracks"])
    page.get_by_role("link", name="Report", exact=True).click()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.url.endswith("/index.html")


def tab_to(page: Page, what: str) -> None:
    """Press the tab key until the focus is on what an expression asks of the element that has it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"(element => {what})(document.activeElement)"):
            return
    raise AssertionError(f"60 times Tab do not lead to {what}")


def test_the_keyboard_alone_suffices(report: Page) -> None:
    report.keyboard.press("Tab")
    assert report.evaluate("document.activeElement.textContent") == "Skip to the report"
    report.keyboard.press("Enter")
    tab_to(report, "element.dataset.sort === 'danceability'")
    report.keyboard.press("Enter")
    assert report.evaluate("document.activeElement.dataset.sort") == "danceability"
    assert "most danceable" in title(report, "glance")
    chosen = report.locator("#profiles input:checked")
    before = chosen.count()
    tab_to(report, "element.type === 'checkbox' && element.checked")
    report.keyboard.press("Space")
    assert chosen.count() == before - 1
    assert report.evaluate("document.activeElement.type") == "checkbox"
    tab_to(report, "element.closest('section')?.id === 'map'")
    heading = title(report, "map")
    report.keyboard.press("ArrowDown")
    report.wait_for_function(
        f"!document.querySelector('#map h2').textContent.includes({json.dumps(heading)})"
    )
    tab_to(report, "element.tagName === 'SUMMARY'")
    report.keyboard.press("Enter")
    report.locator("#map details table").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_accessible(scheme: str, width: int, browser: Browser, report_file: Path) -> None:
    size = {"width": width, "height": 900}
    with opened(browser, report_file, viewport=size, color_scheme=scheme) as page:
        for summary in page.locator("summary").all():
            summary.click()
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
        # Nothing but tables, which scroll by themselves, is wider than the screen.
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_names_stay_beside_the_column_that_rows_are_sorted_by(
    browser: Browser, report_file: Path
) -> None:
    with opened(browser, report_file, viewport={"width": 390, "height": 1800}) as page:
        sorted_by = page.locator("table.glance th[aria-sort]")
        for name in ("Energy", "Valence", "Acousticness"):
            page.locator("table.glance th button").filter(has_text=name).click()
            names, column = (
                page.locator("table.glance th").first.bounding_box(),
                sorted_by.bounding_box(),
            )
            assert names and column
            assert names["x"] + names["width"] - 1 <= column["x"]
            assert column["x"] + column["width"] <= 390
            # Nothing of what is scrolled away shines through.
            on_top = page.locator("table.glance tbody th").evaluate_all(
                """all => all.filter(cell => {
                    const { x, y, width, height } = cell.getBoundingClientRect();
                    const part = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9];
                    return !part.every(across => part.every(down =>
                        cell.contains(document.elementFromPoint(x + across * width, y + down * height))));
                }).length"""
            )
            assert on_top == 0


@pytest.mark.parametrize("scheme", PALETTES)
def test_colours_stand_out_from_the_paper(scheme: str, browser: Browser, report_file: Path) -> None:
    with opened(browser, report_file, color_scheme=scheme) as page:
        paper, ink = page.evaluate(
            "['--paper', '--ink'].map(name => getComputedStyle(document.documentElement).getPropertyValue(name))"
        )
        # WCAG 2.2: 1.4.11 for marks, 1.4.3 for texts, which in a chart axe does not see.
        for colour in PALETTES[scheme]:
            assert contrast(colour, paper) >= 3, colour
        assert contrast(ink, paper) >= 4.5
        texts = page.locator("#map svg text").evaluate_all(
            "all => all.map(one => one.getAttribute('fill'))"
        )
        assert set(texts) == {ink}
        fills = {mark.said.split("; ")[0]: mark.fill for mark in marks(page, "keys")}
        codes = page.locator("#keys svg .mark-text text").evaluate_all(
            "all => all.map(one => [one.textContent, one.getAttribute('fill')])"
        )
        codes = [(code, colour) for code, colour in codes if re.fullmatch(r"\d+[AB]", code)]
        assert len(codes) == 24
        for code, colour in codes:
            assert contrast(colour, fills[f"Camelot code: {code}"]) >= 4.5, code


def contrast(one: str, other: str) -> float:
    """WCAG's ratio of two colours."""
    dark, light = sorted(map(luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    """WCAG's relative luminance of `#rrggbb` or `rgb(r, g, b)`."""
    if colour.startswith("#"):
        parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    else:
        parts = [int(part) for part in colour[4:-1].split(",")]
    linear = [
        share / 12.92 if share <= 0.03928 else ((share + 0.055) / 1.055) ** 2.4
        for share in (part / 255 for part in parts)
    ]
    return sum(
        weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True)
    )


def test_the_charts_follow_the_reader_s_colour_scheme(report: Page) -> None:
    before = chart(report, "map")
    report.emulate_media(color_scheme="dark")
    report.wait_for_function(
        """before => {
            const drawn = document.querySelector('#map .chart svg');
            return drawn && drawn.outerHTML !== before;
        }""",
        arg=before,
    )
    assert {mark.fill for mark in marks(report, "map")} == {PALETTES["dark"][0]}
