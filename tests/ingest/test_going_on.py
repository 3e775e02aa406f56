"""Going on after an early end: what one run has been given is asked for by no other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from demo_support import BAND, EMPTY, GROUPS, SMALL, a_catalogue, an_album, an_id
from ingest_support import contents, rows, run

from ingest.demo.faults import Rule
from ingest.demo.server import DemoServer
from ingest.errors import Exit, StoppedError
from ingest.http.pacing import utc_now
from ingest.raw.landing import Landing
from ingest.raw.rows import Row
from ingest.raw.schemas import ALBUMS, AUDIO_FEATURES, TRACKS, RawTable
from ingest.raw.writer import Writer


@pytest.mark.parametrize("mode", ["extended", "development"])
def test_listings_that_a_stopped_run_has_read_are_not_asked_for_again(
    mode: str, tmp_path: Path
) -> None:
    asked: list[str] = []
    artists = [BAND.id, EMPTY.id]

    def once(faults: list[Rule]) -> Exit:
        with DemoServer(SMALL, mode=mode, faults=faults) as server:
            outcome = run(
                server,
                tmp_path,
                artist_ids=artists,
                groups=GROUPS,
                features="none",
                concurrency=1,
            )
            asked.extend(one.target for one in server.log if one.status == 200)
        (tmp_path / ".waits.json").unlink(missing_ok=True)
        return outcome.exit

    stop = Rule("rate-limit", path="include_groups", after=3, retry_after=86_400)
    stopped = 0
    while once([stop]) is Exit.STOPPED:
        stopped += 1
        assert stopped < 10
    listings = [target for target in asked if "include_groups" in target]
    assert stopped >= 2
    assert len(listings) == len(set(listings)) == 2 * len(GROUPS)
    assert len(rows(tmp_path, TRACKS)) == 2 * len(GROUPS)
    assert once([]) is Exit.COMPLETE
    again = [target for target in asked if "include_groups" in target]
    assert len(again) == 2 * len(listings)


def test_a_listing_whose_albums_were_not_kept_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = Writer.add

    def full(writer: Writer, table: RawTable, taken: Sequence[Row]) -> None:
        if table is ALBUMS:
            raise StoppedError("no room")
        add(writer, table, taken)

    with DemoServer(SMALL) as server:
        monkeypatch.setattr(Writer, "add", full)
        assert run(server, tmp_path, features="none").exit is Exit.STOPPED
        monkeypatch.undo()
        assert run(server, tmp_path, features="none").exit is Exit.COMPLETE
    assert len(rows(tmp_path, TRACKS)) == 2


def test_what_could_not_land_stays_when_more_comes_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.raw.writer.ROWS_A_FILE", 10)
    landing = Landing(tmp_path)

    def row(number: int) -> dict[str, Any]:
        return {**dict.fromkeys(TRACKS.content), "id": f"t{number}", "album_id": "a"}

    with landing.held(), landing.connect() as connection:
        writer = Writer(landing, connection, "run", "demo")
        (tmp_path / "tracks").write_text("in the way")
        with pytest.raises(StoppedError):
            writer.add(TRACKS, [row(number) for number in range(10)])
        with pytest.raises(StoppedError):
            writer.add(TRACKS, [row(10)])
        writer.close()
        (tmp_path / "tracks").unlink()
    with landing.held(), landing.connect() as connection:
        writer = Writer(landing, connection, "next", "demo")
        assert writer.recover() == 11
        writer.close()
    assert len(rows(tmp_path, TRACKS)) == 11


def test_an_album_with_fewer_tracks_than_its_listing_says_is_read_once(tmp_path: Path) -> None:
    def more(target: str, body: dict[str, Any]) -> dict[str, Any]:
        if "include_groups" in target:
            for item in body["items"]:
                item["total_tracks"] = 5
        return body

    for mode in ("extended", "development"):
        with DemoServer(a_catalogue([an_album(1)]), mode=mode, mutate=more) as server:
            run(server, tmp_path / mode, features="none")
            before = server.count(r"/albums(\?ids|/)")
            assert run(server, tmp_path / mode, features="none").exit is Exit.COMPLETE
            assert server.count(r"/v1/albums(\?ids|/)") == before


def test_of_two_waits_the_longer_is_kept(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 41)])
    faults = [
        Rule("rate-limit", path=r"/albums\?ids", times=1, after=1, retry_after=100),
        Rule("rate-limit", path=r"/albums\?ids", retry_after=86_400),
    ]
    for _ in range(3):
        with DemoServer(catalogue, faults=faults, latency_ms=50) as server:
            run(server, tmp_path, concurrency=2)
        (until,) = Landing(tmp_path).waits.in_force().values()
        assert until - utc_now() > timedelta(hours=23)
        (tmp_path / ".waits.json").unlink()


def test_several_poisonous_albums_are_named_by_every_run_in_development_mode(
    tmp_path: Path,
) -> None:
    catalogue = a_catalogue([an_album(number) for number in range(1, 11)])
    poison = [an_id("L", number) for number in (2, 3, 4, 7)]
    faults = [Rule("poison", ids=poison)]
    for _ in range(3):
        with DemoServer(catalogue, mode="development", faults=faults) as server:
            outcome = run(server, tmp_path, features="compatible", max_wait=0, concurrency=1)
        assert outcome.exit is Exit.PARTIAL
        assert [failure.id for failure in outcome.failures] == poison
    assert len(rows(tmp_path, TRACKS)) == 12
    assert len(rows(tmp_path, AUDIO_FEATURES)) == 12


def test_an_album_in_two_groups_is_of_the_first_asked_for_every_time(tmp_path: Path) -> None:
    both = [an_album(number, "album") for number in range(1, 4)]

    def again(target: str, body: dict[str, Any]) -> dict[str, Any]:
        if "include_groups=single" in target:
            return {**body, "items": singles, "total": len(singles), "next": None}
        if "include_groups=album" in target:
            singles[:] = [dict(item, album_group="single") for item in body["items"]]
        return body

    singles: list[dict[str, Any]] = []
    slow = Rule("slow", path="include_groups=album", seconds=0.1)
    with DemoServer(a_catalogue(both), mutate=again, faults=[slow]) as server:
        run(server, tmp_path, groups=["album"], features="none")
        landed = contents(tmp_path, ALBUMS)
        for _ in range(3):
            outcome = run(server, tmp_path, groups=["album", "single"], features="none")
            assert outcome.run["albums"] == 0
    assert contents(tmp_path, ALBUMS) == landed
