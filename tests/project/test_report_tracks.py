"""What the report says and draws of years, tracks and keys, and of where they come from, beside the marts."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page
from report_support import (
    Query,
    as_table,
    choose,
    in_order,
    marks,
    number,
    shown,
    title,
)


def test_an_artist_s_years_are_those_of_the_mart(report: Page, ask: Query) -> None:
    choose(report, "years", "Artist", "Rush")
    choose(report, "years", "Measure", "Valence (0 to 1)")
    expected = ask(
        "select release_year, avg_valence, trailing_avg_valence, tracks_with_features_count"
        " from artist_trajectories"
        " where artist_name = 'Rush' and avg_valence is not null order by release_year"
    )
    rows = as_table(report, "years")
    assert [row[:4] for row in rows] == [
        [str(year), shown("valence", value), shown("valence", trail), f"{count:,}"]
        for year, value, trail, count in expected
    ]
    by_value = sorted(expected, key=lambda row: row[1])
    (lowest, low, *_), (highest, high, *_) = by_value[0], by_value[-1]
    assert title(report, "years") == (
        f"Rush’s valence was highest in {highest} ({high:.3f}) and lowest in {lowest} ({low:.3f})"
    )
    albums = ask(
        "select release_year, album_name, release_date from albums"
        " where artist_name = 'Rush' and album_group = 'album' order by release_date, album_id"
    )
    assert albums
    for year, *_, names in rows:
        assert names == ("; ".join(name for of, name, _ in albums if str(of) == year) or "–")
    drawn = marks(report, "years")
    years = [mark for mark in drawn if mark.said.startswith("Year: ")]
    triangles = [mark for mark in drawn if ", released on " in mark.said]
    assert len(years) == len(expected)
    assert in_order([mark.x for mark in years])
    marks_by_value = [
        mark
        for _, mark in sorted(
            zip([row[1] for row in expected], years, strict=True), key=lambda pair: pair[0]
        )
    ]
    assert in_order([-mark.y for mark in marks_by_value])
    assert [mark.said for mark in triangles] == [
        f"{name}, released on {date}" for _, name, date in albums
    ]
    assert in_order([mark.x for mark in triangles])
    # An album stands between the averages of the years around its own.
    places = {year: mark.x for (year, *_), mark in zip(expected, years, strict=True)}
    for (year, *_), triangle in zip(albums, triangles, strict=True):
        assert places.get(year - 1, 0) < triangle.x < places.get(year + 1, 9999)


def test_the_top_tracks_are_those_of_the_rankings(report: Page, ask: Query) -> None:
    choose(report, "tops", "Measure", "Danceability (0 to 1)")
    expected = ask(
        "select track_name, artist_name, feature_value from artist_track_rankings"
        " where feature = 'danceability' order by feature_value desc, track_id, artist_id limit 10"
    )
    rows = as_table(report, "tops")
    assert [tuple(row[1:]) for row in rows] == [
        (track, artist, shown("danceability", value)) for track, artist, value in expected
    ]
    choose(report, "tops", "Artist", "King Crimson")
    expected = ask(
        "select feature_rank, track_name, artist_name, feature_value from artist_track_rankings"
        " where feature = 'danceability' and artist_name = 'King Crimson' order by feature_position"
    )
    assert as_table(report, "tops") == [
        [str(rank), track, artist, shown("danceability", value)]
        for rank, track, artist, value in expected
    ]
    drawn = marks(report, "tops")
    assert [mark.said.split("; ")[0] for mark in drawn] == [f"Rank: {row[0]}" for row in expected]
    assert in_order([mark.y for mark in drawn])
    assert in_order([-mark.x for mark in drawn])
    _, track, _, value = expected[0]
    assert title(report, "tops") == (
        f"“{track}” is the most danceable track of King Crimson: {value:.3f}"
    )


def test_tracks_that_share_the_first_rank_are_all_said_to(report: Page, ask: Query) -> None:
    def first(feature: str) -> list[tuple[str, str, float]]:
        return ask(
            "select track_name, artist_name, feature_value from artist_track_rankings"
            f" where feature = '{feature}' qualify rank() over (order by feature_value desc) = 1"
            " order by track_id"
        )

    choose(report, "tops", "Measure", "Acousticness (0 to 1)")
    (one, by_one, value), (other, by_other, _) = first("acousticness")
    assert title(report, "tops") == (
        f"“{one}” by {by_one} and “{other}” by {by_other} are the most acoustic of all: {value:.3f}"
    )
    choose(report, "tops", "Measure", "Instrumentalness (0 to 1)")
    tied = first("instrumentalness")
    assert len(tied) == 4
    assert (
        title(report, "tops") == f"Four tracks are the most instrumental of all: {tied[0][2]:.3f}"
    )


def test_the_odd_ones_out_are_the_mart_s(report: Page, ask: Query) -> None:
    choose(report, "odd", "Artist", "Genesis")
    expected = ask(
        """
        select track_name, feature, feature_value, artist_median, robust_z_score
        from track_outliers where artist_name = 'Genesis'
        qualify row_number() over (
            partition by feature order by abs(robust_z_score) desc, track_id
        ) <= 2
        order by abs(robust_z_score) desc
        """
    )
    rows = as_table(report, "odd")
    assert sorted(row[:4] for row in rows) == sorted(
        [track, feature, shown(feature, value), shown(feature, median)]
        for track, feature, value, median, _ in expected
    )
    assert [number(row[4]) for row in rows] == [
        pytest.approx(score, abs=0.051) for *_, score in expected
    ]
    bars = marks(report, "odd")
    assert in_order([bar.y for bar in bars])
    assert in_order([-bar.width for bar in bars])


def test_the_wheel_has_all_24_keys_with_the_artist_s_shares(report: Page, ask: Query) -> None:
    choose(report, "keys", "Artist", "Asia")
    expected = {
        code: (count, share)
        for code, count, share in ask(
            "select camelot_code, track_count, track_share from artist_key_profiles"
            " where artist_name = 'Asia' and camelot_code is not null"
        )
    }
    rows = as_table(report, "keys")
    assert len({row[0] for row in rows}) == 24
    for code, _, tracks, share in rows:
        count, of = expected.get(code, (0, 0.0))
        assert (tracks, share) == (f"{count:,}", f"{of * 100:.1f}%")
    sectors = {mark.said.split("; ")[0].split(": ")[1]: mark for mark in marks(report, "keys")}
    # As on a clock: 12 above 6, 3 right of 9; equal shares have equal colours.
    for ring in "AB":
        assert sectors[f"12{ring}"].y < sectors[f"6{ring}"].y
        assert sectors[f"9{ring}"].x < sectors[f"3{ring}"].x
    assert sectors["12B"].y < sectors["12A"].y
    fills = {row[0]: sectors[row[0]].fill for row in rows}
    assert len({fills[code] for code in fills if code not in expected}) <= 1
    assert len(set(fills.values())) == len({row[2] for row in rows})
    drawn = report.locator("#keys svg").text_content() or ""
    assert [code for code, *_ in rows if code not in drawn] == []


def test_where_the_data_comes_from_is_said(report: Page, ask: Query) -> None:
    ((tracks, known),) = ask(
        "select count(distinct track_id),"
        " count(distinct track_id) filter (where has_audio_features) from tracks"
    )
    said = report.locator("#sources").inner_text()
    assert f"of {tracks:,} tracks have audio features" in said
    assert f"{tracks - known:,} tracks have none." in said
    ((ended, source),) = ask(
        "select strftime(finished_at, '%Y-%m-%d %H:%M:%S'), source from ingest_runs"
    )
    assert f"the last ingest ended on {ended} UTC" in said
    assert f"Landed from {source} (one run)." in said
    expected = {
        (name, provider): (count, missing, share)
        for name, provider, count, missing, share in ask(
            "select artist_name, provider, tracks_with_features_count, tracks_missing_count,"
            " feature_share from audio_feature_coverage"
        )
    }
    rows = as_table(report, "sources")
    assert {(row[0], row[1]): tuple(row[2:]) for row in rows} == {
        key: (f"{count:,}", f"{missing:,}", f"{share * 100:.1f}%")
        for key, (count, missing, share) in expected.items()
    }
    widths = {
        mark.said.split("; ")[0].split(": ")[1]: mark.width for mark in marks(report, "sources")
    }
    full = max(widths.values())
    for (name, _), (*_, share) in expected.items():
        assert widths[name] / full == pytest.approx(share, abs=0.01)
