"""Files that are broken, odd or no export at all: refused in one line, or read as far as they go."""

from __future__ import annotations

import gzip
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from files_support import TABLE, plain, read, text_file

from ingest.errors import StoppedError, WrongInputError
from ingest.files import BadRow, recognise, take


def refusal(*paths: Path | str, need_features: bool = True) -> str:
    """The one line in which these files are refused."""
    with duckdb.connect() as connection, pytest.raises(WrongInputError) as raised:
        recognise(list(map(str, paths)), connection, need_features=need_features)
    message = str(raised.value)
    assert "\n" not in message
    assert str(paths[-1]) in message
    return message


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    good = plain(tmp_path / "good.csv", ["t1"])
    assert "does not exist" in refusal(good, tmp_path / "none.csv")


def test_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    assert "is a folder" in refusal(tmp_path)
    os.mkfifo(tmp_path / "pipe")
    assert "no regular file" in refusal(tmp_path / "pipe")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        *((b"", "is empty"), (b"\n \n", "is empty"), (b"PK\x03\x04rest", "zip archive")),
        *((b"PAR1 and no more", "broken Parquet"), (b"\x1f\x8bno gzip", "broken gzip")),
        *(("id,energy\n".encode("utf-16"), "UTF-16"), (b"id,\xe9nergie\n1,2\n", "not UTF-8")),
        *((b"\x89PNG\x00\x00,\x00\n", "neither CSV nor Parquet"), (b"BZh91AY", "bzip2")),
        (gzip.compress(b"", mtime=0), "is empty"),
        (gzip.compress(b"PAR1", mtime=0), "Parquet packed with gzip"),
    ],
)
def test_what_is_no_table_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    message = refusal(text_file(tmp_path / "x.csv", content))
    assert reason in message


def test_a_file_that_may_not_be_read_is_refused() -> None:
    with TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        path = plain(Path(folder) / "x.csv", ["t1"])
        path.chmod(0)
        we_are = os.geteuid()
        if we_are == 0:  # whom no permission binds
            os.seteuid(65534)
        try:
            assert "Permission denied" in refusal(path)
        finally:
            os.seteuid(we_are)


def test_a_table_without_a_track_id_is_refused_with_what_it_has_and_needs(tmp_path: Path) -> None:
    message = refusal(text_file(tmp_path / "x.csv", "title,,tempo\n"))
    assert "it has title, (no name), tempo; it needs one such as track_id" in message


def test_a_table_without_features_is_refused_unless_they_come_from_elsewhere(
    tmp_path: Path,
) -> None:
    path = text_file(tmp_path / "x.csv", "id,artist,popularity\nt1,One,5\n")
    message = refusal(path)
    assert "it has id, artist, popularity; it needs one or more of danceability" in message
    assert "--features reccobeats" in message
    assert read(path, need_features=False).one("tracks")["id"] == "t1"


def test_a_table_of_ids_alone_is_refused(tmp_path: Path) -> None:
    assert "has no artist" in refusal(text_file(tmp_path / "x.csv", "id\n"), need_features=False)


def test_a_header_without_rows_is_an_empty_export(tmp_path: Path) -> None:
    landed = read(text_file(tmp_path / "x.csv", "id,artist,energy"))
    assert landed == {"artists": [], "albums": [], "tracks": [], "audio_features": []}
    assert (landed.taken.rows, landed.taken.bad_rows) == (0, 0)


@pytest.mark.parametrize(
    "name", ["a*b[1]?.csv", 'it\'s "quoted".csv', "a=b.csv", "späce ü.csv", "{x,y}.csv"]
)
def test_a_file_may_have_any_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "artist=*"
    folder.mkdir()
    plain(tmp_path / "axb1y.csv", ["t2"])
    path = plain(folder / name, ["t1"], artist=["One"])
    landed = read(path)
    assert landed.one("tracks")["_source"] == f"file:{path}"
    assert landed.names("artists") == ["One"]


def test_a_folder_named_like_a_column_gives_no_values(tmp_path: Path) -> None:
    (tmp_path / "c1=9").mkdir()
    (tmp_path / "energy=9").mkdir()
    table = plain(tmp_path / "c1=9" / "x.csv", ["t1"])
    pq.write_table(pa.table({"id": ["t2"], "energy": [0.5]}), tmp_path / "energy=9" / "x.parquet")
    landed = read(table, tmp_path / "energy=9" / "x.parquet")
    assert [row["energy"] for row in landed["audio_features"]] == [0.5, 0.5]


def test_a_backslash_is_read_alone_and_refused_beside_a_star(tmp_path: Path) -> None:
    path = plain(tmp_path / "a\\b.csv", ["t1"], artist=["One"])
    assert read(path).names("artists") == ["One"]
    assert "rename it" in refusal(plain(tmp_path / "a\\b*.csv", ["t1"]))


