"""Raw tables in which everything odd occurs that the contract has a rule for."""

from __future__ import annotations

from datetime import datetime, timezone
from math import inf, nan
from pathlib import Path
from typing import Any

from ingest.raw.landing import Landing
from ingest.raw.rows import missing_features
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, RUNS, TRACKS, RawTable
from ingest.raw.writer import Writer

PLAIN: dict[str, Any] = {
    "danceability": 0.5,
    "energy": 0.6,
    "key": 5,
    "loudness": -7.5,
    "mode": 1,
    "speechiness": 0.05,
    "acousticness": 0.1,
    "instrumentalness": 0.0,
    "liveness": 0.2,
    "valence": 0.3,
    "tempo": 120.0,
    "duration_ms": 200_000,
    "time_signature": 4,
    "provider": "spotify",
    "status": "ok",
}

ODD_FEATURES: dict[str, dict[str, Any]] = {
    "below": {"energy": -0.01, "loudness": -100.5, "tempo": -1.0, "key": -2},
    "above": {"valence": 1.01, "loudness": 20.5, "tempo": 401.0, "mode": 2, "time_signature": 17},
    "no-number": {"danceability": nan, "energy": inf, "valence": -inf, "tempo": nan},
    "edges": {"energy": 1.0, "valence": 0.0, "loudness": 4.5, "tempo": 400.0, "key": 11},
    "undetected": {"key": -1, "tempo": 0.0, "time_signature": 0, "duration_ms": 0},
    "long": {"duration_ms": 86_400_001, "acousticness": 1e-300},
    "nulls": dict.fromkeys(("danceability", "energy", "key", "mode", "tempo")),
    "tied": {"danceability": 0.5, "energy": 0.6},
}


RUN_ROWS: dict[str, dict[str, Any]] = {
    "run-1": {
        "source": "demo",
        "provider": "spotify",
        "status": "partial",
        "started_at": datetime(2026, 5, 31, 23, 59, 59, 1, tzinfo=timezone.utc),
        "finished_at": datetime(2026, 6, 1, tzinfo=timezone.utc),
        "artists": 3,
        "waited_seconds": 0.1,
    },
    "run-2": {"source": "file:it's mine.csv", "status": "complete"},
    "run-3": {"status": "stopped"},
    "run-4": {"source": "demo", "status": "interrupted", "requests": 0},
}


def land_odd_rows(folder: Path) -> None:
    """Land them in three runs: a walk, a file's import, and a walk that corrects the first."""
    landing = Landing(folder)
    runs = [
        ("run-1", "demo", _first()),
        ("run-2", "file:it's mine.csv", _file()),
        ("run-3", "demo", _second()),
        ("run-4", "demo", _careers()),
    ]
    with landing.held(), landing.connect() as connection:
        for run, source, rows in runs:
            writer = Writer(landing, connection, run, source)
            for table, content in [*rows, (RUNS, RUN_ROWS[run])]:
                writer.add(table, [{**dict.fromkeys(table.content), "id": run, **content}])
            writer.flush()


def land_one_nan(folder: Path) -> None:
    """Land features in which one NaN stands among distinct ordinary values, so that statistics hide it."""
    landing = Landing(folder)
    with landing.held(), landing.connect() as connection:
        writer = Writer(landing, connection, "run", "demo")
        for table, content in [
            (ARTISTS, {"id": "plain", "name": "Plain"}),
            (ALBUMS, _album("album", "1999")),
            *((TRACKS, _track(id, "album")) for id in "abc"),
            *((AUDIO_FEATURES, _features(id, energy=energy)) for id, energy in NAN_AMONG_OTHERS),
        ]:
            writer.add(table, [{**dict.fromkeys(table.content), **content}])
        writer.flush()


NAN_AMONG_OTHERS = (("a", nan), ("b", 0.1), ("c", 0.2))


def _first() -> list[tuple[RawTable, dict[str, Any]]]:
    artists = [("plain", "Plain"), ("single", "One Track"), ("silent", "No Features")]
    dates = ["1999", "1999-07", "1999-07-14", "0000", "2021-02-30", "soon", None, "1999-7-1"]
    dates += ["infinity", "10000-01-01", "0044-03-15 (BC)"]
    return [
        *(
            (ARTISTS, {"id": id, "name": name})
            for id, name in [*artists, ("empty", "It's \\ 100%")]
        ),
        *((ALBUMS, _album(f"album-{n}", date)) for n, date in enumerate(dates)),
        (ALBUMS, {**_album("guest", "2001"), "album_group": "appears_on"}),
        (ALBUMS, {**_album("shared", "2003"), "artist_id": "single"}),
        (ALBUMS, {**_album("quiet", "2004"), "artist_id": "silent"}),
        *((TRACKS, _track(name, "album-0")) for name in ODD_FEATURES),
        # The same track on a later album; tracks without artists, with none named and with others.
        (TRACKS, _track("edges", "album-1")),
        (TRACKS, {**_track("nobody", "album-2"), "artist_ids": None}),
        (TRACKS, {**_track("noone", "album-2"), "artist_ids": []}),
        (TRACKS, {**_track("theirs", "guest"), "artist_ids": ["another"]}),
        (TRACKS, {**_track("ours", "guest"), "artist_ids": ["another", "plain"]}),
        (TRACKS, {**_track("alone", "shared"), "artist_ids": ["single"]}),
        (TRACKS, {**_track("silence", "quiet"), "artist_ids": ["silent"], "duration_ms": 0}),
        *((AUDIO_FEATURES, _features(name, **odd)) for name, odd in ODD_FEATURES.items()),
        (AUDIO_FEATURES, _features("alone")),
        (AUDIO_FEATURES, _features("ours", provider="file", energy=0.11)),
        (AUDIO_FEATURES, _features("ours", **RECCOBEATS, energy=0.22)),
        (AUDIO_FEATURES, missing_features("ours", "spotify")),
        (AUDIO_FEATURES, _features("theirs", provider="compatible")),
        (AUDIO_FEATURES, missing_features("nobody", "spotify")),
        (AUDIO_FEATURES, missing_features("silence", "spotify")),
    ]


