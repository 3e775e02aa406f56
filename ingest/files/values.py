"""SQL that reads a cell as a raw table's column, from text or from Parquet's own types."""

from __future__ import annotations

from collections.abc import Mapping

from ingest.files.columns import MEASURES
from ingest.files.export import LIST_SEPARATOR, Export, quoted

ABSENT = ("", "NA", "undefined")
"""Cells that say nothing: R writes `NA`, the Exportify tools `undefined`."""

TYPES: Mapping[str, str] = {
    **dict.fromkeys(MEASURES, "double"),
    **dict.fromkeys(("key", "mode", "time_signature", "disc_number", "track_number"), "integer"),
    "duration_ms": "bigint",
    "explicit": "boolean",
}
"""The fields that are no text. Their order numbers the bits of a row's `unreadable`."""

TABLES: Mapping[str, str] = {
    field: "tracks"
    if field in ("disc_number", "track_number", "duration_ms", "explicit")
    else "audio_features"
    for field in TYPES
}
"""In which table a value that cannot be read is counted."""


def cell(export: Export, field: str) -> str:
    """A field's cell as it stands: text in CSV, where DuckDB has made the absent ones null."""
    position = export.columns[field]
    column = f"c{position}"
    if not export.is_parquet:
        return column
    data_type = export.types[position]
    if data_type.endswith("[]"):
        # Ids have no comma in them, names may.
        separator = LIST_SEPARATOR if field in export.name_styles else ","
        texts = f"list_transform({column}, lambda x: coalesce(cast(x as varchar), ''))"
        return f"array_to_string({texts}, {quoted(separator)})"
    if field == "release_date" and data_type.startswith("TIMESTAMP"):
        return f"cast(cast({column} as date) as varchar)"
    if data_type != "VARCHAR" and field in TYPES:
        return column
    absent = ", ".join(map(quoted, ABSENT))
    text = f"cast({column} as varchar)"
    return f"case when {text} not in ({absent}) then {text} end"


def whole(number: str, data_type: str) -> str:
    """SQL for a double as a whole number: `5.0` is one, and 5.5, which a cast would round, is none."""
    return f"try_cast(case when {number} = trunc({number}) then {number} end as {data_type})"


def spotify_id(text: str, kind: str) -> str:
    """SQL for the id in a Spotify id, URI or URL of a kind; null when it is another kind's."""
    url = f"^https?://[a-z.]+/(?:[a-z-]+/|v1/)*{kind}s?/([0-9A-Za-z]+)"
    return (
        f"case when not contains({text}, ':') or starts_with({text}, 'local:') then {text} "
        f"when starts_with({text}, 'spotify:{kind}:') then {text}[{len(f'spotify:{kind}:') + 1}:] "
        f"else nullif(regexp_extract({text}, {quoted(url)}, 1), '') end"
    )


def spotify_uri(text: str, kind: str) -> str:
    """SQL for a cell that is a Spotify URI of a kind; null when it is an id or a URL."""
    return f"case when starts_with({text}, 'spotify:{kind}:') then {text} end"
