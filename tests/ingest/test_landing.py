"""The raw tables: the contract's schemas, files whole or not at all, a row only when it is new."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from demo_support import SMALL, a_catalogue, an_album
from ingest_support import ROOT, contents, rows, run

from ingest.demo.server import DemoServer
from ingest.errors import Exit, WrongInputError
from ingest.raw.landing import Landing
from ingest.raw.rows import missing_features
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, RAW_TABLES, RUNS, TRACKS
from ingest.raw.writer import Writer

NAMES = "artist_ids list<element: string>, artist_names list<element: string>"
AUDIT = (
    "_source string not null, _run_id string not null, _ingested_at timestamp[us, tz=UTC] not null"
)
MEASURES = "speechiness acousticness instrumentalness liveness valence tempo"
CONTRACT = {
    "artists": f"id string not null, name string, uri string, {AUDIT}",
    "albums": "id string not null, artist_id string, name string, album_type string, album_group string, "
    "release_date string, release_date_precision string, total_tracks int32, uri string, "
    f"{NAMES}, {AUDIT}",
    "tracks": "id string not null, album_id string, name string, disc_number int32, track_number int32, "
    f"duration_ms int64, explicit bool, isrc string, uri string, {NAMES}, {AUDIT}",
    "audio_features": "id string not null, danceability double, energy double, key int32, loudness double, "
    f"mode int32, {', '.join(f'{name} double' for name in MEASURES.split())}, duration_ms int64, "
    "time_signature int32, uri string, track_href string, analysis_url string, provider string, "
    f"status string, {AUDIT}",
    "runs": "id string not null, source string, provider string, status string, "
    "started_at timestamp[us, tz=UTC], finished_at timestamp[us, tz=UTC], artists int64, albums int64, "
    "tracks int64, features int64, missing int64, requests int64, retries int64, "
    f"waited_seconds double, {AUDIT}",
}


def test_every_file_has_the_schema_of_the_contract(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path)
    for table in RAW_TABLES:
        (file,) = Landing(tmp_path).files(table)
        columns = ", ".join(
            f"{field.name} {field.type}{'' if field.nullable else ' not null'}"
            for field in pq.read_schema(file)
        )
        assert columns == CONTRACT[table.name]


def test_a_refresh_adds_a_row_only_where_something_changed(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path)
        assert run(server, tmp_path, refresh=True).run["tracks"] == 0

    def renamed(target: str, body: Any) -> Any:
        if "/artists?ids" in target:
            body["artists"][0]["name"] = "Another artist"
        if "/albums?ids" in target:
            body["albums"][0]["tracks"]["items"][1]["name"] = "Another name"
        return body

    with DemoServer(SMALL, mutate=renamed) as server:
        refreshed = run(server, tmp_path, refresh=True).run
    assert (refreshed["artists"], refreshed["albums"], refreshed["tracks"]) == (1, 0, 1)
    names = [row["name"] for row in rows(tmp_path, TRACKS)]
    assert sorted(names) == ["Another name", "Song 1", "Song 2"]


def test_a_track_added_to_a_landed_album_is_noticed(tmp_path: Path) -> None:
    with DemoServer(a_catalogue([an_album(1, track_count=2)])) as server:
        run(server, tmp_path)
    with DemoServer(a_catalogue([an_album(1, track_count=3)])) as server:
        outcome = run(server, tmp_path)
    assert (outcome.run["albums"], outcome.run["tracks"], outcome.run["features"]) == (1, 1, 1)


def test_content_that_returns_to_what_it_was_is_new_again(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    with landing.held(), landing.connect() as connection:
        for number, name in enumerate(["A", "B", "A", "A"]):
            writer = Writer(landing, connection, f"run-{number}", "demo")
            writer.add(ARTISTS, [{"id": "1", "name": name, "uri": None}])
            writer.flush()
    assert sorted((row["_run_id"], row["name"]) for row in rows(tmp_path, ARTISTS)) == [
        ("run-0", "A"),
        ("run-1", "B"),
        ("run-2", "A"),
    ]


def test_of_rows_with_one_key_the_first_lands(tmp_path: Path) -> None:
    landing = Landing(tmp_path)
    with landing.held(), landing.connect() as connection:
        writer = Writer(landing, connection, "run", "demo")
        writer.add(ARTISTS, [{"id": "1", "name": name, "uri": None} for name in "AB"])
        writer.flush()
    assert [row["name"] for row in contents(tmp_path, ARTISTS)] == ["A"]


def test_files_roll_at_a_full_buffer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingest.raw.writer.ROWS_A_FILE", 100)
    landing = Landing(tmp_path)
    with landing.held(), landing.connect() as connection:
        writer = Writer(landing, connection, "run", "demo")
        for start in range(0, 250, 50):
            ids = map(str, range(start, start + 50))
            writer.add(AUDIO_FEATURES, [missing_features(id, "spotify") for id in ids])
        writer.flush()
    assert [pq.read_metadata(file).num_rows for file in landing.files(AUDIO_FEATURES)] == [
        100,
        100,
        50,
    ]
    assert (writer.landed["audio_features"], writer.missing) == (250, 250)


def test_a_file_that_cannot_be_finished_never_appears(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = pq.ParquetWriter.write_table

    def full_disk(writer: pq.ParquetWriter, table: Any) -> None:
        written(writer, table)
        if "release_date" in table.schema.names:
            assert [file.name[:6] for file in (tmp_path / ".aside").glob("*.parquet")] == ["albums"]
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full_disk)
    with DemoServer(SMALL) as server:
        outcome = run(server, tmp_path)
        assert outcome.exit is Exit.STOPPED
        assert "No space left on device" in str(outcome.error)
        assert Landing(tmp_path).files(ALBUMS) == []
        assert [row["id"] for row in rows(tmp_path, ARTISTS)] == ["A000000000000000000001"]
        monkeypatch.undo()
        assert run(server, tmp_path).exit is Exit.COMPLETE
    assert len(rows(tmp_path, ALBUMS)) == 1


def test_what_a_killed_run_left_half_written_is_cleared_away(tmp_path: Path) -> None:
    aside = tmp_path / ".aside"
    aside.mkdir()
    (aside / "tracks-old").write_bytes(b"PAR1 half")
    with Landing(tmp_path).held():
        assert list(aside.iterdir()) == []


def test_a_folder_that_is_held_is_refused_with_the_holder_named(tmp_path: Path) -> None:
    hold = (
        "import sys; from pathlib import Path; from ingest.raw.landing import Landing\n"
        "with Landing(Path(sys.argv[1])).held(): print(flush=True); sys.stdin.read()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", hold, str(tmp_path)],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        started_at = json.loads((tmp_path / ".lock").read_text())["started_at"]
        with pytest.raises(WrongInputError) as refusal, Landing(tmp_path).held():
            pass
        process.communicate()
    assert f"pid {process.pid}, started {started_at}" in str(refusal.value)
    with Landing(tmp_path).held():
        pass


@pytest.mark.parametrize(("landed", "then"), [("demo", "spotify"), ("spotify", "demo")])
def test_demo_rows_and_real_ones_never_share_a_folder(
    landed: str, then: str, tmp_path: Path
) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path, source=landed)
        asked = len(server.log)
        with pytest.raises(WrongInputError, match="choose another folder with --out"):
            run(server, tmp_path, source=then)
        assert len(server.log) == asked
    assert {row["_source"] for table in RAW_TABLES for row in rows(tmp_path, table)} == {landed}


def test_a_file_of_another_hand_that_lacks_a_column_is_read_with_nulls(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path)
        (file,) = Landing(tmp_path).files(TRACKS)
        theirs = pq.read_table(file).drop_columns(["isrc", "artist_ids"])
        pq.write_table(theirs, file)
        assert run(server, tmp_path).run["tracks"] == 0


def test_every_run_leaves_one_row_that_says_what_it_did(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        run(server, tmp_path)
        run(server, tmp_path)
        sent = len(server.log)
    first, second = sorted(rows(tmp_path, RUNS), key=lambda row: row["started_at"])
    assert (first["artists"], first["albums"], first["tracks"]) == (1, 1, 2)
    assert (first["features"], first["missing"], first["provider"]) == (1, 1, "spotify")
    assert (second["artists"], second["albums"], second["tracks"], second["features"]) == (0,) * 4
    assert first["requests"] + second["requests"] == sent
    assert first["id"] == first["_run_id"] != second["id"]
    assert first["started_at"] < first["finished_at"] <= second["started_at"]


def test_a_file_that_is_no_parquet_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "tracks").mkdir()
    (tmp_path / "tracks" / "half.parquet").write_bytes(b"PAR1 half a file")
    with DemoServer(SMALL) as server:
        with pytest.raises(WrongInputError, match=r"half\.parquet"):
            run(server, tmp_path)
        assert server.log == []
