"""How many requests the Spotify Web API cannot be asked in fewer than.

The limits are those of its reference pages (https://developer.spotify.com/documentation/web-api), written down here
once more so that the ingest is not measured with its own numbers.
"""

from __future__ import annotations

from math import ceil

from ingest.demo.catalogue import Catalogue

ARTISTS_A_REQUEST, ALBUMS_A_REQUEST, FEATURES_A_REQUEST = 50, 20, 100
ITEMS_A_PAGE = 50
TOKEN = 1


def fewest_requests(catalogue: Catalogue) -> int:
    """The fewest requests that fetch all artists and all there is on their albums of the group `album`.

    An album brings its first page of tracks with it. The formula is explained in `ingest/walk.py`.
    """
    albums = {
        album.id: len(album.tracks)
        for groups in catalogue.discographies.values()
        for album in groups.get("album", ())
    }
    return (
        fewest_without_news(catalogue)
        + ceil(len(catalogue.artists) / ARTISTS_A_REQUEST)
        + ceil(sum(1 for tracks in albums.values() if tracks) / ALBUMS_A_REQUEST)
        + sum(ceil(max(0, tracks - ITEMS_A_PAGE) / ITEMS_A_PAGE) for tracks in albums.values())
        + ceil(sum(albums.values()) / FEATURES_A_REQUEST)
    )


def fewest_without_news(catalogue: Catalogue) -> int:
    """The fewest requests that show that nothing is new: a token and every page of every listing."""
    listings = (len(groups.get("album", ())) for groups in catalogue.discographies.values())
    return TOKEN + sum(max(1, ceil(albums / ITEMS_A_PAGE)) for albums in listings)
