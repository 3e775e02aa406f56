"""What the report says and draws of artists, beside the marts it is made of."""

from __future__ import annotations

from itertools import pairwise
from statistics import mean

import pytest
from playwright.sync_api import Page
from report_support import (
    NAMES,
    Query,
    as_table,
    cells,
    chart,
    choose,
    in_order,
    marks,
    number,
    shown,
    title,
)

from report.measures import measures
from report.sections import SECTIONS


def test_every_section_draws_and_says_what_it_shows(report: Page) -> None:
    ids = [section.id for section in SECTIONS]
    assert report.locator("main > section").evaluate_all("all => all.map(one => one.id)") == ids
    assert len(set(report.locator("main h2").all_inner_texts())) == len(ids)
    for section in SECTIONS:
        assert title(report, section.id) != section.heading
        if section.id != "glance":
            drawn = [mark.said for mark in marks(report, section.id)]
            lines = as_table(report, section.id)
            assert len([said for said in drawn if ", released on " not in said]) == len(lines) > 0
            whole = report.locator(f"#{section.id} [role=graphics-document]").first
            heading = report.locator(f"#{section.id} h2").inner_text()
            assert whole.get_attribute("aria-label") == heading
    assert report.locator("#summary").inner_text() == "10 artists, 648 albums and 9,591 tracks."
    assert "synthetic" in report.locator("#synthetic").inner_text()
    assert report.locator(".empty:visible").count() == 0


def test_the_table_of_averages_is_the_mart(report: Page, ask: Query) -> None:
    averages = ", ".join(f"avg_{name}, stddev_{name}" for name in NAMES)
    expected = ask(
        f"select artist_name, {averages} from artist_audio_profiles order by avg_energy desc"
    )
    rows = cells(report.locator("table.glance"))
    assert [row[0] for row in rows] == [name for name, *_ in expected]
    for row, (_, *values) in zip(rows, expected, strict=True):
        for name, cell, average, spread in zip(
            NAMES, row[1:10], values[::2], values[1::2], strict=True
        ):
            seen, told = cell.split(", standard deviation ")
            assert (seen.strip(), told) == (shown(name, average), shown(name, spread))
    assert title(report, "glance") == f"{expected[0][0]} is the most energetic of ten artists"
    report.locator("summary").get_by_text("What the measures mean").click()
    for measure in measures():
        assert report.locator("dl").get_by_text(measure.description, exact=True).is_visible()


def test_bars_are_as_long_as_averages_and_lines_as_wide_as_spreads(
    report: Page, ask: Query
) -> None:
    query = "select avg_energy, stddev_energy from artist_audio_profiles order by avg_energy desc"
    boxes = report.locator("table.glance").evaluate(
        """(table, column) => [...table.tBodies[0].rows].map(row => {
            const bar = row.cells[column].querySelector('.bar');
            const width = part => part.getBoundingClientRect().width / bar.getBoundingClientRect().width;
            return [width(bar.querySelector('i')), width(bar.querySelector('b'))];
        })""",
        1 + NAMES.index("energy"),
    )
    for (bar, line), (average, spread) in zip(boxes, ask(query), strict=True):
        assert bar == pytest.approx(average, abs=0.02)
        assert line == pytest.approx(min(1, average + spread) - max(0, average - spread), abs=0.02)


def test_the_profiles_are_the_mart_s(report: Page, ask: Query) -> None:
    averages = ", ".join(f"avg_{name}, stddev_{name}" for name in NAMES)
    rows = as_table(report, "profiles")
    assert len(rows) == 2 * 9
    for name in {row[0] for row in rows}:
        ((*values,),) = ask(
            f"select {averages} from artist_audio_profiles where artist_name = '{name}'"
        )
        assert [row[2:] for row in rows if row[0] == name] == [
            [shown(measure, average), shown(measure, spread)]
            for measure, average, spread in zip(NAMES, values[::2], values[1::2], strict=True)
        ]
    drawn = [mark for mark in marks(report, "profiles") if "(0 to 1)" in mark.said]
    by_average = sorted(drawn, key=lambda mark: number(mark.said.split("Average: ")[1][:5]))
    assert in_order([-mark.y for mark in by_average])


def test_the_map_is_of_the_two_measures_that_are_chosen(report: Page, ask: Query) -> None:
    ((r,),) = ask("select corr(avg_acousticness, avg_energy) from artist_audio_profiles")
    assert f"(r = {r:.2f})".replace("-", "−") in title(report, "map")
    choose(report, "map", "Across", "Tempo (BPM)")
    choose(report, "map", "Up", "Loudness (dB)")
    ((r,),) = ask("select corr(avg_tempo, avg_loudness) from artist_audio_profiles")
    assert f"(r = {r:.2f})".replace("-", "−") in title(report, "map")
    assert "Loudness (dB)" in chart(report, "map")
    expected = {
        name: (tempo, loudness, count)
        for name, tempo, loudness, count in ask(
            "select artist_name, avg_tempo, avg_loudness, track_count from artist_audio_profiles"
        )
    }
    assert {
        name: (tempo, loudness, count) for name, tempo, loudness, count in as_table(report, "map")
    } == {
        name: (shown("tempo", tempo), shown("loudness", loudness), f"{count:,}")
        for name, (tempo, loudness, count) in expected.items()
    }
    circles = {mark.said.split("; ")[0].split(": ")[1]: mark for mark in marks(report, "map")}
    assert set(circles) == set(expected)
    by_tempo, by_loudness, by_count = (
        [circles[name] for name in sorted(expected, key=lambda name: expected[name][column])]
        for column in range(3)
    )
    assert in_order([circle.x for circle in by_tempo])
    assert in_order([-circle.y for circle in by_loudness])
    assert in_order([circle.width for circle in by_count])


def test_the_matrix_is_the_mart_and_stands_in_one_order_on_both_sides(
    report: Page, ask: Query
) -> None:
    expected = {
        (one, other): (distance, cosine)
        for one, other, distance, cosine in ask(
            "select artist_name, other_artist_name, euclidean_distance, cosine_similarity"
            " from artist_similarities"
        )
    }
    rows = as_table(report, "similar")
    assert {(row[0], row[1]): (number(row[2]), number(row[3])) for row in rows} == {
        pair: (pytest.approx(distance, abs=6e-4), pytest.approx(cosine, abs=6e-4))
        for pair, (distance, cosine) in expected.items()
    }
    nearest = min(expected, key=lambda pair: expected[pair])
    alike, least = title(report, "similar").split(" sound most alike of ten artists; ")
    assert set(alike.split(" and ")) == set(nearest)
    assert set(least.removesuffix(" least").split(" and ")) == set(
        max(expected, key=lambda pair: expected[pair])
    )
    squares = {
        tuple(part.split(": ")[1] for part in mark.said.split("; ")[:2]): mark
        for mark in marks(report, "similar")
    }
    assert set(squares) == set(expected)
    names = {one for one, _ in expected}
    down = sorted(
        names, key=lambda one: mean(squares[pair].y for pair in squares if pair[0] == one)
    )
    across = sorted(
        names, key=lambda one: mean(squares[pair].x for pair in squares if pair[1] == one)
    )
    assert down == across
    between = [expected[pair][0] for pair in pairwise(down)]
    by_name = [expected[pair][0] for pair in pairwise(sorted(names))]
    assert sum(between) < sum(by_name)
    assert squares[nearest].fill == squares[nearest[::-1]].fill != squares[down[0], down[-1]].fill
