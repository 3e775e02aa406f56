"""From the API's JSON objects to rows of the raw tables, whatever the objects hold."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

import pyarrow as pa

from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, TRACKS, RawTable

Row = dict[str, Any]

_SURROGATES = re.compile("[\ud800-\udfff]")
"""Halves of characters, which JSON may hold and UTF-8 may not."""


class RowReader:
    """Reads objects by the raw tables' schemas and counts what cannot be read; workers share it.

    `unreadable` counts the values that are not of their column's type, by `table.column`; each lands as null.
    `without_id` counts the records left out for want of an id, by table.
    """

    def __init__(self) -> None:
        self.unreadable: Counter[str] = Counter()
        self.without_id: Counter[str] = Counter()
        self._lock = threading.Lock()

    def artist(self, item: Any) -> Row | None:
        """A row of `artists` from an artist object."""
        return self._row(ARTISTS, item, {})

    def album(self, item: Any, artist_id: str, album_group: str) -> Row | None:
        """A row of `albums`: an album object as an artist's discography lists it, in the group asked for."""
        return self._row(
            ALBUMS,
            item,
            {"artist_id": artist_id, "album_group": album_group, **self._artists(item)},
        )

    def track(self, item: Any, album_id: str) -> Row | None:
        """A row of `tracks` from a track object of an album's listing."""
        external_ids = item.get("external_ids") if isinstance(item, Mapping) else None
        isrc = external_ids.get("isrc") if isinstance(external_ids, Mapping) else None
        return self._row(TRACKS, item, {"album_id": album_id, "isrc": isrc, **self._artists(item)})

    def audio_features(self, item: Any, provider: str) -> Row | None:
        """A row of `audio_features` from an audio-features object, status `ok`."""
        return self._row(AUDIO_FEATURES, item, {"provider": provider, "status": "ok"})

    def _row(self, table: RawTable, item: Any, known: Row) -> Row | None:
        if not isinstance(item, Mapping) or not readable_id(item.get("id")):
            with self._lock:
                self.without_id[table.name] += 1
            return None
        row = {}
        for column, read in _READERS[table.name]:
            value = known[column] if column in known else item.get(column)
            try:
                row[column] = read(value)
            except (TypeError, ValueError, OverflowError):
                row[column] = None
                with self._lock:
                    self.unreadable[f"{table.name}.{column}"] += 1
        return row

    def _artists(self, item: Any) -> Row:
        artists = item.get("artists") if isinstance(item, Mapping) else None
        if not isinstance(artists, list):
            return {"artist_ids": None, "artist_names": None}
        people = [artist for artist in artists if isinstance(artist, Mapping)]
        return {
            "artist_ids": [artist.get("id") for artist in people],
            "artist_names": [artist.get("name") for artist in people],
        }


def missing_features(track_id: str, provider: str) -> Row:
    """A row of `audio_features` for a track for which the provider has none."""
    row: Row = dict.fromkeys(AUDIO_FEATURES.content)
    return {**row, "id": track_id, "provider": provider, "status": "missing"}


def answer_row(id: str, kind: str, total_tracks: int | None = None) -> Row:
    """A row of the answers that brought nothing to land."""
    return {"id": id, "kind": kind, "total_tracks": total_tracks}


def readable_id(value: Any) -> bool:
    """Whether a value can be an id: text that is not empty."""
    return isinstance(value, str) and bool(value) and _encodable(value)


def _encodable(text: str) -> bool:
    return text.isascii() or not _SURROGATES.search(text)


def _text(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and _encodable(value)):
        return value
    raise TypeError(value)


def _boolean(value: Any) -> bool | None:
    if value is None or isinstance(value, bool):
        return value
    raise TypeError(value)


def _number(value: Any) -> float | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError(value)
    return float(value)


def _whole(bits: int) -> Callable[[Any], int | None]:
    bound = 2 ** (bits - 1)

    def whole(value: Any) -> int | None:
        number = _number(value)
        if number is None:
            return None
        if number != int(number) or not -bound <= int(value) < bound:
            raise ValueError(value)
        return int(value)

    return whole


def _texts(value: Any) -> list[str | None] | None:
    if value is None:
        return None
    return [_text(element) for element in value]


_BY_TYPE: dict[pa.DataType, Callable[[Any], Any]] = {
    pa.string(): _text,
    pa.bool_(): _boolean,
    pa.float64(): _number,
    pa.int32(): _whole(32),
    pa.int64(): _whole(64),
    pa.list_(pa.string()): _texts,
}

_READERS = {
    table.name: [(column, _BY_TYPE[table.schema.field(column).type]) for column in table.content]
    for table in (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)
}
"""How to read each content column of a table, looked up once and not for every value."""
