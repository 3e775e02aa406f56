"""The marts against the published figures, against each other on two engines, and on odd data."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from math import isclose, isnan
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import pytest
from java_support import needs_spark
from odd_landing import CAREERS, GUEST, LOCAL, ODD_FEATURES, land_one_nan
from project_support import MARTS, Project

from ingest.demo.generate import build_catalogue
from ingest.settings import ROOT

FIGURES = ROOT / "ingest" / "demo" / "figures"
"""The published figures, as the article prints them."""


def published(name: str) -> list[dict[str, str]]:
    with (FIGURES / f"{name}.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_averages_and_counts_are_the_published_ones(engine: str, demos: dict[str, Project]) -> None:
    profiles = {row["artist_name"]: row for row in demos[engine].rows("artist_audio_profiles")}
    expected = published("artist_averages")
    assert len(profiles) == len(expected) == 10
    for row in expected:
        profile = profiles[row["artist"]]
        assert profile["track_count"] == int(row["track_count"])
        averages = [name for name in row if name.startswith("avg_")]
        assert len(averages) == 10
        for name in averages:
            assert isclose(profile[name], float(row[name]), rel_tol=1e-12), (row["artist"], name)


def test_the_most_danceable_tracks_are_the_published_ones(
    engine: str, demos: dict[str, Project]
) -> None:
    rankings = {
        (row["artist_name"], row["feature_rank"]): row["track_id"]
        for row in demos[engine].rows("artist_track_rankings")
        if row["feature"] == "danceability" and row["feature_position"] <= 3
    }
    expected = published("top_danceable")
    assert len(expected) == 9
    for row in expected:
        track_id = rankings[row["artist"], int(row["ranked_danceability"])]
        assert track_id.startswith(row["id_prefix"])


def test_the_most_acoustic_king_crimson_tracks_are_the_published_ones(
    engine: str, demos: dict[str, Project]
) -> None:
    tracks = {row["track_id"]: row for row in demos[engine].rows("tracks")}
    ranked = [
        tracks[row["track_id"]]
        for row in sorted(
            demos[engine].rows("artist_track_rankings"), key=lambda row: row["feature_position"]
        )
        if (row["artist_name"], row["feature"]) == ("King Crimson", "acousticness")
    ][:5]
    expected = published("king_crimson_most_acoustic")
    # Two of them tie, and the article's order of those is chance.
    assert {track["track_id"][:17] for track in ranked} == {row["id_prefix"] for row in expected}
    for row in expected:
        (track,) = (track for track in ranked if track["track_id"].startswith(row["id_prefix"]))
        for name in row.keys() - {"artist", "id_prefix"}:
            assert track[name] == float(row[name]), (row["id_prefix"], name)


def test_the_answers_are_printed_with_rush_first_by_energy(
    engine: str, demos: dict[str, Project]
) -> None:
    said = demos[engine].said
    answer = said[said.index("Who is the most energetic?") :].splitlines()
    assert answer[2].startswith("Rush")
    assert "2CHCp64gMJ2ao9SLe" in said
    assert "5vr2AS7J48VTzx0GB" in said
    assert "static_index.html" in answer[-1]


@pytest.mark.parametrize("mart", MARTS)
@pytest.mark.parametrize("data", ["demo", "odd"])
def test_both_engines_build_the_same_rows(
    mart: str, data: str, request: pytest.FixtureRequest
) -> None:
    needs_spark()
    builds = request.getfixturevalue("demos" if data == "demo" else "odd_builds")
    ours, theirs = builds["duckdb"].rows(mart), builds["spark"].rows(mart)
    assert len(ours) == len(theirs)
    assert (len(ours) > 0) or (data, mart) == ("demo", "rejected_audio_features")
    for one, other in zip(ours, theirs, strict=True):
        assert one.keys() == other.keys()
        different = {
            name: (one[name], other[name]) for name in one if not same(one[name], other[name])
        }
        assert not different, [one[column] for column in MARTS[mart]]


def same(one: Any, other: Any) -> bool:
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-9) or (isnan(one) and isnan(other))
    return bool(one == other) and type(one) is type(other)


def test_spark_compresses_tables_as_the_profile_has_it(demos: dict[str, Project]) -> None:
    needs_spark()
    assert demos["spark"].codecs("tracks") == {"ZSTD"}


def test_values_outside_their_domain_are_rejected_with_the_reason(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    rejected = {
        (row["track_id"], row["column_name"]): row["reason"]
        for row in odd_builds[engine].rows("rejected_audio_features")
    }
    for row in odd_builds[engine].rows("rejected_audio_features"):
        landed = ODD_FEATURES[row["track_id"]][row["column_name"]]
        assert row["column_value"] == landed or (isnan(row["column_value"]) and isnan(landed))
    below, above, no_number = "below minimum", "above maximum", "not a number"
    assert rejected == {
        **{("below", name): below for name in ("energy", "loudness", "tempo", "key")},
        **{
            ("above", name): above
            for name in ("valence", "loudness", "tempo", "mode", "time_signature")
        },
        **{("no-number", name): no_number for name in ("danceability", "tempo")},
        ("no-number", "energy"): above,
        ("no-number", "valence"): below,
    }


def test_what_is_rejected_or_not_detected_is_null_and_the_rest_of_its_record_stays(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    tracks = {row["track_id"]: row for row in odd_builds[engine].rows("tracks")}
    assert (tracks["below"]["energy"], tracks["below"]["valence"]) == (None, 0.3)
    assert [tracks["no-number"][name] for name in ("danceability", "energy", "valence")] == [
        None
    ] * 3
    edges = [tracks["edges"][name] for name in ("energy", "valence", "loudness", "tempo", "key")]
    assert edges == [1.0, 0.0, 4.5, 400.0, 11]
    undetected = tracks["undetected"]
    assert [undetected[name] for name in ("key", "key_name", "tempo", "time_signature")] == [
        None
    ] * 4
    assert (undetected["mode_name"], undetected["duration_ms"]) == ("major", 180_000)
    assert tracks["long"]["duration_ms"] == 300_000


def test_tracks_belong_to_the_artists_they_name_or_to_the_album_s(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    tracks = {row["track_id"]: row for row in odd_builds[engine].rows("tracks")}
    assert {"nobody", "noone", "ours"} <= tracks.keys()
    assert "theirs" not in tracks
    assert tracks["edges"]["album_id"] == "album-0"
    assert (tracks["ours"]["feature_provider"], tracks["ours"]["energy"]) == ("reccobeats", 0.22)
    assert tracks["ours"]["duration_ms"] == 180_000
    assert (tracks["nobody"]["energy"], tracks["nobody"]["has_audio_features"]) == (0.9, True)
    assert (tracks["alone"]["energy"], tracks["alone"]["has_audio_features"]) == (0.6, True)
    assert tracks["silence"]["has_audio_features"] is False
    assert tracks["tied"]["track_name"] == "A new name"


def test_release_dates_are_first_days_or_null(engine: str, odd_builds: dict[str, Project]) -> None:
    albums = {row["album_id"]: row["release_date"] for row in odd_builds[engine].rows("albums")}
    assert [albums[f"album-{number}"] for number in range(11)] == [
        *(date(1999, 1, 1), date(1999, 7, 1), date(1999, 7, 14)),
        *(None,) * 8,
    ]


def test_every_artist_has_a_row_and_only_those_with_features_a_profile(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    artists = {row["artist_id"]: row for row in odd_builds[engine].rows("artists")}
    assert artists["empty"]["artist_name"] == "It's \\ 100%"
    assert artists["plain"]["artist_name"] == "Plain & Renamed"
    assert artists["empty"]["album_count"] == artists["empty"]["track_count"] == 0
    assert artists["silent"]["track_count"] == 1
    profiles = {row["artist_id"]: row for row in odd_builds[engine].rows("artist_audio_profiles")}
    assert profiles.keys() == {"plain", "single", LOCAL, GUEST, *CAREERS}
    assert profiles["single"]["track_count"] == 1
    assert [value for name, value in profiles["single"].items() if name.startswith("stddev_")] == [
        None
    ] * 9


def test_ties_share_a_rank_and_take_positions_by_track_id(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    rows = [
        (row["feature_position"], row["feature_rank"], row["track_id"], row["feature_value"])
        for row in odd_builds[engine].rows("artist_track_rankings")
        if (row["artist_id"], row["feature"]) == ("plain", "energy")
    ]
    assert sorted(rows) == [
        (1, 1, "edges", 1.0),
        (2, 2, "nobody", 0.9),
        (3, 3, "above", 0.6),
        (4, 3, "long", 0.6),
        (5, 3, "tied", 0.6),
        (6, 3, "undetected", 0.6),
        (7, 7, "ours", 0.22),
    ]


def test_the_demo_has_long_albums_and_tracks_without_features(
    engine: str, demos: dict[str, Project]
) -> None:
    tracks = demos[engine].rows("tracks")
    assert Counter(row["has_audio_features"] for row in tracks) == {True: 9567, False: 24}
    albums = demos[engine].rows("albums")
    assert max(row["landed_track_count"] for row in albums) > 50
    assert all(row["landed_track_count"] == row["total_tracks"] for row in albums)


def test_one_nan_among_ordinary_values_is_rejected(tmp_path: Path) -> None:
    land_one_nan(tmp_path / "energy=0" / "raw")
    project = Project("duckdb", tmp_path, tmp_path / "energy=0" / "raw")
    project.run("-m", "runner", "build", "--target", "duckdb")
    (rejected,) = project.rows("rejected_audio_features")
    assert (rejected["track_id"], rejected["reason"]) == ("a", "not a number")
    (profile,) = project.rows("artist_audio_profiles")
    assert isclose(profile["avg_energy"], 0.15)


MEASURES = (
    "acousticness danceability energy instrumentalness liveness loudness speechiness tempo valence"
)
KEYS = "C C♯/D♭ D D♯/E♭ E F F♯/G♭ G G♯/A♭ A A♯/B♭ B"


def test_averages_and_spreads_are_those_of_the_artist_s_tracks(
    engine: str, demos: dict[str, Project]
) -> None:
    tracks = [row for row in demos[engine].rows("tracks") if row["has_audio_features"]]
    for profile in demos[engine].rows("artist_audio_profiles"):
        own = [row for row in tracks if row["artist_id"] == profile["artist_id"]]
        for name in MEASURES.split():
            values = [row[name] for row in own]
            assert isclose(profile[f"avg_{name}"], mean(values), rel_tol=1e-12)
            assert isclose(profile[f"stddev_{name}"], stdev(values), rel_tol=1e-9), name


def test_a_track_s_row_is_what_the_catalogue_says_of_it(
    engine: str, demos: dict[str, Project]
) -> None:
    catalogue = build_catalogue()
    names = dict(enumerate(KEYS.split()))
    for row in demos[engine].rows("tracks"):
        album, track = catalogue.tracks[row["track_id"]]
        assert (row["album_id"], row["album_name"]) == (album.id, album.name)
        for name in ("disc_number", "track_number", "duration_ms", "explicit"):
            assert row[name] == getattr(track, name), name
        assert (row["track_name"], row["duration_min"]) == (track.name, track.duration_ms / 60_000)
        features = track.features
        assert row["has_audio_features"] is (features is not None)
        if features is not None:
            assert [row[name] for name in MEASURES.split()] == [
                getattr(features, name) for name in MEASURES.split()
            ]
            assert (row["mode"], row["key_name"]) == (features.mode, names.get(features.key))
            assert row["mode_name"] == ("major" if features.mode else "minor")


def test_a_ranking_shows_the_track_by_its_name(engine: str, demos: dict[str, Project]) -> None:
    names = {row["track_id"]: row["track_name"] for row in demos[engine].rows("tracks")}
    rankings = demos[engine].rows("artist_track_rankings")
    assert len(rankings) == 10 * 9 * 10
    assert all(row["track_name"] == names[row["track_id"]] for row in rankings)
