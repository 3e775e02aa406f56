"""The questions of `analyses/` on both engines: the same answers, and the ones that the tables hold."""

from __future__ import annotations

import json
from collections import defaultdict
from math import dist, isclose
from statistics import mean, stdev
from typing import Any

import pytest
from java_support import needs_spark
from project_support import Project, Row
from test_marts import MEASURES, same

from ingest.settings import ROOT

ANALYSES = sorted(path.stem for path in (ROOT / "analyses").glob("*.sql"))
FEATURES = MEASURES.split()
SHOW = """
import json, sys
from runner.engine import prepare, quicken_short_runs

quicken_short_runs()
shown = prepare(sys.argv[1]).dbt(
    "--log-level", "none", "show", "--select", "path:analyses", "--limit", "-1"
)
tables = {result.node.name: result.agate_table for result in shown.results}
rows = {name: [dict(row.dict()) for row in table.rows] for name, table in tables.items()}
print(json.dumps(rows, default=float))
"""
"""One start of the engine for all of them: by far the most of what they take."""

Answers = dict[str, list[Row]]


def answers_of(project: Project) -> Answers:
    said = project.run("-c", SHOW, project.engine)
    found: Answers = json.loads(said.splitlines()[-1])
    return found


@pytest.fixture(scope="module")
def demo_answers(demos: dict[str, Project]) -> dict[str, Answers]:
    return {engine: answers_of(project) for engine, project in demos.items()}


@pytest.fixture
def answers(engine: str, demo_answers: dict[str, Answers]) -> Answers:
    return demo_answers[engine]


@pytest.fixture(scope="module")
def tracks(demos: dict[str, Project]) -> list[Row]:
    """The mart, which is the same on both engines."""
    return demos["duckdb"].rows("tracks")


def grouped(rows: list[Row], *columns: str) -> dict[Any, list[Row]]:
    groups = defaultdict(list)
    for row in rows:
        groups[tuple(row[column] for column in columns)].append(row)
    return groups


def in_order(rows: list[Row], column: str) -> bool:
    """Whether the sizes of a column's values fall, with what is unknown at the end."""
    sizes = [-1 if row[column] is None else abs(row[column]) for row in rows]
    return sizes == sorted(sizes, reverse=True)


def test_every_analysis_gives_the_same_rows_on_both_engines(
    demo_answers: dict[str, Answers],
) -> None:
    needs_spark()
    ours, theirs = demo_answers["duckdb"], demo_answers["spark"]
    assert sorted(ours) == sorted(theirs) == ANALYSES
    for name in ANALYSES:
        assert len(ours[name]) == len(theirs[name]) > 0
        for one, other in zip(ours[name], theirs[name], strict=True):
            assert list(one) == list(other)
            assert all(same(one[column], other[column]) for column in one), (name, one, other)


def test_the_article_s_profiles_are_those_of_the_mart_by_energy(
    answers: Answers, demos: dict[str, Project]
) -> None:
    profiles = demos["duckdb"].rows("artist_audio_profiles")
    profiles.sort(key=lambda row: -row["avg_energy"])
    answer = answers["artist_profiles_by_energy"]
    for row, profile in zip(answer, profiles, strict=True):
        assert {name for name in profile if name.startswith("avg_")} < row.keys()
        assert all(
            value == profile[name] or isclose(value, profile[name]) for name, value in row.items()
        )


@pytest.mark.parametrize(
    ("name", "feature", "depth"),
    [("top_danceable_tracks", "danceability", 3), ("most_acoustic_tracks", "acousticness", 5)],
)
def test_the_top_tracks_are_each_artist_s_highest(
    name: str, feature: str, depth: int, answers: Answers, tracks: list[Row]
) -> None:
    expected = []
    for (artist_name,), own in sorted(grouped(tracks, "artist_name").items()):
        known = [row for row in own if row[feature] is not None]
        for row in sorted(known, key=lambda row: (-row[feature], row["track_id"]))[:depth]:
            rank = 1 + sum(other[feature] > row[feature] for other in known)
            expected.append([artist_name, rank, row["track_name"], row[feature], row["track_id"]])
    assert [list(row.values()) for row in answers[name]] == expected


def test_the_leader_of_a_decade_has_its_highest_average_of_twenty_tracks_or_more(
    answers: Answers, tracks: list[Row]
) -> None:
    best: dict[int, tuple[float, str, int]] = {}
    energies = defaultdict(list)
    for row in tracks:
        if row["energy"] is not None and row["release_date"] is not None:
            decade = row["release_date"].year // 10 * 10
            energies[decade, row["artist_name"]].append(row["energy"])
    assert any(len(values) < 20 for values in energies.values())
    for (decade, name), values in energies.items():
        if len(values) >= 20:
            best[decade] = max(best.get(decade, (0, "", 0)), (mean(values), name, len(values)))
    answer = answers["most_energetic_artists_by_decade"]
    for row, (decade, (energy, name, count)) in zip(answer, sorted(best.items()), strict=True):
        assert (row["decade"], row["artist_name"], row["track_count"]) == (decade, name, count)
        assert isclose(row["avg_energy"], energy)


