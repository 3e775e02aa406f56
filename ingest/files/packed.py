"""Files packed with gzip, read outside DuckDB: whether they are whole, and what a broken one still holds."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

_CHUNK = 1 << 20
_BROKEN = (EOFError, gzip.BadGzipFile, zlib.error)


def why_broken(path: str) -> str | None:
    """Why a gzip file is not whole, or None when it is: length and checksum are right."""
    try:
        for _ in _chunks(path, gzipped=True):
            pass
    except _BROKEN as error:
        return _reason(error)
    return None


def unpack(path: str, target: Path) -> None:
    """Write what a gzip file holds, up to the last whole line where it breaks off."""
    kept, written = b"", 0
    with target.open("wb") as file:
        try:
            for chunk in _chunks(path, gzipped=True):
                written += file.write(kept)
                kept = chunk
        except _BROKEN:
            ending = max(kept.rfind(b"\n"), kept.rfind(b"\r"))
            kept = kept[: ending + 1]
        file.write(kept)


def lines_at(path: str, positions: Iterable[int], *, gzipped: bool) -> dict[int, int]:
    """For each byte of a file, its line: both counted from 1, bytes as they are when unpacked."""
    left = sorted(set(positions))
    lines, offset, feeds, returns = {}, 0, 0, 0
    for chunk in _chunks(path, gzipped=gzipped):
        while left and left[0] <= offset + len(chunk):
            before = chunk[: left[0] - 1 - offset]
            # A file of a kind that ends lines with a carriage return alone has no line feeds.
            lines[left.pop(0)] = 1 + (
                (feeds + before.count(b"\n")) or (returns + before.count(b"\r"))
            )
        if not left:
            break
        offset += len(chunk)
        feeds += chunk.count(b"\n")
        returns += chunk.count(b"\r")
    return lines


def _chunks(path: str, *, gzipped: bool) -> Iterator[bytes]:
    with cast(BinaryIO, gzip.open(path) if gzipped else Path(path).open("rb")) as file:
        # `read1` gives what there is before the break; `read` would give nothing.
        read = file.read1 if isinstance(file, gzip.GzipFile) else file.read
        while chunk := read(_CHUNK):
            yield chunk


def _reason(error: Exception) -> str:
    if isinstance(error, EOFError):
        return "the file ends in its middle; what came before has landed: download it again"
    return "the file is damaged; what came before has landed: download it again"
