"""What a cell may hold, which row of a repeated key counts, and what random tables come to."""

from __future__ import annotations

from pathlib import Path

import pytest
from files_support import local, plain, read, write

ABSENT = ("", "NA", "undefined")


@pytest.mark.parametrize("cell", ABSENT)
def test_an_absent_value_is_null_and_not_counted(tmp_path: Path, cell: str) -> None:
    header = ["id", "artist", "name", "isrc", "explicit", "duration_ms", "energy", "key", "tempo"]
    path = write(tmp_path / "x.csv", header, [["t1", "One", *[cell] * 6, 100]], quoting=1)
    landed = read(path)
    track, features = landed.one("tracks"), landed.one("audio_features")
    assert {track[column] for column in ("name", "isrc", "explicit", "duration_ms")} == {None}
    assert (features["energy"], features["key"], features["tempo"]) == (None, None, 100)
    assert not landed.taken.unreadable


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        *(("energy", "1.64e-4", 0.000164), ("energy", " 0.5 ", 0.5), ("loudness", "-0", 0.0)),
        *(("key", "5.0", 5), ("key", "-1", -1), ("time_signature", "4e0", 4)),
        ("duration_ms", "9007199254740991", 9007199254740991),
    ],
)
def test_a_number_is_read_however_it_is_written(
    tmp_path: Path, column: str, cell: str, value: float
) -> None:
    path = write(tmp_path / "x.csv", ["id", column, "valence"], [["t1", cell, 0.5]])
    landed = read(path)
    assert landed.one("audio_features")[column] == value
    assert not landed.taken.unreadable


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        *(("audio_features.energy", "loud"), ("audio_features.key", "5.5")),
        *(("audio_features.key", "C#"), ("audio_features.mode", "3000000000")),
        *(("audio_features.time_signature", "inf"), ("tracks.explicit", "clean")),
        *(("tracks.duration_ms", "3:20"), ("tracks.track_number", "A1")),
    ],
)
def test_a_value_that_cannot_be_read_lands_as_null_and_is_counted(
    tmp_path: Path, column: str, cell: str
) -> None:
    table, name = column.split(".")
    header = ["id", "artist", "valence", name]
    path = write(tmp_path / "x.csv", header, [["t1", "One", 0.5, cell], ["t2", "One", 0.5, ""]])
    landed = read(path)
    assert [row[name] for row in landed[table]] == [None, None]
    assert landed.taken.unreadable == {column: 1}


@pytest.mark.parametrize("cell", ["True", "TRUE", "true", "1"])
def test_a_boolean_is_read_in_any_case(tmp_path: Path, cell: str) -> None:
    assert read(plain(tmp_path / "x.csv", ["t1"], artist=["A"], explicit=[cell])).of_tracks(
        "explicit"
    ) == [True]


@pytest.mark.parametrize(
    ("date", "precision"),
    [
        *(("1969", "year"), ("1969-10", "month"), ("1969-10-10", "day"), ("0000", "year")),
        ("10/10/1969", None),
    ],
)
def test_a_release_date_lands_as_sent_with_its_precision(
    tmp_path: Path, date: str, precision: str | None
) -> None:
    path = plain(tmp_path / "x.csv", ["t1"], artist=["One"], album=["Two"], release_date=[date])
    album = read(path).one("albums")
    assert (album["release_date"], album["release_date_precision"]) == (date, precision)


def test_names_that_differ_in_case_width_and_spaces_are_one_artist(tmp_path: Path) -> None:
    names = ["Die Straße", "DIE  STRASSE ", "\uff24\uff29\uff25\u3000Straße", "die\tstrasse"]
    landed = read(plain(tmp_path / "x.csv", ["t1", "t2", "t3", "t4"], artist=names))
    assert landed.one("artists")["id"] == local("die strasse")
    assert landed.one("artists")["name"] == "Die Straße"


def test_an_id_that_is_missing_among_ids_is_made_of_the_name_in_its_place(tmp_path: Path) -> None:
    columns = {"artists": ["One;Two;Three"], "artist_ids": ["a1,,a3"]}
    landed = read(plain(tmp_path / "x.csv", ["t1"], **columns))
    assert landed.of_tracks("artist_ids") == [["a1", local("two"), "a3"]]
    assert landed.of_tracks("artist_names") == [["One", "Two", "Three"]]


