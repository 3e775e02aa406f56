"""The raw tables: one Arrow schema and one key each. The names are the API's own."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

ALBUM_GROUPS = ("album", "single", "appears_on", "compilation")
"""What `album_group` may be, in the order in which the API lists them."""

STRINGS = pa.list_(pa.string())
TIMESTAMP = pa.timestamp("us", tz="UTC")

AUDIT = (
    pa.field("_source", pa.string(), nullable=False),
    pa.field("_run_id", pa.string(), nullable=False),
    pa.field("_ingested_at", TIMESTAMP, nullable=False),
)
"""Where a row came from, the run that landed it and when."""


@dataclass(frozen=True)
class RawTable:
    """A raw table: `key` names the columns of which a second row lands only when its content is new."""

    name: str
    key: tuple[str, ...]
    schema: pa.Schema

    @cached_property
    def content(self) -> tuple[str, ...]:
        """The columns that make a row new: all but the audit columns."""
        audit = {field.name for field in AUDIT}
        return tuple(name for name in self.schema.names if name not in audit)

    @cached_property
    def taken(self) -> pa.Schema:
        """The columns of rows that have been taken and not landed: the content and where it came from."""
        names = [*self.content, "_source"]
        return pa.schema([self.schema.field(name).with_nullable(True) for name in names])


def _table(name: str, key: tuple[str, ...], columns: dict[str, pa.DataType]) -> RawTable:
    fields = [
        pa.field("id", pa.string(), nullable=False),
        *(pa.field(column, data_type) for column, data_type in columns.items()),
        *AUDIT,
    ]
    return RawTable(name, key, pa.schema(fields))


ARTISTS = _table("artists", ("id",), {"name": pa.string(), "uri": pa.string()})

ALBUMS = _table(
    "albums",
    ("artist_id", "id"),
    {
        "artist_id": pa.string(),
        "name": pa.string(),
        "album_type": pa.string(),
        "album_group": pa.string(),
        "release_date": pa.string(),
        "release_date_precision": pa.string(),
        "total_tracks": pa.int32(),
        "uri": pa.string(),
        "artist_ids": STRINGS,
        "artist_names": STRINGS,
    },
)

TRACKS = _table(
    "tracks",
    ("album_id", "id"),
    {
        "album_id": pa.string(),
        "name": pa.string(),
        "disc_number": pa.int32(),
        "track_number": pa.int32(),
        "duration_ms": pa.int64(),
        "explicit": pa.bool_(),
        "isrc": pa.string(),
        "uri": pa.string(),
        "artist_ids": STRINGS,
        "artist_names": STRINGS,
    },
)

AUDIO_FEATURES = _table(
    "audio_features",
    ("id", "provider"),
    {
        "danceability": pa.float64(),
        "energy": pa.float64(),
        "key": pa.int32(),
        "loudness": pa.float64(),
        "mode": pa.int32(),
        "speechiness": pa.float64(),
        "acousticness": pa.float64(),
        "instrumentalness": pa.float64(),
        "liveness": pa.float64(),
        "valence": pa.float64(),
        "tempo": pa.float64(),
        "duration_ms": pa.int64(),
        "time_signature": pa.int32(),
        "uri": pa.string(),
        "track_href": pa.string(),
        "analysis_url": pa.string(),
        "provider": pa.string(),
        "status": pa.string(),
    },
)

RUNS = _table(
    "runs",
    ("id",),
    {
        "source": pa.string(),
        "provider": pa.string(),
        "status": pa.string(),
        "started_at": TIMESTAMP,
        "finished_at": TIMESTAMP,
        "artists": pa.int64(),
        "albums": pa.int64(),
        "tracks": pa.int64(),
        "features": pa.int64(),
        "missing": pa.int64(),
        "requests": pa.int64(),
        "retries": pa.int64(),
        "waited_seconds": pa.float64(),
    },
)

RAW_TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES, RUNS)

ANSWERS = _table(".answers", ("id", "kind"), {"kind": pa.string(), "total_tracks": pa.int32()})
"""What was asked for and brought nothing to land, kept beside the raw tables so that it is not asked for again at once.

`kind` is `album` for one that was read to its end and has fewer tracks than the `total_tracks` it announced, or the
provider that was asked again for a track and still has no features for it.
"""
