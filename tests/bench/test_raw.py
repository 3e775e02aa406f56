"""The synthetic raw tables keep the contract of the real ones, and have in them what makes those hard."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pyarrow.parquet as pq
import pytest

from bench import raw
from bench.errors import BenchError
from ingest.raw.schemas import RAW_TABLES

TRACKS = 20_000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tables of a first run and of a later one, in files smaller than the whole."""
    folder = tmp_path_factory.mktemp("bench") / "raw"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(raw, "TRACKS_A_FILE", 6_000)
        raw.write_raw(folder, TRACKS)
        raw.write_news(folder, TRACKS, run=1, share=0.05)
    return folder


def answer(folder: Path, query: str) -> tuple[int, ...]:
    with duckdb.connect() as connection:
        for table in RAW_TABLES:
            connection.read_parquet(str(folder / table.name / "*.parquet")).create_view(table.name)
        (row,) = connection.execute(query).fetchall()
    found: tuple[int, ...] = row
    return found


def test_every_file_has_the_columns_and_types_of_its_raw_table(folder: Path) -> None:
    for table in RAW_TABLES:
        files = list((folder / table.name).glob("*.parquet"))
        assert len(files) == (2 if table.name == "runs" else 5)
        for file in files:
            found = pq.read_schema(file)
            assert [(field.name, field.type) for field in found] == [
                (field.name, field.type) for field in table.schema
            ]


def test_there_are_as_many_tracks_as_were_asked_for_and_most_artists_have_few(folder: Path) -> None:
    tracks, listed, most, few, artists = answer(
        folder,
        """
        select sum(track_count), sum(track_count), max(track_count), count(*) filter (track_count < 10), count(*)
        from (
            select artist_id, sum(total_tracks) as track_count
            from albums where _run_id = 'run-0' group by artist_id
        )
        """,
    )
    assert tracks == listed == TRACKS
    assert most == TRACKS // 10
    assert few > 0.8 * artists


def test_the_same_number_gives_the_same_tables(folder: Path, tmp_path: Path) -> None:
    again = tmp_path / "raw"
    raw.write_raw(again, TRACKS)
    counted = "select count(*), sum(hash(tracks)::hugeint) from tracks where _run_id = 'run-0'"
    assert answer(folder, counted) == answer(again, counted)


@pytest.mark.parametrize(
    "oddity",
    [
        "from audio_features where status = 'missing'",
        "from audio_features where provider = 'reccobeats'",
        "from audio_features where energy > 1",
        "from audio_features where isnan(energy)",
        "from audio_features where key = -1",
        "from audio_features where tempo = 0",
        "from tracks where artist_ids is null",
        "from tracks where len(artist_ids) > 1",
        "from tracks where name like '% - Remastered 2011'",
        "from (select id from tracks group by album_id, id having count(*) > 1)",
        "from (select id from tracks group by id having count(distinct album_id) > 1)",
        "from albums where release_date is null",
        "from albums where release_date_precision = 'month'",
    ],
)
def test_a_share_of_the_rows_is_odd(oddity: str, folder: Path) -> None:
    (found,) = answer(folder, f"select count(*) {oddity}")
    assert 0 < found < TRACKS / 5


def test_a_later_run_brings_albums_new_names_and_late_features(folder: Path) -> None:
    new, artists, renamed, late = answer(
        folder,
        """
        select
            (select count(*) from albums where _run_id = 'run-1'),
            (select count(*) from artists where _run_id = 'run-1'),
            (select count(*) from tracks as one join tracks as other using (album_id, id)
             where one._run_id = 'run-0' and other._run_id = 'run-1'
             and other.name like '% III'),
            (select count(*) from audio_features as one join audio_features as other using (id, provider)
             where one.status = 'missing' and other.status = 'ok' and other._run_id = 'run-1')
        """,
    )
    assert (new, artists) == (100, 10)
    assert renamed >= 90
    assert late > 10


def test_a_folder_with_something_in_it_is_refused(folder: Path) -> None:
    with pytest.raises(BenchError, match="is not empty: name a new folder"):
        raw.write_raw(folder, TRACKS)
