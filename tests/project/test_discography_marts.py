"""The marts about discographies, computed once more from the tracks in plain Python, on every engine."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import pairwise
from math import dist, hypot, isclose
from statistics import mean, median, stdev
from typing import Any

from project_support import Project, Row
from test_marts import MEASURES as NAMES

MEASURES = NAMES.split()
THRESHOLD, FEWEST = 3.5, 20
WHEEL = {
    "major": ["B", "F♯/G♭", "C♯/D♭", "G♯/A♭", "D♯/E♭", "A♯/B♭", "F", "C", "G", "D", "A", "E"],
    "minor": ["G♯/A♭", "D♯/E♭", "A♯/B♭", "F", "C", "G", "D", "A", "E", "B", "F♯/G♭", "C♯/D♭"],
}
"""The keys of 1B to 12B and of 1A to 12A: https://mixedinkey.com/harmonic-mixing-guide/."""


def with_features(project: Project) -> dict[str, list[Row]]:
    """The tracks that have audio features, by artist."""
    tracks = defaultdict(list)
    for row in project.rows("tracks"):
        if row["has_audio_features"]:
            tracks[row["artist_id"]].append(row)
    return tracks


def same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return isclose(one, other, rel_tol=1e-9, abs_tol=1e-12)


def test_trajectories_go_from_year_to_year(
    engine: str, demos: dict[str, Project], odd_builds: dict[str, Project]
) -> None:
    for project in (demos[engine], odd_builds[engine]):
        check_trajectories(project)
    tracks, recordings = demos[engine].rows("tracks"), demos[engine].rows("recordings")
    reissued = [row["reissued_track_count"] for row in demos[engine].rows("artist_trajectories")]
    assert sum(reissued) == len(tracks) - len(recordings) > 0