def test_a_set_in_8a_opens_with_first_releases_in_its_four_codes_same_code_first(
    answers: Answers, tracks: list[Row], demos: dict[str, Project]
) -> None:
    relations = {"8A": "same", "7A": "step down", "8B": "relative", "9A": "step up"}
    first_releases = {
        (row["artist_id"], row["track_id"]) for row in demos["duckdb"].rows("recordings")
    }
    playable = [
        row
        for row in tracks
        if row["camelot_code"] in relations and 120 <= (row["tempo"] or 0) <= 126
    ]
    openers = [row for row in playable if (row["artist_id"], row["track_id"]) in first_releases]
    assert 0 < len(openers) < len(playable)
    openers.sort(
        key=lambda row: (
            *(row["camelot_code"] != "8A", row["camelot_code"], row["tempo"]),
            *(row["energy"], row["track_id"]),
        )
    )
    names = ("camelot_code", "tempo", "energy", "artist_name", "track_name", "track_id")
    answer = answers["opening_tracks_in_8a"]
    assert [[row[name] for name in names] for row in answer] == [
        [row[name] for name in names] for row in openers
    ]
    assert all(row["relation"] == relations[row["camelot_code"]] for row in answer)


def check_shifts(answer: list[Row], tracks: list[Row], recordings: list[Row]) -> None:
    """Each shift is the average over tracks minus that over recordings, by the spread of the tracks."""
    expected = {}
    once = grouped(recordings, "artist_name")
    for (artist_name,), own in grouped(tracks, "artist_name").items():
        if not any(row["has_audio_features"] for row in own):
            continue
        for feature in FEATURES:
            values, unique = (
                [row[feature] for row in rows if row[feature] is not None]
                for rows in (own, once[artist_name,])
            )
            shift = mean(values) - mean(unique) if values and unique else None
            spread = stdev(values) if len(set(values)) > 1 else None
            expected[artist_name, feature] = shift, spread and shift / spread
    assert len(answer) == len(expected)
    assert in_order(answer, "shift_in_stddevs")
    for row in answer:
        found = row["shift"], row["shift_in_stddevs"]
        for one, other in zip(found, expected[row["artist_name"], row["feature"]], strict=True):
            assert (one is None) == (other is None), row
            assert one is None or isclose(one, other, rel_tol=1e-9, abs_tol=1e-12), row


def test_the_shifts_of_reissues_are_in_the_artist_s_own_spread(
    answers: Answers, tracks: list[Row], demos: dict[str, Project]
) -> None:
    check_shifts(answers["reissue_shifts"], tracks, demos["duckdb"].rows("recordings"))


def test_a_shift_without_a_spread_to_compare_with_is_unknown_and_comes_last(
    odd_builds: dict[str, Project],
) -> None:
    odd = odd_builds["duckdb"]
    answer = answers_of(odd)["reissue_shifts"]
    unknown = [row["shift_in_stddevs"] is None for row in answer]
    assert any(unknown)
    assert unknown == sorted(unknown)
    check_shifts(answer, odd.rows("tracks"), odd.rows("recordings"))


def test_the_longest_move_is_between_any_two_years_of_new_music_at_most_ten_apart(
    answers: Answers, tracks: list[Row], demos: dict[str, Project]
) -> None:
    spreads = [stdev(row[name] for row in tracks if row[name] is not None) for name in FEATURES]
    years: dict[str, dict[int, list[float]]] = defaultdict(dict)
    dated = [
        {**row, "year": row["first_release_date"].year}
        for row in demos["duckdb"].rows("recordings")
        if row["has_audio_features"]
    ]
    for (artist_name, year), rows in grouped(dated, "artist_name", "year").items():
        if len(rows) >= 5:
            years[artist_name][year] = [
                mean(row[name] for row in rows if row[name] is not None) / spread
                for name, spread in zip(FEATURES, spreads, strict=True)
            ]
    answer = answers["longest_moves_in_ten_years"]
    assert {row["artist_name"] for row in answer} == set(years)
    assert in_order(answer, "distance_moved")
    for row in answer:
        sounds = years[row["artist_name"]]
        moves = {
            (start, end): dist(sounds[start], sounds[end])
            for start in sounds
            for end in sounds
            if 0 < end - start <= 10
        }
        start, end = max(moves, key=lambda pair: moves[pair])
        assert (row["from_year"], row["to_year"]) == (start, end)
        assert isclose(row["distance_moved"], moves[start, end])
        place = FEATURES.index("energy")
        change = (sounds[end][place] - sounds[start][place]) * spreads[place]
        assert isclose(row["change_energy"], change)
