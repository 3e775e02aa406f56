"""The walk artists -> albums -> tracks -> audio features, in batch form.

It asks for nothing twice and for nothing it does not need. For A artists not landed yet, listings (an artist and an
album group each) of N albums, B albums not landed in full, T tracks on each of those, and F tracks without features,
that is one token, and

    ceil(A / 50) + sum(max(1, ceil(N / 50))) + ceil(B / 20) + sum(ceil(max(0, T - 50) / 50)) + ceil(F / 100)

requests.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ingest.artists import unique
from ingest.errors import Failure, NotFoundError
from ingest.features import Provider
from ingest.landing import Writer
from ingest.progress import Progress
from ingest.rows import Row, RowReader, readable_id
from ingest.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, TRACKS
from ingest.spotify import (
    ALBUMS_A_REQUEST,
    ARTISTS_A_REQUEST,
    ListingError,
    SpotifyApi,
    in_batches,
)
from ingest.state import State
from ingest.workers import Workers


class Walk:
    """One pass over some artists' discographies; each step plans from what has landed and lands what it fetched.

    `failures` names what could not be fetched.
    """

    def __init__(
        self,
        api: SpotifyApi,
        reader: RowReader,
        state: State,
        writer: Writer,
        workers: Workers,
        progress: Progress,
    ) -> None:
        self._api = api
        self._reader = reader
        self._state = state
        self._writer = writer
        self._workers = workers
        self._progress = progress
        self.failures: list[Failure] = []

    def artists(self, artist_ids: Sequence[str]) -> list[str]:
        """Land the artists that have not landed; gives back those that the source knows."""
        batches = list(in_batches(self._state.artists_to_fetch(artist_ids), ARTISTS_A_REQUEST))
        unknown = set()
        with self._progress.step("artists", sum(map(len, batches))) as step:
            for batch, found in self._workers.map(self._api.artists, batches):
                rows = self._rows(self._reader.artist(item) for item in found if item is not None)
                asked = [row for row in rows if row["id"] in batch]
                self._writer.add(ARTISTS, asked)
                unknown |= set(batch) - {row["id"] for row in asked}
                step.advance(len(batch))
        self._writer.flush(ARTISTS)
        self.failures += [
            Failure("artist", id, "Spotify knows no artist with this id")
            for id in artist_ids
            if id in unknown
        ]
        return [id for id in artist_ids if id not in unknown]

    def albums(self, artist_ids: Sequence[str], groups: Sequence[str]) -> list[str]:
        """List the artists' albums in these groups and land them; gives back the albums' ids."""
        listings = [(artist_id, group) for artist_id in artist_ids for group in groups]
        listed: list[str] = []
        with self._progress.step("album listings", len(listings)) as step:
            for (artist_id, group), found in self._workers.map(self._listing, listings):
                rows = self._rows(self._reader.album(item, artist_id, group) for item in found)
                self._writer.add(ALBUMS, rows)
                listed += [row["id"] for row in rows]
                step.advance()
        self._writer.flush(ALBUMS)
        return unique(listed)

    def tracks(self, album_ids: Sequence[str]) -> None:
        """Land every track of the albums that have not landed in full."""
        to_fetch = self._state.albums_to_fetch(album_ids)
        with self._progress.step("albums", len(to_fetch)) as step:
            batches = in_batches(to_fetch, ALBUMS_A_REQUEST)
            for batch, found in self._workers.map(self._albums_with_tracks, batches):
                for album_id, items in found.items():
                    rows = self._rows(self._reader.track(item, album_id) for item in items)
                    self._writer.add(TRACKS, rows)
                step.advance(len(batch))
        self._writer.flush(TRACKS)

    def audio_features(self, artist_ids: Sequence[str], provider: Provider) -> None:
        """Land the features of the artists' own tracks for which the provider has not been asked."""
        to_fetch = self._state.tracks_without_features(artist_ids, provider.name)
        with self._progress.step("audio features", len(to_fetch)) as step:
            batches = in_batches(to_fetch, provider.most_ids)
            for batch, rows in self._workers.map(provider.fetch, batches):
                self._writer.add(AUDIO_FEATURES, rows)
                answered = {row["id"] for row in rows}
                self.failures += [
                    Failure("track", id, f"{provider.name} left its audio features unanswered")
                    for id in batch
                    if id not in answered
                ]
                step.advance(len(batch))
        self._writer.flush(AUDIO_FEATURES)

    def _listing(self, listing: tuple[str, str]) -> list[Any]:
        artist_id, group = listing
        items: list[Any] = []
        try:
            items.extend(self._api.artist_albums(artist_id, group))
        except (ListingError, NotFoundError) as error:
            self.failures.append(Failure("artist", artist_id, f"listing of group {group}: {error}"))
        return items

    def _albums_with_tracks(self, album_ids: Sequence[str]) -> dict[str, list[Any]]:
        """The track objects of each album that the source gives; the others are failures."""
        answered = [album for album in self._api.albums(album_ids) if isinstance(album, dict)]
        by_id = {album["id"]: album for album in answered if readable_id(album.get("id"))}
        tracks: dict[str, list[Any]] = {}
        for album_id in album_ids:
            if album_id not in by_id:
                self.failures.append(
                    Failure("album", album_id, "listed, but refused when asked for")
                )
                continue
            tracks[album_id] = []
            try:
                tracks[album_id].extend(self._api.album_tracks(by_id[album_id]))
            except (ListingError, NotFoundError) as error:
                self.failures.append(Failure("album", album_id, f"listing of its tracks: {error}"))
        return tracks

    @staticmethod
    def _rows(rows: Any) -> list[Row]:
        return [row for row in rows if row is not None]