def check_trajectories(project: Project) -> None:
    spreads = {}
    for name in MEASURES:
        values = [
            t[name] for own in with_features(project).values() for t in own if t[name] is not None
        ]
        if max(values) - min(values) > 1e-9:
            spreads[name] = stdev(values)
    years: dict[str, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for track in project.rows("tracks"):
        if track["release_date"]:
            years[track["artist_id"]][track["release_date"].year].append(track)
    found = {
        (row["artist_id"], row["release_year"]): row for row in project.rows("artist_trajectories")
    }
    assert found.keys() == {(artist, year) for artist in years for year in years[artist]}
    for artist, tracks in years.items():
        averages = {year: average(tracks[year]) for year in tracks}
        heard = sorted(
            year for year in tracks if any(t["has_audio_features"] for t in tracks[year])
        )
        before = {later: earlier for earlier, later in pairwise(heard)}
        for year in tracks:
            row, earlier = found[artist, year], before.get(year)
            assert row["previous_release_year"] == earlier
            assert row["track_count"] == len(tracks[year])
            assert row["album_count"] == len({track["album_id"] for track in tracks[year]})
            for name in MEASURES:
                now, then = averages[year][name], averages[earlier][name] if earlier else None
                assert same(row[f"avg_{name}"], now)
                change = None if now is None or then is None else now - then
                assert same(row[f"change_{name}"], change), (artist, year, name)
                trail = [averages[y][name] for y in range(year - 4, year + 1) if y in averages]
                trail = [value for value in trail if value is not None]
                assert same(row[f"trailing_avg_{name}"], mean(trail) if trail else None)
            changes = [row[f"change_{name}"] for name in spreads]
            moved = None
            if None not in changes:
                moved = hypot(*(row[f"change_{name}"] / spreads[name] for name in spreads))
            assert same(row["distance_moved"], moved), (artist, year)


def average(tracks: list[Row]) -> dict[str, float | None]:
    known: dict[str, list[float]] = {
        name: [track[name] for track in tracks if track[name] is not None] for name in MEASURES
    }
    return {name: mean(values) if values else None for name, values in known.items()}


def test_artists_are_compared_by_their_standardised_averages(
    engine: str, demos: dict[str, Project]
) -> None:
    profiles = {row["artist_id"]: row for row in demos[engine].rows("artist_audio_profiles")}
    places: dict[str, list[float]] = {artist: [] for artist in profiles}
    for name in MEASURES:
        values = [row[f"avg_{name}"] for row in profiles.values()]
        for artist, row in profiles.items():
            places[artist].append((row[f"avg_{name}"] - mean(values)) / stdev(values))
    rows = demos[engine].rows("artist_similarities")
    assert len(rows) == 10 * 9
    for row in rows:
        one, other = places[row["artist_id"]], places[row["other_artist_id"]]
        assert same(row["euclidean_distance"], dist(one, other))
        product = sum(a * b for a, b in zip(one, other, strict=True))
        cosine = product / hypot(*one) / hypot(*other)
        assert same(row["cosine_similarity"], cosine)
        nearer = [
            artist
            for artist in places.keys() - {row["artist_id"]}
            if dist(one, places[artist]) < dist(one, other)
        ]
        assert row["similarity_rank"] == len(nearer) + 1


def test_outliers_are_all_tracks_beyond_the_threshold(
    engine: str, demos: dict[str, Project], odd_builds: dict[str, Project]
) -> None:
    for project in (demos[engine], odd_builds[engine]):
        expected: dict[tuple[str, str, str], tuple[Any, ...]] = {}
        for artist, tracks in with_features(project).items():
            for name in MEASURES:
                values = [track[name] for track in tracks if track[name] is not None]
                if len(values) < FEWEST:
                    continue
                middle = median(values)
                deviation = median(abs(value - middle) for value in values)
                for track in tracks:
                    if deviation > 1e-9 and track[name] is not None:
                        score = 0.6745 * (track[name] - middle) / deviation
                        if abs(score) > THRESHOLD:
                            expected[artist, track["track_id"], name] = (middle, deviation, score)
        assert expected
        rows = project.rows("track_outliers")
        found = {(row["artist_id"], row["track_id"], row["feature"]): row for row in rows}
        assert found.keys() == expected.keys()
        for key, numbers in expected.items():
            columns = ("artist_median", "artist_mad", "robust_z_score")
            assert all(
                same(found[key][column], number)
                for column, number in zip(columns, numbers, strict=True)
            ), key


def test_keys_have_their_place_on_the_wheel_and_their_share(
    engine: str, demos: dict[str, Project]
) -> None:
    places = {
        (key_name, mode_name): f"{number}{'B' if mode_name == 'major' else 'A'}"
        for mode_name, ring in WHEEL.items()
        for number, key_name in enumerate(ring, start=1)
    }
    assert len(places) == 24
    counts: dict[str, Counter[Any]] = defaultdict(Counter)
    for artist, tracks in with_features(demos[engine]).items():
        for track in tracks:
            assert track["camelot_code"] == places.get((track["key_name"], track["mode_name"]))
            counts[artist][track["key"], track["mode"]] += 1
    rows = demos[engine].rows("artist_key_profiles")
    assert any(row["key"] is None for row in rows)
    for row in rows:
        own = counts[row["artist_id"]]
        assert row["track_count"] == own[row["key"], row["mode"]]
        known = sum(count for (key, _), count in own.items() if key is not None)
        share = None if row["key"] is None else row["track_count"] / known
        assert same(row["track_share"], share)
    assert len(rows) == sum(len(own) for own in counts.values())


def test_what_mixes_is_a_step_on_the_wheel(engine: str, demos: dict[str, Project]) -> None:
    mixes = {
        (row["camelot_code"], row["compatible_camelot_code"]): row["relation"]
        for row in demos[engine].rows("harmonic_neighbors")
    }
    assert len(mixes) == 24 * 4
    assert {code: how for (of, code), how in mixes.items() if of == "8A"} == {
        "8A": "same",
        "9A": "step up",
        "7A": "step down",
        "8B": "relative",
    }
    assert (mixes["12B", "1B"], mixes["1A", "12A"]) == ("step up", "step down")