def test_source_is_the_name_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain(tmp_path / "x.csv", ["t1"], artist=["One"])
    monkeypatch.chdir(tmp_path)
    assert read("./x.csv").one("tracks")["_source"] == "file:./x.csv"


def test_a_file_that_is_given_twice_is_read_once(tmp_path: Path) -> None:
    path = plain(tmp_path / "x.csv", ["t1"])
    (tmp_path / "link.csv").symlink_to(path)
    landed = read(path, tmp_path / "link.csv", path)
    assert landed.taken.rows == 1
    assert landed.one("audio_features")["_source"] == f"file:{path}"


@pytest.mark.parametrize(
    "text",
    [
        "\ufeffid,artist,energy\nt1,One,0.5\nt2,Two,\n",
        "id,artist,energy\r\nt1,One,0.5\r\nt2,Two,\r\n",
        "id,artist,energy\rt1,One,0.5\rt2,Two,\r",
        "id,artist,energy\r\nt1,One,0.5\nt2,Two\r\n",
        "id,artist,energy\n\nt1,One,0.5\n\nt2,Two",
        "id,artist,energy\nt1,One,0.5,,\nt2,Two,,\n",
        '"id","artist","energy"\n"t1","One","0.5"\n"t2","Two",""\n',
        'id,artist,energy,"a\nb"\nt1,One,0.5,"c\nd"\nt2,Two\n',
    ],
    ids=["bom", "crlf", "cr", "mixed ends", "blank lines", "empty extras", "quoted", "line breaks"],
)
def test_a_table_is_read_however_its_lines_are_written(tmp_path: Path, text: str) -> None:
    landed = read(text_file(tmp_path / "x.csv", text))
    assert landed.of_tracks("artist_names") == [["One"], ["Two"]]
    assert landed.one("audio_features")["energy"] == 0.5
    assert (landed.taken.rows, landed.taken.bad_rows) == (2, 0)


def test_rows_that_are_short_lack_their_last_cells(tmp_path: Path) -> None:
    landed = read(text_file(tmp_path / "x.csv", TABLE + "t1\nt2,Two\nt3,Three,0.5\n"))
    assert landed.of_tracks("id") == ["t2", "t3"]
    assert landed.taken.bad_rows == 0


@pytest.mark.parametrize("packed", [False, True])
def test_rows_that_cannot_be_read_are_counted_and_the_first_shown(
    tmp_path: Path, packed: bool
) -> None:
    content = (
        b'\xef\xbb\xbfid,artist,energy\nt1,"O\nne",0.5\nt2,Two,0.5,more,still more\nt3,T\xe9,0.5\n'
    )
    content += b'"t"4,Four,0.5\nt5,Five,0.5\n' + b"t,,,,,\nt,,,1\n" * 4
    path = text_file(tmp_path / "x.csv", gzip.compress(content) if packed else content)
    landed = read(path)
    assert landed.of_tracks("id") == ["t1", "t5"]
    assert landed.taken.bad_rows == 7
    assert landed.taken.first_bad_rows == [
        BadRow(str(path), 4, "more cells than the header has"),
        BadRow(str(path), 5, "not UTF-8"),
        BadRow(str(path), 6, "a quoted cell that does not end where it should"),
        BadRow(str(path), 9, "more cells than the header has"),
        BadRow(str(path), 11, "more cells than the header has"),
    ]


def test_parquet_that_is_damaged_in_its_middle_is_named_and_the_others_land(
    tmp_path: Path,
) -> None:
    ids = [f"t{number}" for number in range(50_000)]
    broken = tmp_path / "broken.parquet"
    pq.write_table(pa.table({"id": ids, "energy": [0.5] * 50_000}), broken, compression="zstd")
    content = bytearray(broken.read_bytes())
    content[1000:3000] = bytes(2000)
    landed = read(text_file(broken, bytes(content)), plain(tmp_path / "x.csv", ["u1"]))
    assert [failure.id for failure in landed.taken.failures] == [str(broken)]
    assert landed.one("audio_features")["id"] == "u1"


def test_want_of_room_stops_the_run_in_one_line(tmp_path: Path) -> None:
    ids = [f"t{number}" for number in range(200_000)]
    path = plain(tmp_path / "x.csv", ids, artist=ids)
    with duckdb.connect(":memory:", config={"memory_limit": "12MB"}) as connection:
        connection.execute("set temp_directory = ''")
        exports = recognise([str(path)], connection, need_features=True)
        with pytest.raises(StoppedError, match="want of room") as raised:
            take(exports, connection, limit=None)
    assert "\n" not in str(raised.value)
