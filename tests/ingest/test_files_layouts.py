"""The layouts in which people have their tracks, each with invented rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files_support import FEATURES, VALUES, local, plain, read, write

WATSONBOX = [
    *("Track URI", "Track Name", "Artist URI(s)", "Artist Name(s)", "Album URI", "Album Name"),
    *("Album Artist URI(s)", "Album Artist Name(s)", "Album Release Date", "Album Image URL"),
    *("Disc Number", "Track Number", "Track Duration (ms)", "Track Preview URL", "Explicit"),
    *("Popularity", "ISRC", "Added By", "Added At"),
]
PAVELKOMAROV = [
    *("Track URI", "Track Name", "Album Name", "Artist Name(s)", "Release Date", "Duration (ms)"),
    *("Popularity", "Explicit", "Added By", "Added At", "Genres", "Record Label"),
    *(feature.title() for feature in FEATURES),
    "Time Signature",
]
KAGGLE_BIG = [
    *("id", "name", "album", "album_id", "artists", "artist_ids", "track_number", "disc_number"),
    *("explicit", *FEATURES, "duration_ms", "time_signature", "year", "release_date"),
]
KAGGLE_GENRES = [
    *("", "track_id", "artists", "album_name", "track_name", "popularity", "duration_ms"),
    *("explicit", *FEATURES, "time_signature", "track_genre"),
]
TIDYTUESDAY = [
    *("track_id", "track_name", "track_artist", "track_popularity", "track_album_id"),
    *("track_album_name", "track_album_release_date", "playlist_name", "playlist_id"),
    *("playlist_genre", "playlist_subgenre", *FEATURES, "duration_ms"),
]
BILLBOARD = [
    *("year", "artist_name", "artist_id", "explicit", "track_name", "track_id", *FEATURES),
    *("duration_ms", "time_signature"),
]


def watsonbox_row(artists: str, uris: str, track: str = "t1") -> list[object]:
    return [
        *(f"spotify:track:{track}", "A Song", uris, artists, "spotify:album:b1", "An Album"),
        *("spotify:artist:a9", "Label\\, The", "1999-03", "https://image", 2, 5, 200000, ""),
        *("true", 50, "XX1234567890", "", "2020-01-01T00:00:00Z"),
    ]


def test_exportify_with_artist_uris_lands_every_column_it_has(tmp_path: Path) -> None:
    header = [*WATSONBOX, *(feature.title() for feature in FEATURES), "Time Signature"]
    row = [*watsonbox_row("One, Two", "spotify:artist:a1, spotify:artist:a2"), *VALUES, 4]
    landed = read(write(tmp_path / "list.csv", header, [row], quoting=1))
    source = {"_source": f"file:{tmp_path / 'list.csv'}"}
    assert landed["artists"] == [
        {"id": "a1", "name": "One", "uri": "spotify:artist:a1", **source},
        {"id": "a2", "name": "Two", "uri": "spotify:artist:a2", **source},
    ]
    assert landed.one("tracks") == {
        **{"id": "t1", "album_id": "b1", "name": "A Song", "disc_number": 2, "track_number": 5},
        **{"duration_ms": 200000, "explicit": True, "isrc": "XX1234567890"},
        **{"uri": "spotify:track:t1", "artist_ids": ["a1", "a2"], "artist_names": ["One", "Two"]},
        **source,
    }
    assert [row["artist_id"] for row in landed["albums"]] == ["a1", "a2"]
    assert landed["albums"][1] == {
        **{"id": "b1", "artist_id": "a2", "name": "An Album", "album_type": None},
        **{"album_group": None, "release_date": "1999-03", "release_date_precision": "month"},
        **{"total_tracks": None, "uri": "spotify:album:b1"},
        **{"artist_ids": ["a9"], "artist_names": ["Label, The"], **source},
    }
    assert landed.one("audio_features") == {
        **dict(zip(FEATURES, map(float, VALUES), strict=True)),
        **{"id": "t1", "key": 7, "mode": 1, "duration_ms": 200000, "time_signature": 4},
        **{"uri": "spotify:track:t1", "track_href": None, "analysis_url": None},
        **{"provider": "file", "status": "ok", **source},
    }


def test_exportify_without_features_is_read_when_they_come_from_elsewhere(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", WATSONBOX, [watsonbox_row("One", "spotify:artist:a1")])
    landed = read(path, need_features=False)
    assert landed.one("tracks")["id"] == "t1"
    assert landed["audio_features"] == []


def test_a_comma_within_a_name_that_is_escaped_parts_no_names(tmp_path: Path) -> None:
    row = watsonbox_row(r"Earth\, Wind & Fire, Solo", "spotify:artist:a1, spotify:artist:a2")
    path = write(tmp_path / "x.csv", WATSONBOX, [row])
    track = read(path, need_features=False).one("tracks")
    assert track["artist_names"] == ["Earth, Wind & Fire", "Solo"]
    assert track["artist_ids"] == ["a1", "a2"]


def test_one_artist_uri_makes_one_artist_whatever_the_name(tmp_path: Path) -> None:
    row = watsonbox_row("Earth, Wind & Fire", "spotify:artist:a1")
    path = write(tmp_path / "x.csv", WATSONBOX, [row])
    assert read(path, need_features=False).names("artists") == ["Earth, Wind & Fire"]


def test_exportify_with_semicolons_lands_under_local_ids(tmp_path: Path) -> None:
    row = ["spotify:track:t1", "A Song", "An  Album", "Héloïse;Earth, Wind & Fire", "1999"]
    row += ["200000", "5", "false", "", "", "", "A Label", *map(str, VALUES), "4"]
    landed = read(write(tmp_path / "x.csv", PAVELKOMAROV, [row]))
    ids = [local("héloïse"), local("earth, wind & fire")]
    album = local("héloïse\nan album")
    assert landed.one("tracks")["artist_ids"] == ids
    assert landed.one("tracks")["album_id"] == album
    assert {(row["artist_id"], row["id"]) for row in landed["albums"]} == {(i, album) for i in ids}
    assert landed["albums"][0]["name"] == "An  Album"
    assert landed["albums"][0]["release_date_precision"] == "year"
    assert landed.names("artists") == ["Earth, Wind & Fire", "Héloïse"]


@pytest.mark.parametrize("ending", ["csv", "csv.gz"])
def test_the_million_song_set_lands_with_its_lists(tmp_path: Path, ending: str) -> None:
    names = """["O'Two", 'One', 'Say "Hi"', 'A, B', '[brackets]']"""
    ids = "['a2', 'a1', 'a3', 'a4', 'a5']"
    row = ["t1", "A Song", "An Album", "b1", names, ids, "7", "1", "False", *VALUES]
    landed = read(
        write(tmp_path / f"x.{ending}", KAGGLE_BIG, [[*row, "87707", "5.0", "2000", "2000-05-17"]])
    )
    track = landed.one("tracks")
    assert track["artist_names"] == ["O'Two", "One", 'Say "Hi"', "A, B", "[brackets]"]
    assert track["artist_ids"] == ["a2", "a1", "a3", "a4", "a5"]
    assert (track["explicit"], track["uri"]) == (False, None)
    assert landed.one("audio_features")["time_signature"] == 5
    assert len(landed["artists"]) == len(landed["albums"]) == 5
    assert landed["albums"][0]["release_date_precision"] == "day"


def test_names_that_python_escapes_are_read_as_python_reads_them(tmp_path: Path) -> None:
    names = [repr(['Guns N\' "R"', "B"]), repr(["Zero\u200bWidth", "back\\slash"]), "['One']"]
    landed = read(plain(tmp_path / "x.csv", ["t1", "t2", "t3"], artists=names))
    assert landed.of_tracks("artist_names") == [
        ['Guns N\' "R"', "B"],
        ["Zero\u200bWidth", "back\\slash"],
        ["One"],
    ]


def test_a_name_in_brackets_is_no_list(tmp_path: Path) -> None:
    names = ["[dunkel]", "[:X:];Two", "['broken", "['broken' too]"]
    landed = read(plain(tmp_path / "x.csv", ["t1", "t2", "t3", "t4"], artists=names))
    assert landed.of_tracks("artist_names") == [
        *(["[dunkel]"], ["[:X:]", "Two"], ["['broken"], ["['broken' too]"]),
    ]


def test_a_track_repeated_by_genre_lands_once(tmp_path: Path) -> None:
    rows = [
        [number, "t1", "One;Two", "An Album", "A Song", 5, 200000, "True", *VALUES, 4, genre]
        for number, genre in enumerate(["rock", "pop", "folk"])
    ]
    nobody = [3, "t2", "", "", "", 0, 0, "False", *VALUES, 4, "pop"]
    landed = read(write(tmp_path / "dataset.csv", KAGGLE_GENRES, [*rows, nobody]))
    assert landed.one("tracks")["artist_names"] == ["One", "Two"]
    assert [row["id"] for row in landed["audio_features"]] == ["t1", "t2"]
    assert landed.taken.rows == 4


def test_a_track_of_nobody_has_its_audio_features_alone_and_is_counted(tmp_path: Path) -> None:
    landed = read(plain(tmp_path / "x.csv", ["t1", "t2"], artists=["One", "[]"]))
    assert [row["id"] for row in landed["tracks"]] == ["t1"]
    assert [row["id"] for row in landed["audio_features"]] == ["t1", "t2"]
    assert (landed.taken.without_artist, dict(landed.taken.without_id)) == (1, {})


def test_tidytuesday_names_one_artist_whatever_the_commas(tmp_path: Path) -> None:
    row = ["t1", "A Song", "Earth, Wind & Fire", 5, "b1", "An Album", "1971-02"]
    rows = [[*row, "A List", "p1", "rock", "album rock", *VALUES, 200000]] * 2
    landed = read(write(tmp_path / "spotify_songs.csv", TIDYTUESDAY, rows))
    assert landed.names("artists") == ["Earth, Wind & Fire"]
    assert landed.one("tracks")["album_id"] == "b1"
    assert landed.one("albums")["release_date"] == "1971-02"
    assert landed.one("audio_features")["time_signature"] is None


def test_billboard_tracks_stand_on_a_nameless_album_of_their_artist(tmp_path: Path) -> None:
    row = [1960, "One; & Two, Three", "a1", "False", "A Song", "t1", *VALUES, 200000, 4]
    landed = read(write(tmp_path / "x.csv", BILLBOARD, [row]))
    assert landed.one("artists")["id"] == "a1"
    assert landed.one("artists")["name"] == "One; & Two, Three"
    assert landed.one("albums")["id"] == local("one; & two, three\n")
    assert landed.one("albums")["name"] is None
    assert landed.one("albums")["release_date"] is None


def test_parquet_lands_with_its_own_types(tmp_path: Path) -> None:
    table = pa.table(
        {
            **{"ID": ["t1", None], "Artists": [["A;B", "C, D"], ["E"]]},
            **{"artist_ids": [["a1", "a2"], ["a3"]], "energy": [0.25, 0.5]},
            **{"key": [5.0, 5.5], "explicit": [True, None], "album_id": ["b1", "b2"]},
            **{"release_date": pa.array([0, 86400], pa.timestamp("s")), "name": ["NA", "x"]},
        }
    )
    pq.write_table(table, tmp_path / "x.parquet")
    landed = read(tmp_path / "x.parquet")
    track = landed.one("tracks")
    assert (track["artist_names"], track["artist_ids"]) == (["A;B", "C, D"], ["a1", "a2"])
    assert (track["explicit"], track["name"]) == (True, None)
    assert landed.one("audio_features")["key"] == 5
    assert landed["albums"][0]["release_date"] == "1970-01-01"
    assert landed.taken.without_id == {"tracks": 1}


def test_headers_are_known_in_any_order_case_and_spelling(tmp_path: Path) -> None:
    header = ["ENERGY", "Track  Duration (MS)", "spotify_track_uri", "ArtistName"]
    path = write(tmp_path / "x.csv", header, [[0.5, 1000, "t1", "One"]])
    landed = read(path)
    assert landed.one("audio_features")["duration_ms"] == 1000
    assert landed.one("tracks")["uri"] is None
    assert landed.names("artists") == ["One"]


def test_a_percentage_is_taken_for_no_measure(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", ["id", "energy", "valence_%"], [["t1", 0.5, 80]])
    assert read(path).one("audio_features")["valence"] is None


def test_of_a_header_that_is_there_twice_the_first_counts(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", ["id", "energy", "energy"], [["t1", 0.5, 0.75]])
    assert read(path).one("audio_features")["energy"] == 0.5


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_cells_may_be_parted_by_any_usual_delimiter(tmp_path: Path, delimiter: str) -> None:
    rows = [["t1", "One, Two; Three", 0.5]]
    path = write(tmp_path / "x.csv", ["id", "artist", "energy"], rows, delimiter=delimiter)
    assert read(path).names("artists") == ["One, Two; Three"]