LOCAL, GUEST = "local:0123456789abcdef012345", "local:543210fedcba9876543210"
"""Artists of a file that has their names alone."""


def _file() -> list[tuple[RawTable, dict[str, Any]]]:
    """An import of a file that says little: an album with a name and a year, tracks with a name."""
    album = {"id": "local:aaaaaaaaaaaaaaaaaaaaaa", "name": "Out of a File", "release_date": "1975"}
    tracks = {"by-both": [LOCAL, GUEST], "found-later": [LOCAL], "not-asked": [LOCAL]}
    return [
        (ARTISTS, {"id": LOCAL, "name": "From a File"}),
        (ARTISTS, {"id": GUEST, "name": "Guest of a File"}),
        *((ALBUMS, {**album, "artist_id": artist_id}) for artist_id in (LOCAL, GUEST)),
        *(
            (TRACKS, {"id": id, "album_id": album["id"], "name": id, "artist_ids": artist_ids})
            for id, artist_ids in tracks.items()
        ),
        (AUDIO_FEATURES, _features("by-both", provider="file", energy=0.4)),
        (AUDIO_FEATURES, missing_features("by-both", "reccobeats")),
        (AUDIO_FEATURES, missing_features("found-later", "reccobeats")),
    ]


RECCOBEATS = {"provider": "reccobeats", "duration_ms": None, "time_signature": None}


def _second() -> list[tuple[RawTable, dict[str, Any]]]:
    return [
        (ARTISTS, {"id": "plain", "name": "Plain & Renamed"}),
        (TRACKS, {**_track("tied", "album-0"), "name": "A new name"}),
        # Found at last; and lost again, which changes nothing.
        (AUDIO_FEATURES, _features("nobody", energy=0.9)),
        (AUDIO_FEATURES, missing_features("alone", "spotify")),
        (AUDIO_FEATURES, _features("found-later", **RECCOBEATS)),
        # A rejected value that is corrected is rejected no more.
        (AUDIO_FEATURES, _features("long", duration_ms=300_000)),
    ]


CAREERS = ("career-1", "career-2")
"""Artists with so many tracks that they are compared, and that one may be the odd one out."""

OWN_ISRC, OTHER_ISRC = "gb-aye-74-00001", "GBAYE0900001"


def _careers() -> list[tuple[RawTable, dict[str, Any]]]:
    """A recording a year, every third year none; then one album of reissues and things that look like them."""
    rows: list[tuple[RawTable, dict[str, Any]]] = []
    for number, artist_id in enumerate(CAREERS):
        years = [year for year in range(1970, 2003) if year % 3]
        rows.append((ARTISTS, {"id": artist_id, "name": f"Career {number}"}))
        for year in years:
            album = f"{artist_id} {year}"
            energy = 0.95 if year == 1999 else 0.3 + number / 10 + year % 7 / 100
            rows += _single(
                artist_id, album, f"{album} song", str(year), f"Song {year}", energy=energy
            )
        album = f"{artist_id} reissues"
        first = {"energy": 0.3 + number / 10 + years[0] % 7 / 100}
        rows += [
            *_single(
                artist_id, album, f"{album} remaster", "2010", "Song 1970 - 2010 Remaster", **first
            ),
            *_single(artist_id, album, f"{album} live", "2010", "Song 1970 - Live", **first),
            *_single(artist_id, album, f"{album} other", "2010", "Song 1970", tempo=None),
        ]
    isrcs = {"1970": OWN_ISRC, "1972": OTHER_ISRC}
    return [
        (table, {**row, "isrc": isrcs.get(row["name"][-4:])}) if table is TRACKS else (table, row)
        for table, row in rows
    ]


def _single(
    artist_id: str, album: str, id: str, date: str, name: str, **features: Any
) -> list[tuple[RawTable, dict[str, Any]]]:
    track = {**_track(id, album), "name": name, "artist_ids": [artist_id]}
    return [
        (ALBUMS, {**_album(album, date), "artist_id": artist_id, "total_tracks": 1}),
        (TRACKS, track),
        (AUDIO_FEATURES, _features(id, **features)),
    ]


def _album(id: str, release_date: str | None) -> dict[str, Any]:
    return {
        "id": id,
        "artist_id": "plain",
        "name": f"Album '{id}'",
        "album_type": "album",
        "album_group": "album",
        "release_date": release_date,
        "total_tracks": 3,
    }


def _track(id: str, album_id: str) -> dict[str, Any]:
    return {
        "id": id,
        "album_id": album_id,
        "name": f"Track {id}",
        "disc_number": 1,
        "track_number": 1,
        "duration_ms": 180_000,
        "explicit": False,
        "artist_ids": ["plain"],
        "artist_names": ["Plain"],
    }


def _features(id: str, **changes: Any) -> dict[str, Any]:
    return {**PLAIN, "id": id, **changes}
