"""Going on after an early end: what one run has been given is asked for by no other."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from demo_support import a_catalogue, an_album, an_id
from ingest_support import contents, rows, run

from ingest.demo.faults import Rule
from ingest.demo.server import DemoServer
from ingest.errors import Exit, StoppedError
from ingest.http.pacing import utc_now
from ingest.raw.landing import Landing
from ingest.raw.schemas import ALBUMS, AUDIO_FEATURES, TRACKS
from ingest.raw.writer import Writer


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
