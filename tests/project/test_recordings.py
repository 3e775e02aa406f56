"""Recordings, against the catalogue that the demo is made of and computed once more in plain Python."""

from __future__ import annotations

from collections import Counter, defaultdict
from math import isclose
from statistics import mean

from odd_landing import CAREERS
from project_support import Project, Row
from test_discography_marts import MEASURES, same, with_features

from ingest.demo.generate import build_catalogue


def test_the_recordings_of_the_demo_are_those_it_was_made_of(
    engine: str, demos: dict[str, Project]
) -> None:
    """The catalogue knows of every track which recording it repeats; its server tells nobody."""
    catalogue = build_catalogue().tracks
    masters: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in demos[engine].rows("tracks"):
        masters[row["artist_id"], catalogue[row["track_id"]][1].isrc].append(row)
    recordings = demos[engine].rows("recordings")
    assert len(recordings) == len(masters) < len(demos[engine].rows("tracks"))
    assert all(row["isrc"] is None for row in recordings)
    for row in recordings:
        tracks = masters[row["artist_id"], catalogue[row["track_id"]][1].isrc]
        first = min(tracks, key=lambda t: (t["release_date"], t["album_id"], t["track_id"]))
        assert row["track_count"] == len(tracks), row
        assert row["recording_id"] == f"track:{first['track_id']}"
        assert (row["track_id"], row["album_id"], row["first_release_date"]) == (
            *(first["track_id"], first["album_id"], first["release_date"]),
        )
        assert [row[name] for name in MEASURES] == [first[name] for name in MEASURES]


def test_recordings_are_told_by_isrc_and_by_sound(
    engine: str, odd_builds: dict[str, Project]
) -> None:
    for career in CAREERS:
        recordings = {
            row["recording_id"]: row["track_count"]
            for row in odd_builds[engine].rows("recordings")
            if row["artist_id"] == career
        }
        # One ISRC whatever the sound, and a remaster of the same sound without any; the concert is another.
        assert recordings["isrc:GBAYE7400001"] == 3
        assert recordings["isrc:GBAYE0900001"] == 1
        assert recordings[f"track:{career} reissues live"] == 1
        assert Counter(recordings.values()) == {1: 22, 3: 1}


def test_shifts_are_between_averages_over_tracks_and_over_recordings(
    engine: str, demos: dict[str, Project]
) -> None:
    recordings = defaultdict(list)
    for row in demos[engine].rows("recordings"):
        if row["has_audio_features"]:
            recordings[row["artist_id"]].append(row)
    tracks = with_features(demos[engine])
    profiles = demos[engine].rows("artist_recording_profiles")
    assert len(profiles) == 10
    for row in profiles:
        own = recordings[row["artist_id"]]
        assert row["recording_count"] == len(own)
        for name in [*MEASURES, "duration_min"]:
            average = mean(recording[name] for recording in own)
            assert same(row[f"avg_{name}"], average)
            shift = mean(track[name] for track in tracks[row["artist_id"]]) - average
            assert isclose(row[f"shift_{name}"], shift, rel_tol=1e-6), name
            assert row[f"shift_{name}"] != 0
