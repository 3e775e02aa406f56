"""Several providers of audio features in one landing, and a file's import that says little."""

from __future__ import annotations

from datetime import date

from odd_landing import CAREERS, GUEST, LOCAL
from project_support import Project


def test_coverage_counts_each_artist_s_tracks_by_provider(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    columns = ("track_count", "tracks_with_features_count", "tracks_missing_count", "feature_share")
    coverage = {
        (row["artist_id"], row["provider"]): tuple(row[column] for column in columns)
        for row in odd_builds[engine].rows("audio_feature_coverage")
    }
    assert coverage == {
        # Nobody was asked about one of the eleven, and one more was missing until the third run.
        ("plain", "spotify"): (11, 9, 1, 9 / 11),
        # Preferred for a single track, and preferred for none; what others have of an album does not count.
        ("plain", "reccobeats"): (11, 1, 0, 1 / 11),
        ("plain", "file"): (11, 1, 0, 1 / 11),
        # Features that were there once outweigh a newer row without.
        ("single", "spotify"): (1, 1, 0, 1.0),
        ("silent", "spotify"): (1, 0, 1, 0.0),
        (LOCAL, "file"): (3, 1, 0, 1 / 3),
        (LOCAL, "reccobeats"): (3, 1, 1, 1 / 3),
        (GUEST, "file"): (1, 1, 0, 1.0),
        (GUEST, "reccobeats"): (1, 0, 1, 0.0),
        **{(career, "spotify"): (25, 25, 0, 1.0) for career in CAREERS},
    }


def test_the_demo_is_covered_by_spotify_alone_but_for_tracks_without_features(
    engine: str, demos: dict[str, Project]
) -> None:
    artists = {row["artist_id"]: row for row in demos[engine].rows("artists")}
    coverage = demos[engine].rows("audio_feature_coverage")
    assert [(row["artist_id"], row["provider"]) for row in coverage] == [
        (artist_id, "spotify") for artist_id in sorted(artists)
    ]
    for row in coverage:
        artist = artists[row["artist_id"]]
        assert row["artist_name"] == artist["artist_name"]
        for name in ("track_count", "tracks_with_features_count"):
            assert row[name] == artist[name]
        assert row["tracks_missing_count"] == row["track_count"] - row["tracks_with_features_count"]
    assert sum(row["tracks_missing_count"] for row in coverage) == 24


def test_a_build_warns_of_each_artist_whose_tracks_mix_providers_and_shows_how(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    said = odd_builds[engine].said
    heading = "Rows that are warned of by every_artist_has_features_of_one_provider:"
    found = [
        line.partition("artist_id=")[2]
        for line in said[said.index(heading) :].splitlines()
        if "reccobeats_track_count=" in line
    ]
    assert sorted(found) == [
        f"{LOCAL}  artist_name=From a File  spotify_track_count=0  compatible_track_count=0"
        "  reccobeats_track_count=1  file_track_count=1",
        "plain  artist_name=Plain & Renamed  spotify_track_count=9  compatible_track_count=0"
        "  reccobeats_track_count=1  file_track_count=0",
    ]


def test_a_build_of_the_demo_warns_of_nothing(engine: str, demos: dict[str, Project]) -> None:
    said = demos[engine].said
    assert "WARN=0 ERROR=0" in said
    assert "warned of" not in said


def test_a_track_without_length_or_time_signature_keeps_its_other_features(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    tracks = {
        row["track_id"]: row
        for row in odd_builds[engine].rows("tracks")
        if row["artist_id"] == LOCAL
    }
    found = tracks["found-later"]
    assert (found["feature_provider"], found["energy"], found["key_name"]) == (
        "reccobeats",
        0.6,
        "F",
    )
    lengths = ("duration_ms", "duration_min", "time_signature")
    assert [found[name] for name in lengths] == [None] * 3
    both = tracks["by-both"]
    assert (both["feature_provider"], both["energy"]) == ("file", 0.4)
    assert [both[name] for name in lengths] == [200_000, 200_000 / 60_000, 4]
    assert tracks["not-asked"]["has_audio_features"] is False


def test_an_album_of_which_a_file_says_little_is_there_for_each_of_its_artists(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    albums = {
        row["artist_id"]: row
        for row in odd_builds[engine].rows("albums")
        if row["album_id"].startswith("local:")
    }
    assert albums.keys() == {LOCAL, GUEST}
    for row in albums.values():
        assert (row["release_date"], row["landed_track_count"]) == (date(1975, 1, 1), 3)
        assert [row[name] for name in ("album_type", "album_group", "total_tracks")] == [None] * 3
    tracks = odd_builds[engine].rows("tracks")
    assert [row["track_id"] for row in tracks if row["artist_id"] == GUEST] == ["by-both"]
