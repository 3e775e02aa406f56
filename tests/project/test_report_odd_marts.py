"""The report on marts that are not as the demo's: odd names, nothing known, nothing there, thousands of artists."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser
from project_support import Project
from report_support import NAMES, Query, as_table, cells, marks, opened, title, written

from report.sections import MOST_ARTISTS, SECTIONS

Changed = Callable[..., Path]


@pytest.fixture
def changed(demos: dict[str, Project], tmp_path: Path) -> Changed:
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


ODD_NAMES = {
    "Rush": "<script>alert('Rush')</script><img src=x onerror=alert(1)>",
    "Yes": "Quote\"d & \\ 'Yes' </script> <!--",
    "Asia": "آسيا",
    "Camel": "🐪 Camel 🎸",
}


def test_names_are_shown_as_they_are_and_never_run(browser: Browser, changed: Changed) -> None:
    def quoted(text: str) -> str:
        return "'" + text.replace("'", "''") + "'"

    statements = [
        f"update {mart} set artist_name = {quoted(odd)} where artist_name = {quoted(name)}"
        for mart in ("artists", "artist_track_rankings")
        for name, odd in ODD_NAMES.items()
    ]
    statements += [
        "update artist_track_rankings set track_name = '</script><b>' where feature_position = 1",
        "update artists set artist_name = ' ' where artist_name = 'Genesis'",
    ]
    with opened(browser, changed(*statements)) as page:
        names = [row[0] for row in cells(page.locator("table.glance"))]
        for odd in ODD_NAMES.values():
            assert " ".join(odd.split()) in names
        # Without a name there is the id.
        assert len([name for name in names if re.fullmatch(r"[0-9A-Za-z]{22}", name)]) == 1
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


def test_two_artists_of_one_name_are_told_apart(browser: Browser, changed: Changed) -> None:
    site = changed("update artists set artist_name = 'Rush' where artist_name = 'Yes'")
    with opened(browser, site) as page:
        for names in (
            page.locator("#years select").first.locator("option").all_inner_texts(),
            [row[0] for row in cells(page.locator("table.glance"))],
            [row[0] for row in as_table(page, "map")],
        ):
            assert len([name for name in names if re.fullmatch(r"Rush \(\w{22}\)", name)]) == 2


NOTHING = {
    "glance": ("No artist has landed yet", "make demo"),
    "profiles": ("No profile to show", "make demo"),
    "map": ("No artist to put on a map", "make demo"),
    "years": ("No year to show", "make demo"),
    "tops": ("No top track to show", "make demo"),
    "similar": ("No two artists to compare", "enough tracks"),
    "odd": ("No track is odd", "make demo"),
    "keys": ("No key to show", "make demo"),
    "sources": ("Nothing has landed yet", "make demo"),
}


def test_nothing_landed_is_said_everywhere(browser: Browser, changed: Changed) -> None:
    marts = {mart for section in SECTIONS for mart in section.marts} - {"harmonic_neighbors"}
    with opened(browser, changed(*(f"delete from {mart}" for mart in sorted(marts)))) as page:
        assert list(NOTHING) == [section.id for section in SECTIONS]
        for section, (heading, reason) in NOTHING.items():
            assert title(page, section) == heading
            assert reason in page.locator(f"#{section} .empty").inner_text()
        assert page.locator("main svg").count() == 0
        assert page.locator("#summary").inner_text() == "0 artists, 0 albums and 0 tracks."
        assert page.locator("#synthetic").is_hidden()


def test_unknown_values_leave_the_rest(browser: Browser, changed: Changed, ask: Query) -> None:
    ((camel,),) = ask("select artist_id from artists where artist_name = 'Camel'")
    statements = [
        "update artist_audio_profiles set avg_energy = null, stddev_energy = null where artist_name = 'Rush'",
        "delete from artist_audio_profiles where artist_name = 'Yes'",
        "update artists set artist_name = null, first_release_date = null where artist_name = 'Camel'",
        "update artist_trajectories set avg_energy = null where artist_name = 'Frank Zappa'",
        """
        update artist_similarities set euclidean_distance = null, cosine_similarity = null
        where 'Rush' in (artist_name, other_artist_name)
        """,
        "update audio_feature_coverage set feature_share = null where artist_name = 'Asia'",
        "delete from audio_feature_coverage where artist_name = 'Camel'",
        """
        insert into audio_feature_coverage
        select * replace ('reccobeats' as provider) from audio_feature_coverage where artist_name = 'Rush'
        """,
        "update ingest_runs set source = null, provider = null, finished_at = null",
        """
        insert into ingest_runs select * replace ('other' as run_id, 'file:/home/ann/mine.csv' as source)
        from ingest_runs
        """,
        """
        delete from artist_trajectories where artist_name = 'Camel'
        and release_year > (select min(release_year) from artist_trajectories where artist_name = 'Camel')
        """,
        "update albums set release_date = null where artist_name = 'Camel'",
        "update albums set album_group = null, album_type = null where artist_name = 'Rush'",
    ]
    with opened(browser, changed(*statements)) as page:
        rows = cells(page.locator("table.glance"))
        assert len(rows) == 10
        # Unknown ones stand last, whichever way it is sorted.
        assert {row[0] for row in rows[-2:]} == {"Rush", "Yes"}
        assert rows[-1][1 + NAMES.index("energy")] == "–"
        assert (
            title(page, "glance")
            == "Asia is the most energetic of eight artists with a known energy"
        )
        assert title(page, "years") == "Frank Zappa has no year with a known energy"
        assert "No dated track of" in page.locator("#years .empty").inner_text()
        page.locator("#years").get_by_label("Artist").select_option("Rush")
        page.locator("#years .chart svg").wait_for()
        assert [mark for mark in marks(page, "years") if ", released on " in mark.said]
        # Who cannot be compared has no square, and the line says so.
        assert len(marks(page, "similar")) == 9 * 8
        apart = [row[2:] for row in as_table(page, "similar") if "Rush" in row[:2]]
        assert apart == [["–", "–"]] * 18
        assert "Rush" not in title(page, "similar")
        # Of two providers each has a bar of its own, within the chart.
        bars = [mark for mark in marks(page, "sources") if mark.said.startswith("Artist: Rush; ")]
        assert len(bars) == 2
        assert bars[0].y != bars[1].y
        box = page.locator("#sources .chart").bounding_box()
        assert box
        assert all(bar.x + bar.width / 2 <= box["x"] + box["width"] for bar in bars)
        said = page.locator("#sources").inner_text()
        assert "Landed from file:mine.csv (one run), an unknown source (one run)." in said
        assert "/home/ann" not in page.content()
        # One value alone stands in the middle of its axes.
        page.locator("#years").get_by_label("Artist").select_option(label=camel)
        page.wait_for_function(
            "document.querySelectorAll('#years svg path[role=graphics-symbol]').length === 1"
        )
        (alone,) = marks(page, "years")
        plot = page.locator("#years svg .background").first.bounding_box()
        assert plot
        assert alone.x == pytest.approx(plot["x"] + plot["width"] / 2, abs=2)
        assert plot["y"] < alone.y < plot["y"] + plot["height"]
        axis = page.locator("#years svg [aria-label^='Y-axis']").get_attribute("aria-label") or ""
        low, high = re.findall(r"[0-9.]+", axis.rpartition("values from ")[2])
        assert float(low) < float(high)


def test_no_feature_at_all_is_no_reason_to_say_nothing(browser: Browser, changed: Changed) -> None:
    with_features = (
        "artist_audio_profiles",
        "artist_track_rankings",
        "artist_similarities",
        "track_outliers",
        "artist_key_profiles",
        "audio_feature_coverage",
    )
    statements = [f"delete from {mart}" for mart in with_features]
    statements.append("update tracks set has_audio_features = false")
    statements.append(
        f"update artist_trajectories set {', '.join(f'avg_{name} = null' for name in NAMES)}"
    )
    with opened(browser, changed(*statements)) as page:
        assert title(page, "glance") == "None of ten artists has a known energy"
        assert title(page, "odd") == "No track is odd"
        assert title(page, "sources").startswith(
            "0.0% of 9,591 tracks have audio features; the last"
        )
        said = page.locator("#sources").inner_text()
        assert "9,591 tracks have none." in said
        assert "No provider has been asked for audio features." in said
        assert cells(page.locator("#sources table").first)[0][1] == "demo"


def test_rankings_that_are_not_deep_end_the_list_of_all(browser: Browser, changed: Changed) -> None:
    with opened(
        browser, changed("delete from artist_track_rankings where feature_position > 3")
    ) as page:
        assert [row[0] for row in as_table(page, "tops")] == ["1", "2", "3"]


def test_first_places_that_go_beyond_the_list_are_not_counted(
    browser: Browser, changed: Changed
) -> None:
    alike = "update artist_track_rankings set feature_value = 0.5, feature_rank = 1 where feature = 'energy'"
    with opened(browser, changed(alike)) as page:
        assert title(page, "tops") == "Ten or more tracks are the most energetic of all: 0.500"
        assert {row[0] for row in as_table(page, "tops")} == {"1"}


def test_one_section_that_fails_leaves_the_others(browser: Browser, report_file: Path) -> None:
    page = browser.new_page()
    page.route(
        "**/index.html",
        lambda route: route.fulfill(
            body=report_file.read_text("utf-8").replace(
                'section("map", (',
                'section("map", () => { throw Error("broken"); }); section("none", (',
            ),
            content_type="text/html",
        ),
    )
    page.goto(report_file.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    assert page.locator("#map .empty").inner_text() == "This section cannot be shown: broken"
    assert page.locator(".empty:visible").count() == 1
    page.close()


def test_thousands_of_artists_are_searched_and_a_few_are_shown(
    browser: Browser, changed: Changed
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
        box = page.locator("#profiles fieldset").get_by_label("Yes 42", exact=True)
        box.check()
        page.wait_for_function(
            "document.querySelector('#profiles svg').textContent.includes('Yes 42')"
        )
        box.uncheck()
        assert page.evaluate("document.activeElement.type") == "checkbox"
        assert len(marks(page, "map")) == 300
        page.locator("#map").get_by_label("Search artists").fill("Yes 42")
        page.wait_for_function("document.querySelector('#map svg').textContent.includes('Yes 42')")
        assert (
            "Only the 100 artists with most tracks are listed."
            in page.locator("#years").inner_text()
        )