def test_albums_of_one_name_by_two_artists_are_two(tmp_path: Path) -> None:
    columns = {"artist": ["One", "Two"], "album": ["Greatest Hits"] * 2}
    landed = read(plain(tmp_path / "x.csv", ["t1", "t2"], **columns))
    assert landed.of_tracks("album_id") == [
        *(local("one\ngreatest hits"), local("two\ngreatest hits")),
    ]
    assert len(landed["albums"]) == 2


def test_of_repeated_rows_the_first_with_features_counts(tmp_path: Path) -> None:
    header = ["id", "artist", "name", "energy"]
    first = [["t1", "One", "bare", ""], ["t2", "One", "bare", ""]]
    second = [["t1", "One", "full", 0.5], ["t1", "One", "later", 0.75]]
    one, two = (
        write(tmp_path / f"{name}.csv", header, rows)
        for name, rows in (("z", first), ("a", second))
    )
    landed = read(one, two)
    assert landed.of_tracks("name") == ["full", "bare"]
    assert [row["_source"] for row in landed["tracks"]] == [f"file:{two}", f"file:{one}"]
    assert landed.one("audio_features")["energy"] == 0.5


def test_a_track_on_two_albums_lands_on_both(tmp_path: Path) -> None:
    columns = {"artist": ["One"] * 2, "album_id": ["b1", "b2"]}
    landed = read(plain(tmp_path / "x.csv", ["t1", "t1"], **columns))
    assert [row["album_id"] for row in landed["tracks"]] == ["b1", "b2"]
    assert landed.one("audio_features")["id"] == "t1"


def test_a_row_without_any_feature_has_no_row_of_audio_features(tmp_path: Path) -> None:
    header = ["id", "artist", "energy", "key", "duration_ms"]
    path = write(tmp_path / "x.csv", header, [["t1", "One", "", "", 1000], ["t2", "One", "", 3, 1]])
    assert read(path).one("audio_features")["id"] == "t2"


@pytest.mark.parametrize("repeated", [False, True])
def test_a_limit_keeps_the_tracks_of_the_first_artists_alone(
    tmp_path: Path, repeated: bool
) -> None:
    ids = ["t1", "t2", "t3", "t4", *(["t1"] if repeated else [])]
    artists = ["Zoe;Two", "Late;Two", "Late", "", *(["Zoe;Two"] if repeated else [])]
    landed = read(plain(tmp_path / "x.csv", ids, artists=artists), limit=2)
    assert landed.names("artists") == ["Two", "Zoe"]
    assert landed.of_tracks("artist_names") == [["Zoe", "Two"], ["Late", "Two"]]
    assert {row["artist_id"] for row in landed["albums"]} == {local("zoe"), local("two")}
    assert [row["id"] for row in landed["audio_features"]] == ["t1", "t2"]


def test_files_of_several_layouts_are_read_together(tmp_path: Path) -> None:
    one = plain(tmp_path / "one.csv", ["t1"], artists=["A;B"], album_id=["b1"])
    two = plain(tmp_path / "two.csv", ["t2"], artist=["A;B"], track_name=["A Song"])
    landed = read(one, two)
    assert landed.of_tracks("artist_names") == [["A", "B"], ["A;B"]]
    assert landed.of_tracks("name") == [None, "A Song"]


@pytest.mark.parametrize(
    "reference",
    [
        *("t1", "spotify:track:t1", "https://open.spotify.com/track/t1?si=x"),
        *("https://open.spotify.com/intl-de/track/t1", "https://api.spotify.com/v1/tracks/t1"),
    ],
)
def test_a_track_is_known_by_id_uri_or_url(tmp_path: Path, reference: str) -> None:
    landed = read(plain(tmp_path / "x.csv", [reference], artist=["One"]))
    assert landed.one("tracks")["id"] == landed.one("audio_features")["id"] == "t1"


@pytest.mark.parametrize(
    "reference", ["spotify:local:One::Song:200", "spotify:episode:e1", "", "NA", "undefined"]
)
def test_a_row_without_a_track_id_is_counted_and_left_out(tmp_path: Path, reference: str) -> None:
    landed = read(plain(tmp_path / "x.csv", [reference, "t2"], artist=["One", "Two"]))
    assert landed.one("tracks")["id"] == landed.one("audio_features")["id"] == "t2"
    assert landed.names("artists") == ["Two"]
    assert landed.taken.without_id == {"tracks": 1}
