"""A CSV in the layout of a well-known set of 1.2 million tracks (Kaggle, "Spotify 1.2M+ Songs")."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

from bench.catalogue import audio_features, large_catalogue

COLUMNS = (
    *("id", "name", "album", "album_id", "artists", "artist_ids", "track_number", "disc_number"),
    *("explicit", "danceability", "energy", "key", "loudness", "mode", "speechiness"),
    *("acousticness", "instrumentalness", "liveness", "valence", "tempo", "duration_ms"),
    *("time_signature", "year", "release_date"),
)


def write_export(file: Path, rows: int) -> None:
    """Write that many tracks, each with audio features; lists and truth values are Python literals, as in the set."""
    with file.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(COLUMNS)
        writer.writerows(_rows(rows))


def _rows(rows: int) -> Iterator[tuple[object, ...]]:
    number = 0
    for album in large_catalogue(rows).albums.values():
        for track in album.tracks:
            features = audio_features(number)
            number += 1
            yield (
                track.id,
                track.name,
                album.name,
                album.id,
                [artist.name for artist in track.artists],
                [artist.id for artist in track.artists],
                track.track_number,
                track.disc_number,
                track.explicit,
                features.danceability,
                features.energy,
                features.key,
                features.loudness,
                features.mode,
                features.speechiness,
                features.acousticness,
                features.instrumentalness,
                features.liveness,
                features.valence,
                features.tempo,
                features.duration_ms,
                float(features.time_signature),
                int(album.release_date[:4]),
                album.release_date,
            )
