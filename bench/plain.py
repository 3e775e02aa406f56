"""The published article's algorithm, written plainly: `python -m bench.plain ARTISTS_CSV FOLDER`.

One request after the other: a token; for each artist the pages of its albums; for each album the pages of its tracks
and then their audio features. Pages and batches are as large as the API allows. It lands `tracks.parquet` and
`audio_features.parquet`, and reads the settings that the ingest reads.
"""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import requests

from bench.protocol import FEATURES_A_REQUEST, ITEMS_A_PAGE

TIMEOUT = 60
TRACK_COLUMNS = (
    *("id", "album_id", "name", "disc_number", "track_number"),
    *("duration_ms", "explicit", "uri"),
)
FEATURE_COLUMNS = (
    *("id", "danceability", "energy", "key", "loudness", "mode", "speechiness", "acousticness"),
    *("instrumentalness", "liveness", "valence", "tempo", "duration_ms", "time_signature"),
    *("uri", "track_href", "analysis_url"),
)


def walk(artist_ids: list[str], api_url: str, token: str) -> tuple[list[Any], list[Any]]:
    """All tracks on the artists' albums, each with its `album_id`, and their audio features."""
    tracks: list[Any] = []
    features: list[Any] = []
    for artist_id in artist_ids:
        url = f"{api_url}/artists/{artist_id}/albums"
        for album in pages(url, token, include_groups="album"):
            found = list(pages(f"{api_url}/albums/{album['id']}/tracks", token))
            tracks += [{**track, "album_id": album["id"]} for track in found]
            for start in range(0, len(found), FEATURES_A_REQUEST):
                ids = ",".join(track["id"] for track in found[start : start + FEATURES_A_REQUEST])
                answer = get(f"{api_url}/audio-features", token, ids=ids)
                features += [row for row in answer["audio_features"] if row is not None]
    return tracks, features


def pages(url: str, token: str, **parameters: Any) -> Iterator[Any]:
    """The items of a listing, all pages of it."""
    page = get(url, token, limit=ITEMS_A_PAGE, **parameters)
    yield from page["items"]
    while page["next"]:
        page = get(page["next"], token)
        yield from page["items"]


def get(url: str, token: str, **parameters: Any) -> Any:
    """The JSON at a URL."""
    headers = {"Authorization": f"Bearer {token}"}
    response = requests.get(url, params=parameters, headers=headers, timeout=TIMEOUT)
    response.raise_for_status()
    return response.json()


def new_token(token_url: str, client_id: str, client_secret: str) -> str:
    """A token by client credentials."""
    form = {"grant_type": "client_credentials"}
    response = requests.post(token_url, data=form, auth=(client_id, client_secret), timeout=TIMEOUT)
    response.raise_for_status()
    return str(response.json()["access_token"])


def main(artists: Path, folder: Path) -> None:
    """Walk the artists of a CSV and land what was found."""
    with artists.open(encoding="utf-8", newline="") as file:
        artist_ids = [row["artist_id"] for row in csv.DictReader(file)]
    token = new_token(
        os.environ["SPOTIFY_TOKEN_URL"],
        os.environ["SPOTIFY_CLIENT_ID"],
        os.environ["SPOTIFY_CLIENT_SECRET"],
    )
    tracks, features = walk(artist_ids, os.environ["SPOTIFY_API_URL"], token)
    folder.mkdir(parents=True, exist_ok=True)
    for name, columns, rows in (
        ("tracks", TRACK_COLUMNS, tracks),
        ("audio_features", FEATURE_COLUMNS, features),
    ):
        table = pa.table({column: [row[column] for row in rows] for column in columns})
        pq.write_table(table, folder / f"{name}.parquet")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
