"""Which column of an export is what: headers recognised by name and synonym, in any order and case."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence

MEASURES = (
    "danceability",
    "energy",
    "loudness",
    "speechiness",
    "acousticness",
    "instrumentalness",
    "liveness",
    "valence",
    "tempo",
)
FEATURES = (*MEASURES, "key", "mode", "time_signature")
"""The columns of which a table needs one to be taken for one with audio features."""

ONE_NAME = ("artistname", "artist", "trackartist", "spotifyartist", "performer")
"""Headers of a column that holds the name of one artist, whatever commas it has."""

_ARTIST_URIS = ("artisturis",)
SYNONYMS: Mapping[str, tuple[str, ...]] = {
    "track_id": (
        *("spotifytrackid", "spotifytrackuri", "spotifyid", "spotifyuri", "trackid", "trackuri"),
        *("uri", "id", "trackurl", "spotifyurl", "url"),
    ),
    "track_uri": ("spotifytrackuri", "spotifyuri", "trackuri", "uri"),
    "track_name": (
        *("trackname", "tracktitle", "songname", "songtitle", "song", "title", "name", "track"),
    ),
    "artist_names": (
        *("artistnames", "artists", "trackartists", "trackartistnames", "artistsname"),
        *ONE_NAME,
    ),
    "artist_ids": (
        *(*_ARTIST_URIS, "artistids", "trackartistids", "spotifyartistid", "spotifyartisturi"),
        *("artistid", "artisturi", "trackartistid"),
    ),
    "album_id": (
        *("spotifyalbumid", "spotifyalbumuri", "albumid", "albumuri", "trackalbumid"),
        *("trackalbumuri", "albumurl"),
    ),
    "album_uri": ("spotifyalbumuri", "albumuri", "trackalbumuri"),
    "album_name": ("albumname", "trackalbumname", "album", "albumtitle", "spotifyalbum"),
    "album_artist_names": ("albumartistnames", "albumartists", "albumartistname", "albumartist"),
    "album_artist_ids": ("albumartisturis", "albumartistids", "albumartisturi", "albumartistid"),
    "release_date": ("albumreleasedate", "trackalbumreleasedate", "releasedate"),
    "release_date_precision": ("releasedateprecision", "albumreleasedateprecision"),
    "disc_number": ("discnumber", "trackdiscnumber", "disc"),
    "track_number": ("tracknumber",),
    "duration_ms": ("durationms", "trackdurationms"),
    "explicit": ("explicit", "trackexplicit", "isexplicit"),
    "isrc": ("isrc", "trackisrc"),
    "track_href": ("trackhref",),
    "analysis_url": ("analysisurl",),
    **{feature: (feature.replace("_", ""),) for feature in FEATURES},
}
"""What an export can say, and the folded headers that say it; the first that is there counts."""


def folded(header: str) -> str:
    """A header without case, spaces and punctuation: `Track Duration (ms)` is `trackdurationms`.

    A per cent sign stays: the values of such a column are on another scale.
    """
    text = unicodedata.normalize("NFKC", header).casefold()
    return "".join(character for character in text if character.isalnum() or character == "%")


def recognised(headers: Sequence[str]) -> dict[str, int]:
    """For each field that a header has, the position of its column."""
    positions: dict[str, int] = {}
    for position, header in enumerate(headers):
        positions.setdefault(folded(header), position)
    found = {}
    for field, synonyms in SYNONYMS.items():
        if known := [synonym for synonym in synonyms if synonym in positions]:
            found[field] = positions[known[0]]
    return found


def joined_by_commas(headers: Sequence[str]) -> bool:
    """Whether names are joined by a comma and a space, with a backslash before a comma within a name.

    So does the one of the two Exportify tools that has a column of artist URIs (watsonbox/exportify,
    `src/components/data/TracksBaseData.ts`); the other joins by `;`.
    """
    return any(folded(header) in _ARTIST_URIS for header in headers)
