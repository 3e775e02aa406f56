"""Which artists to fetch: ids from the command line or from a CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import WrongInputError

# An id is 22 base-62 characters: https://developer.spotify.com/documentation/web-api/concepts/spotify-uris-ids
_REFERENCE = re.compile(
    r"(?:spotify:artist:|https?://open\.spotify\.com/(?:intl-[a-z-]+/)?artist/)?"
    r"(?P<id>[0-9A-Za-z]{22})(?:[/?#].*)?"
)


def artist_id(reference: str) -> str:
    """The id in an artist's id, URI or URL. Raises WrongInputError when there is none."""
    match = _REFERENCE.fullmatch(reference.strip())
    if match is None:
        raise WrongInputError(
            f"'{reference}' is no Spotify artist: give an id of 22 letters and digits, "
            "a URI (spotify:artist:...) or an open.spotify.com/artist/... link"
        )
    return match["id"]


def artists_in_csv(path: Path) -> list[str]:
    """The ids in a CSV's column `artist_id`, each once, in the file's order.

    Raises WrongInputError when the file cannot be read, lacks the column, holds something that is no artist
    or names nobody.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file, skipinitialspace=True))
    except FileNotFoundError:
        raise WrongInputError(f"{path}: no such file; give one with --artists") from None
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise WrongInputError(f"{path} cannot be read as CSV in UTF-8: {error}") from None
    if rows and "artist_id" not in rows[0]:
        columns = ", ".join(str(name) for name in rows[0])
        raise WrongInputError(f"{path} has no column artist_id; its columns are: {columns}")
    ids = []
    for number, row in enumerate(rows, start=2):
        if reference := (row["artist_id"] or "").strip():
            try:
                ids.append(artist_id(reference))
            except WrongInputError as error:
                raise WrongInputError(f"{path}, line {number}: {error}") from None
    if not ids:
        raise WrongInputError(f"{path} names no artist: give at least one row with an artist_id")
    return unique(ids)


def unique(ids: Iterable[str]) -> list[str]:
    """The ids without repetitions, in order."""
    return list(dict.fromkeys(ids))
