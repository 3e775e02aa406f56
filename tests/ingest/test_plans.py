"""`--dry-run`: what a run would fetch and how many requests it takes, with nothing written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from demo_support import BAND, EMPTY, SMALL, a_catalogue, an_album
from ingest_support import command, run

from ingest.demo.faults import Rule
from ingest.demo.server import DemoServer
from ingest.errors import Exit


@pytest.mark.parametrize("features", ["spotify", "reccobeats", "none"])
@pytest.mark.parametrize("refresh", [False, True])
def test_a_plan_names_the_very_requests_of_the_run(
    features: str, refresh: bool, tmp_path: Path
) -> None:
    lengths = [1, 50, 51, 252] + [9] * 60
    albums = [an_album(number, track_count=count) for number, count in enumerate(lengths, 1)]
    asked: dict[str, Any] = {"artist_ids": [BAND.id, EMPTY.id], "features": features}
    with DemoServer(a_catalogue(albums[:40])) as server:
        run(server, tmp_path, **asked)
    with DemoServer(a_catalogue(albums)) as server:
        plan = run(server, tmp_path, **asked, refresh=refresh, dry_run=True).plan
        listings = server.log[:]
        outcome = run(server, tmp_path, **asked, refresh=refresh)
    assert plan is not None
    assert {one.target.partition("?")[0].rpartition("/")[2] for one in listings} == {
        "token",
        "albums",
    }
    assert plan["requests"] == outcome.run["requests"]
    new = [album for album in albums if refresh or album not in albums[:40]]
    assert (plan["artists"], plan["albums"], plan["tracks"]) == (
        2 if refresh else 0,
        len(new),
        sum(len(album.tracks) for album in new),
    )


def test_a_plan_of_an_app_in_development_mode_counts_one_by_one(tmp_path: Path) -> None:
    catalogue = a_catalogue([an_album(number, track_count=55) for number in range(1, 13)])
    with DemoServer(catalogue, mode="development") as server:
        plan = run(server, tmp_path, features="auto", dry_run=True).plan
        made = len(server.log)
        outcome = run(server, tmp_path, features="auto")
    assert plan is not None
    assert plan["requests"] == outcome.run["requests"]
    assert made == 1 + 1 + 2
    assert (plan["albums"], plan["tracks"], plan["features"]) == (12, 660, 660)


def test_a_plan_writes_nothing_at_all(tmp_path: Path) -> None:
    out = tmp_path / "raw"
    with DemoServer(SMALL) as server:
        done = command(
            "spotify", "--artist", BAND.id, "--dry-run", "--out", str(out), server=server
        )
    assert done.returncode == 0
    assert "Still to fetch:" in done.stdout
    assert "requests, from the first to the last" in done.stdout
    assert list(tmp_path.iterdir()) == []


def test_a_plan_as_json_is_one_object(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        options = ("--artist", BAND.id, "--dry-run", "--json", "-q", "--out", str(tmp_path))
        done = command("spotify", *options, server=server)
    summary = json.loads(done.stdout)
    assert summary["plan"] == {
        "artists": 1,
        "albums": 1,
        "tracks": 2,
        "features": 2,
        "requests": 5,
    }
    assert (summary["exit_code"], done.stderr) == (0, "")


def test_a_plan_keeps_to_a_wait_and_keeps_none(tmp_path: Path) -> None:
    fault = Rule("rate-limit", path="/albums", retry_after=3600)
    with DemoServer(SMALL, faults=[fault]) as server:
        assert run(server, tmp_path, dry_run=True).exit is Exit.STOPPED
        assert list(tmp_path.iterdir()) == []
        run(server, tmp_path)
        asked = len(server.log)
        assert run(server, tmp_path, dry_run=True).exit is Exit.STOPPED
        assert len(server.log) == asked
