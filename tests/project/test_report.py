"""The report in a real browser, from disk and without a network: what it shows, beside the marts it shows it from."""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page
from project_support import Project
from report_support import alike

from ingest.settings import ROOT
from report.measures import measures
from report.sections import MOST_ARTISTS, SECTIONS

IDS = [section.id for section in SECTIONS]
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
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    assert [line for line in said if line != file.as_uri()] == []
    yield page
    assert [line for line in said if not line.startswith(("file:", "data:"))] == []
    context.close()


@pytest.fixture(scope="module")
def site(demos: dict[str, Project], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The report on the demo, built on DuckDB."""
    return written(demos["duckdb"], tmp_path_factory.mktemp("site"))


@pytest.fixture
def page(browser: Browser, site: Path) -> Iterator[Page]:
    with opened(browser, site) as page:
        yield page


@pytest.fixture(scope="module")
def ask(demos: dict[str, Project]) -> Iterator[Query]:
    """Asks the marts that the report is made of."""
    file = demos["duckdb"].environment["SOUNDMART_DUCKDB"]
    with duckdb.connect(file, read_only=True) as connection:
        connection.execute("use analytics")
        yield lambda query: connection.execute(query).fetchall()


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
    details = page.locator(f"#{section} details")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    return cells(details.locator("table"))


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
        "([id, before]) => document.querySelector(`#${id} .chart svg`)?.outerHTML !== before",
        arg=[section, before],
    )


def test_the_site_is_two_pages_below_five_megabytes(site: Path) -> None:
    files = {file.name: file.stat().st_size for file in site.parent.iterdir()}
    assert set(files) == {"index.html", "docs.html"}
    assert sum(files.values()) < 5_000_000


def test_every_section_draws_and_says_what_it_shows(page: Page) -> None:
    assert page.locator("main > section").evaluate_all("all => all.map(one => one.id)") == IDS
    headings = page.locator("main h2").all_inner_texts()
    assert len(set(headings)) == len(IDS)
    for section in SECTIONS:
        assert title(page, section.id) != section.heading
        if section.id != "glance":
            assert "<path" in chart(page, section.id)
            drawn = page.locator(f"#{section.id} [role=graphics-document]").first
            heading = page.locator(f"#{section.id} h2").inner_text()
            assert drawn.get_attribute("aria-label") == heading
    assert "synthetic" in page.locator("#synthetic").inner_text()
    assert page.locator(".empty:visible").count() == 0


def test_the_table_of_averages_is_the_mart(page: Page, ask: Query) -> None:
    averages = ", ".join(f"avg_{name}" for name in NAMES)
    expected = ask(
        f"select artist_name, {averages} from artist_audio_profiles order by avg_energy desc"
    )
    rows = cells(page.locator("table.glance"))
    assert [row[0] for row in rows] == [name for name, *_ in expected]
    for row, (_, *values) in zip(rows, expected, strict=True):
        assert row[1:10] == [shown(name, value) for name, value in zip(NAMES, values, strict=True)]
    top = expected[0][0]
    assert title(page, "glance") == f"{top} is the most energetic of ten artists"


def test_bars_are_as_long_as_averages_and_lines_as_wide_as_spreads(page: Page, ask: Query) -> None:
    query = "select avg_energy, stddev_energy from artist_audio_profiles order by avg_energy desc"
    column = 1 + NAMES.index("energy")
    boxes = page.locator("table.glance").evaluate(
        """(table, column) => [...table.tBodies[0].rows].map(row => {
            const bar = row.cells[column].querySelector('.bar');
            const width = part => part.getBoundingClientRect().width / bar.getBoundingClientRect().width;
            return [width(bar.querySelector('i')), width(bar.querySelector('b'))];
        })""",
        column,
    )
    for (bar, line), (average, spread) in zip(boxes, ask(query), strict=True):
        assert bar == pytest.approx(average, abs=0.02)
        assert line == pytest.approx(min(1, average + spread) - max(0, average - spread), abs=0.02)


def test_a_click_on_a_heading_sorts_and_another_turns_it_round(page: Page, ask: Query) -> None:
    slowest = [
        name for (name,) in ask("select artist_name from artist_audio_profiles order by avg_tempo")
    ]
    heading = page.locator("table.glance thead th").filter(has_text="Tempo")
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "descending"
    assert [row[0] for row in cells(page.locator("table.glance"))] == slowest[::-1]
    assert title(page, "glance") == f"{slowest[-1]} is the fastest of ten artists"
    heading.locator("button").click()
    assert heading.get_attribute("aria-sort") == "ascending"
    assert [row[0] for row in cells(page.locator("table.glance"))] == slowest
    page.locator("table.glance thead th").first.locator("button").click()
    assert [row[0] for row in cells(page.locator("table.glance"))] == sorted(slowest)


def test_a_search_finds_artists(page: Page) -> None:
    page.locator("#glance").get_by_label("Search artists").fill("KING")
    assert [row[0] for row in cells(page.locator("table.glance"))] == ["King Crimson"]
    assert page.locator("#glance [role=status]").inner_text() == "1 of 1 artists shown"


def test_up_to_five_profiles_are_overlaid(page: Page, ask: Query) -> None:
    boxes = page.locator("#profiles input[type=checkbox]")
    assert boxes.count() == 10
    for name in ("Genesis", "Yes", "Camel"):
        page.locator("#profiles").get_by_label(name, exact=True).check()
    assert page.locator("#profiles input:checked").count() == 5
    assert page.locator("#profiles input:disabled").count() == 5
    rows = as_table(page, "profiles")
    assert len(rows) == 5 * 9
    for name, _, average, spread in [row for row in rows if row[1].startswith("Tempo")]:
        ((mean, deviation),) = ask(
            f"select avg_tempo, stddev_tempo from artist_audio_profiles where artist_name = '{name}'"
        )
        assert (average, spread) == (shown("tempo", mean), shown("tempo", deviation))
    page.wait_for_function("document.querySelector('#profiles svg').textContent.includes('Camel')")
    for name in ("Genesis", "Yes", "Camel", "Rush", "Pink Floyd"):
        page.locator("#profiles").get_by_label(name, exact=True).uncheck()
    assert page.locator("#profiles .empty").inner_text() == "No artist is chosen."


def test_the_map_is_of_the_two_measures_that_are_chosen(page: Page, ask: Query) -> None:
    ((r,),) = ask("select corr(avg_acousticness, avg_energy) from artist_audio_profiles")
    assert f"(r = {r:.2f})".replace("-", "−") in title(page, "map")
    choose(page, "map", "Across", "Tempo (BPM)")
    choose(page, "map", "Up", "Loudness (dB)")
    ((r,),) = ask("select corr(avg_tempo, avg_loudness) from artist_audio_profiles")
    assert f"(r = {r:.2f})".replace("-", "−") in title(page, "map")
    assert "Loudness (dB)" in chart(page, "map")
    for name, x, y, tracks in as_table(page, "map"):
        ((tempo, loudness, count),) = ask(
            "select avg_tempo, avg_loudness, track_count from artist_audio_profiles"
            f" where artist_name = '{name}'"
        )
        assert (x, y) == (shown("tempo", tempo), shown("loudness", loudness))
        assert tracks == f"{count:,}"


def test_an_artist_s_years_are_those_of_the_mart(page: Page, ask: Query) -> None:
    choose(page, "years", "Artist", "Rush")
    choose(page, "years", "Measure", "Valence (0 to 1)")
    expected = ask(
        "select release_year, avg_valence, tracks_with_features_count from artist_trajectories"
        " where artist_name = 'Rush' and avg_valence is not null order by release_year"
    )
    rows = as_table(page, "years")
    assert [row[:3] for row in rows] == [
        [str(year), shown("valence", value), f"{count:,}"] for year, value, count in expected
    ]
    (first, before, _), (last, after, _) = expected[0], expected[-1]
    way = "rose" if after > before else "fell"
    assert title(page, "years") == (
        f"Rush’s valence {way} from {before:.3f} in {first} to {after:.3f} in {last}"
    )
    albums = ask(
        "select release_year, album_name from albums"
        " where artist_name = 'Rush' and album_group = 'album' order by release_date, album_id"
    )
    assert albums
    for year, *_, names in rows:
        assert names == ("; ".join(name for of, name in albums if str(of) == year) or "–")
    marks = page.locator("#years svg .mark-symbol.role-mark")
    assert marks.evaluate_all("all => all.map(one => one.childElementCount)") == [
        len(expected),
        len(albums),
    ]


def test_the_top_tracks_are_those_of_the_rankings(page: Page, ask: Query) -> None:
    choose(page, "tops", "Measure", "Danceability (0 to 1)")
    expected = ask(
        "select track_name, artist_name, feature_value from artist_track_rankings"
        " where feature = 'danceability' order by feature_value desc, track_id, artist_id limit 10"
    )
    rows = as_table(page, "tops")
    assert [tuple(row[1:]) for row in rows] == [
        (track, artist, shown("danceability", value)) for track, artist, value in expected
    ]
    choose(page, "tops", "Artist", "King Crimson")
    expected = ask(
        "select feature_position, track_name, artist_name, feature_value from artist_track_rankings"
        " where feature = 'danceability' and artist_name = 'King Crimson' order by feature_position"
    )
    assert as_table(page, "tops") == [
        [str(place), track, artist, shown("danceability", value)]
        for place, track, artist, value in expected
    ]
    top = expected[0]
    assert title(page, "tops") == (
        f"“{top[1]}” is the most danceable track of King Crimson: {top[3]:.3f}"
    )


def test_the_matrix_is_the_mart_and_stands_in_one_order_on_both_sides(
    page: Page, ask: Query
) -> None:
    expected = {
        (one, other): value
        for one, other, value in ask(
            "select artist_name, other_artist_name, euclidean_distance from artist_similarities"
        )
    }
    rows = as_table(page, "similar")
    assert {(row[0], row[1]) for row in rows} == set(expected)
    for one, other, distance, _ in rows:
        assert float(distance) == pytest.approx(expected[one, other], abs=6e-4)
    nearest = min(expected, key=lambda pair: expected[pair])
    assert {name for name in nearest if name in title(page, "similar").split(" sound ")[0]} == set(
        nearest
    )
    order = json.loads(page.locator("#data").text_content() or "")["order"]
    assert sorted(order) == list(range(10))
    names = page.evaluate("page.order.map(place => answers.artists[place].artist_name)")
    along = sum(expected[pair] for pair in pairwise(names))
    by_name = sorted(names)
    assert along < sum(expected[pair] for pair in pairwise(by_name))


def test_the_odd_ones_out_are_the_mart_s(page: Page, ask: Query) -> None:
    choose(page, "odd", "Artist", "Genesis")
    rows = as_table(page, "odd")
    assert rows
    for track, feature, value, median, z in rows:
        found = ask(
            "select feature_value, artist_median, robust_z_score from track_outliers"
            f" where artist_name = 'Genesis' and feature = '{feature}'"
            f" and track_name = '{track.replace(chr(39), chr(39) * 2)}'"
        )
        assert (value, median) in {(shown(feature, v), shown(feature, m)) for v, m, _ in found}
        assert any(number(z) == pytest.approx(score, abs=0.06) for _, _, score in found)
    ((most,),) = ask(
        "select max(abs(robust_z_score)) from track_outliers where artist_name = 'Genesis'"
    )
    assert abs(number(rows[0][4])) == pytest.approx(most, abs=0.06)


def test_the_wheel_has_all_24_keys_with_the_artist_s_shares(page: Page, ask: Query) -> None:
    choose(page, "keys", "Artist", "Asia")
    expected = {
        code: (count, share)
        for code, count, share in ask(
            "select camelot_code, track_count, track_share from artist_key_profiles"
            " where artist_name = 'Asia' and camelot_code is not null"
        )
    }
    rows = as_table(page, "keys")
    assert len({row[0] for row in rows}) == 24
    for code, _, tracks, share in rows:
        count, of = expected.get(code, (0, 0.0))
        assert (tracks, share) == (f"{count:,}", f"{of * 100:.1f} %")
    drawn = page.locator("#keys svg").text_content() or ""
    assert [code for code, *_ in rows if code not in drawn] == []


def test_where_the_data_comes_from_is_said(page: Page, ask: Query) -> None:
    ((tracks, known),) = ask(
        "select sum(track_count), sum(tracks_with_features_count) from artists"
    )
    said = page.locator("#sources").inner_text()
    assert f"of {tracks:,} tracks have audio features" in said
    assert f"{tracks - known:,} tracks have none." in said
    ((ended, source),) = ask(
        "select strftime(finished_at, '%Y-%m-%d %H:%M:%S'), source from ingest_runs"
    )
    assert f"the last ingest ended on {ended} UTC" in said
    assert f"Landed from {source} (one run)." in said
    for name, provider, of, vain, share in as_table(page, "sources"):
        ((count, missing, part),) = ask(
            "select tracks_with_features_count, tracks_missing_count, feature_share"
            f" from audio_feature_coverage where artist_name = '{name}' and provider = '{provider}'"
        )
        assert (of, vain, share) == (f"{count:,}", f"{missing:,}", f"{part * 100:.1f} %")


def test_each_section_leads_to_its_tables_and_the_docs_lead_back(
    browser: Browser, site: Path
) -> None:
    # What dbt's own page says to the console is not ours.
    page = browser.new_page()
    page.context.set_offline(True)
    page.set_default_timeout(30_000)
    page.goto(site.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    for section in SECTIONS:
        links = page.locator(f"#{section.id} .behind a")
        assert links.all_inner_texts() == section.marts
        for mart, link in zip(section.marts, links.all(), strict=True):
            assert link.get_attribute("href") == f"docs.html#!/model/model.soundmart.{mart}"
    for mart in {mart: None for section in SECTIONS for mart in section.marts}:
        page.locator(".behind").get_by_role("link", name=mart, exact=True).first.click()
        assert page.locator("h1").get_by_text(mart, exact=True).inner_text().startswith(mart)
        page.go_back()
    page.locator("#tops .behind a").first.click()
    page.wait_for_selector("text=feature_position")
    page.get_by_role("link", name="Report", exact=True).click()
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.url.endswith("/index.html")
    page.close()


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


def tab_to(page: Page, what: str) -> None:
    """Press the tab key until the focus is on what an expression asks of the element that has it."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(f"(element => {what})(document.activeElement)"):
            return
    raise AssertionError(f"60 times Tab do not lead to {what}")


def test_the_keyboard_alone_suffices(page: Page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the report"
    page.keyboard.press("Enter")
    tab_to(page, "element.dataset.sort === 'danceability'")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.sort") == "danceability"
    assert "most danceable" in title(page, "glance")
    chosen = page.locator("#profiles input:checked")
    before = chosen.count()
    tab_to(page, "element.type === 'checkbox' && element.checked")
    page.keyboard.press("Space")
    assert chosen.count() == before - 1
    assert page.evaluate("document.activeElement.type") == "checkbox"
    tab_to(page, "element.closest('section')?.id === 'map'")
    heading = title(page, "map")
    page.keyboard.press("ArrowDown")
    page.wait_for_function(
        f"!document.querySelector('#map h2').textContent.includes({json.dumps(heading)})"
    )
    tab_to(page, "element.tagName === 'SUMMARY'")
    page.keyboard.press("Enter")
    assert page.locator("#map details table").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [390, 1280])
def test_it_is_accessible(scheme: str, width: int, browser: Browser, site: Path) -> None:
    size = {"width": width, "height": 900}
    with opened(browser, site, viewport=size, color_scheme=scheme) as page:
        for summary in page.locator("summary").all():
            summary.click()
        found = Axe().run(page)
        assert found.response["violations"] == [], found.generate_report()
        # Nothing but tables, which scroll by themselves, is wider than the screen.
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.fixture
def changed(demos: dict[str, Project], tmp_path: Path) -> Callable[..., Path]:
    """The report on the demo's marts after some statements."""

    def after(*statements: str) -> Path:
        file = tmp_path / "changed.duckdb"
        shutil.copy(demos["duckdb"].environment["SOUNDMART_DUCKDB"], file)
        with duckdb.connect(str(file)) as connection:
            connection.execute("use analytics")
            for statement in statements:
                connection.execute(statement)
        project = Project("duckdb", tmp_path, tmp_path, settings={"SOUNDMART_DUCKDB": str(file)})
        return written(project, tmp_path / "site")

    return after


MARTS_WITH_NAMES = ("artists", "artist_track_rankings")
ODD_NAMES = {
    "Rush": "<script>alert('Rush')</script><img src=x onerror=alert(1)>",
    "Yes": "Quote\"d & \\ 'Yes' </script> <!--",
    "Asia": "آسيا",
    "Camel": "🐪 Camel 🎸",
    "Genesis": "",
}


def test_names_are_shown_as_they_are_and_never_run(
    browser: Browser, changed: Callable[..., Path]
) -> None:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    statements = [
        f"update {mart} set artist_name = {quoted(odd)} where artist_name = {quoted(name)}"
        for mart in MARTS_WITH_NAMES
        for name, odd in ODD_NAMES.items()
    ]
    statements.append(
        "update artist_track_rankings set track_name = '</script><b>' where feature_position = 1"
    )
    with opened(browser, changed(*statements)) as page:
        names = [row[0] for row in cells(page.locator("table.glance"))]
        for odd in ODD_NAMES.values():
            assert " ".join(odd.split()) in names
        assert title(page, "glance").startswith(ODD_NAMES["Rush"])
        assert "</script><b>" in title(page, "tops")
        drawn = page.locator("#map svg").text_content() or ""
        assert "t>alert('Rush')" in drawn  # as much of it as there is room for
        assert ODD_NAMES["Asia"] in drawn
        # The quietest markup of all: what stands at a mark while a mouse is over it.
        page.locator("#tops svg .mark-symbol path").first.hover()
        hint = page.locator("#vg-tooltip-element.visible")
        assert "</script><b>" in hint.inner_text()
        assert page.locator("img, main script, b:not(.bar b)").count() == 0


def test_two_artists_of_one_name_are_told_apart(
    browser: Browser, changed: Callable[..., Path]
) -> None:
    with opened(
        browser, changed("update artists set artist_name = 'Rush' where artist_name = 'Yes'")
    ) as page:
        options = page.locator("#years select").first.locator("option").all_inner_texts()
        assert len([option for option in options if re.fullmatch(r"Rush \(\w{22}\)", option)]) == 2


def test_nothing_landed_is_said_everywhere(browser: Browser, changed: Callable[..., Path]) -> None:
    marts = {mart for section in SECTIONS for mart in section.marts} - {"harmonic_neighbors"}
    with opened(browser, changed(*(f"delete from {mart}" for mart in sorted(marts)))) as page:
        assert page.locator(".empty:visible").count() == len(SECTIONS)
        assert page.locator("main svg").count() == 0
        assert page.locator("#synthetic").is_hidden()


def test_unknown_values_leave_the_rest(browser: Browser, changed: Callable[..., Path]) -> None:
    statements = [
        "update artist_audio_profiles set avg_energy = null, stddev_energy = null where artist_name = 'Rush'",
        "delete from artist_audio_profiles where artist_name = 'Yes'",
        "update artists set artist_name = null, first_release_date = null where artist_name = 'Camel'",
        "update artist_trajectories set avg_energy = null where artist_name = 'Frank Zappa'",
        "delete from artist_similarities",
        "update audio_feature_coverage set feature_share = null",
        "update ingest_runs set provider = null, finished_at = null",
    ]
    with opened(browser, changed(*statements)) as page:
        rows = cells(page.locator("table.glance"))
        assert len(rows) == 10
        # Unknown ones stand last, whichever way it is sorted.
        assert {row[0] for row in rows[-2:]} == {"Rush", "Yes"}
        assert rows[-1][1 + NAMES.index("energy")] == "–"
        assert page.locator("#similar .empty").is_visible()
        assert "no year with energy" in title(page, "years")


def test_thousands_of_artists_are_searched_and_a_few_are_shown(
    browser: Browser, changed: Callable[..., Path]
) -> None:
    def times(mart: str) -> str:
        ids = "artist_id || '-' || i as artist_id, artist_name || ' ' || i as artist_name"
        return f"insert into {mart} select {mart}.* replace ({ids}) from {mart}, range(1, 600) as numbers(i)"

    marts = ("artists", "artist_audio_profiles", "artist_track_rankings", "artist_trajectories")
    more = ("albums", "artist_key_profiles", "track_outliers", "audio_feature_coverage")
    site = changed(*map(times, marts + more))
    assert sum(file.stat().st_size for file in site.parent.iterdir()) < 10_000_000
    with opened(browser, site) as page:
        assert page.locator("table.glance tbody tr").count() == 25
        assert f"25 of {MOST_ARTISTS:,} artists shown" in page.locator("#glance").inner_text()
        page.locator("#glance").get_by_label("Search artists").fill("Rush 17")
        assert {row[0][:7] for row in cells(page.locator("table.glance"))} == {"Rush 17"}
        assert page.locator("#profiles input[type=checkbox]").count() <= 14
        page.locator("#profiles").get_by_label("Search artists").fill("Yes 42")
        page.locator("#profiles fieldset").get_by_label("Yes 42", exact=True).check()
        page.wait_for_function(
            "document.querySelector('#profiles svg').textContent.includes('Yes 42')"
        )


def test_spark_s_tables_give_the_same_page(
    demos: dict[str, Project], site: Path, tmp_path: Path
) -> None:
    if "spark" not in demos:
        pytest.skip("no Java for Spark")
    other = written(demos["spark"], tmp_path)
    ours, theirs = (_data(file) for file in (site, other))
    assert ours["order"] == theirs["order"]
    assert set(ours["answers"]) == set(theirs["answers"])
    for name, answer in ours["answers"].items():
        assert alike(answer, theirs["answers"][name]), name


def _data(file: Path) -> Any:
    found = re.search(
        r'<script type="application/json" id="data">(.*?)</script>', file.read_text("utf-8")
    )
    assert found
    return json.loads(found[1])


def test_before_a_build_one_line_says_what_to_run(tmp_path: Path) -> None:
    for engine, missing in (("duckdb", "soundmart.duckdb"), ("spark", "analytics.db")):
        project = Project(engine, tmp_path, tmp_path)
        done = project.call(
            sys.executable, "-m", "report", "--target", engine, "--out", str(tmp_path / "site")
        )
        assert done.returncode == 2
        (line,) = done.stderr.splitlines()
        assert line.startswith("error: ")
        assert missing in line or "no docs site" in line
        assert "first" in line
        assert not (tmp_path / "site").exists()
