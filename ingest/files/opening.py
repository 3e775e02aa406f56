"""Opening files and judging them by their headers, before anything is written."""

from __future__ import annotations

import csv
import io
import os
import zlib
from collections.abc import Sequence
from pathlib import Path

import duckdb

from ingest.errors import WrongInputError
from ingest.files.columns import FEATURES, ONE_NAME, folded, joined_by_commas, recognised
from ingest.files.export import GLOB, Export, literal_path, run

_HEAD_BYTES = 1 << 20
"""How much of a file is looked at for its header."""

_PIECE = 512
_DELIMITERS = ",;\t|"
_GZIP = b"\x1f\x8b"
_PARQUET = b"PAR1"
_OTHERS = {
    b"PK\x03\x04": "a zip archive or a spreadsheet: unpack it or save it as CSV",
    b"BZh": "packed with bzip2: unpack it",
    b"\xfd7zXZ": "packed with xz: unpack it",
    b"\x28\xb5\x2f\xfd": "packed with zstd: unpack it",
    b"\xff\xfe": "text in UTF-16: save it as UTF-8",
    b"\xfe\xff": "text in UTF-16: save it as UTF-8",
}


def recognise(
    paths: Sequence[str], connection: duckdb.DuckDBPyConnection, *, need_features: bool
) -> list[Export]:
    """Open every file and judge its header; a file that is named twice is one.

    Raises WrongInputError, naming the file, when one cannot be read, is neither CSV nor Parquet, has no column with
    a track id, or has no column of audio features although `need_features` says that they come from nowhere else.
    """
    files = {os.path.realpath(path): path for path in reversed(paths)}
    exports = [_opened(path, connection) for path in reversed(files.values())]
    for export in exports:
        _judge(export, need_features)
    return exports


def _opened(path: str, connection: duckdb.DuckDBPyConnection) -> Export:
    head = _head(path)
    gzipped = head.startswith(_GZIP)
    if gzipped:
        head = _unpacked(path, head)
    for magic, what in _OTHERS.items():
        if head.startswith(magic):
            raise WrongInputError(f"{path} is {what} and run again")
    if head.startswith(_PARQUET):
        if gzipped:
            raise WrongInputError(f"{path} is Parquet packed with gzip: unpack it and run again")
        return _parquet(path, connection)
    return _csv(path, head, gzipped)


def _head(path: str) -> bytes:
    if not os.path.lexists(path):
        raise WrongInputError(f"{path} does not exist: check the path and run again")
    try:
        path.encode()
        if Path(path).is_dir():
            raise WrongInputError(f"{path} is a folder: name the files in it")
        if not Path(path).is_file():
            raise WrongInputError(f"{path} is no regular file: save it as one and run again")
        absolute = str(Path(path).absolute())
        if "\\" in absolute and any(letter in absolute for letter in GLOB):
            # DuckDB would take the backslash for a slash, too.
            raise WrongInputError(f"{path} has a name that cannot be read: rename it")
        with Path(path).open("rb") as file:
            return file.read(_HEAD_BYTES)
    except UnicodeEncodeError:
        shown = os.fsencode(path).decode(errors="replace")
        raise WrongInputError(f"{shown} has a name that is not UTF-8: rename it") from None
    except OSError as error:
        raise WrongInputError(
            f"{path} cannot be read ({error.strerror}): mend its permissions or copy it"
        ) from None


def _unpacked(path: str, head: bytes) -> bytes:
    unpacking, text = zlib.decompressobj(zlib.MAX_WBITS | 16), b""
    try:
        # By and by, since a damaged piece gives nothing.
        for start in range(0, len(head), _PIECE):
            text += unpacking.decompress(head[start : start + _PIECE], _HEAD_BYTES)
            if len(text) >= _HEAD_BYTES:
                break
    except zlib.error:
        if not text:
            raise WrongInputError(f"{path} is broken gzip: download or export it again") from None
    return text


def _parquet(path: str, connection: duckdb.DuckDBPyConnection) -> Export:
    source = f"read_parquet({literal_path(path)}, hive_partitioning = false)"
    try:
        described = run(connection, f"describe from {source}")
    except duckdb.Error as error:
        reason = str(error).splitlines()[0]
        raise WrongInputError(
            f"{path} is broken Parquet ({reason}): download or export it again"
        ) from None
    headers = [name for name, *_ in described]
    types = [data_type for _, data_type, *_ in described]
    columns = recognised(headers)
    styles = {
        field: "listed" if types[columns[field]].endswith("[]") else style
        for field, style in _name_styles(headers, columns).items()
    }
    return Export(path, headers, columns, styles, types=types)


def _csv(path: str, head: bytes, gzipped: bool) -> Export:
    text = head.decode("utf-8-sig", errors="replace")
    if not text.strip():
        raise WrongInputError(f"{path} is empty: export it again")
    candidates = [(delimiter, _header(text, delimiter)) for delimiter in _DELIMITERS]
    delimiter, headers = max(
        candidates, key=lambda candidate: (len(recognised(candidate[1])), len(candidate[1]))
    )
    if not headers or "\0" in "".join(headers):
        raise WrongInputError(f"{path} is neither CSV nor Parquet: export it as one of them")
    if "\ufffd" in "".join(headers):
        raise WrongInputError(f"{path} is not UTF-8: save it as UTF-8 and run again")
    columns = recognised(headers)
    return Export(path, headers, columns, _name_styles(headers, columns), delimiter, gzipped)


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])
    except csv.Error:
        return []


def _name_styles(headers: Sequence[str], columns: dict[str, int]) -> dict[str, str]:
    many = "escaped" if joined_by_commas(headers) else "many"
    fields = [field for field in ("artist_names", "album_artist_names") if field in columns]
    one = {*ONE_NAME, "albumartist", "albumartistname"}
    return {field: "one" if folded(headers[columns[field]]) in one else many for field in fields}


def _judge(export: Export, need_features: bool) -> None:
    named = [header or "(no name)" for header in export.headers]
    shown = ", ".join(named[:40]) + (", ..." if len(named) > 40 else "")
    if "track_id" not in export.columns:
        raise WrongInputError(
            f"{export.path} has no column with a track id; it has {shown[:600]}; "
            "it needs one such as track_id, id, Track URI or uri"
        )
    has_features = any(feature in export.columns for feature in FEATURES)
    if need_features and not has_features:
        raise WrongInputError(
            f"{export.path} has no audio features; it has {shown[:600]}; it needs one or more of "
            f"{', '.join(FEATURES)}, or say --features reccobeats or --features compatible"
        )
    if not has_features and not {"artist_names", "artist_ids"} & export.columns.keys():
        raise WrongInputError(
            f"{export.path} has no artist; it has {shown[:600]}; without audio features it needs a "
            "column such as artists, artist_name or Artist Name(s)"
        )
