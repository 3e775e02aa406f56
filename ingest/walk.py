"""The walk artists -> albums -> tracks -> audio features.

It asks for nothing twice and for nothing it does not need. For A artists not landed yet, listings (an artist and an
album group each) of N albums, B albums not landed in full, T tracks on each of those, and F tracks without features,
that is, for an app in extended mode, one token and

    ceil(A / 50) + sum(max(1, ceil(N / 50))) + ceil(B / 20) + sum(ceil(max(0, T - 50) / 50)) + ceil(F / 100)

requests. An app in development mode may ask for one thing at a time and gets 10 albums a page, which makes

    A + sum(max(1, ceil(N / 10))) + sum(max(1, ceil(T / 50))) + ceil(F / 40)

with ReccoBeats for the features, and at most three requests more that tell what the app may not: several things at
once, pages of 50 albums, Spotify's audio features.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from ingest.errors import BadRequestError, Failure, NotFoundError, UnansweredError
from ingest.http.batches import ask_in_parts, in_batches
from ingest.progress import Step
from ingest.raw.rows import Row, answer_row, readable_id
from ingest.raw.schemas import ALBUMS, ANSWERS, ARTISTS, TRACKS
from ingest.run import Run
from ingest.spotify import (
    ALBUMS_A_REQUEST,
    ARTISTS_A_REQUEST,
    BatchesRefusedError,
    ListingError,
    SpotifyApi,
)


@dataclass(frozen=True)
class _Listing:
    """The rows of an artist's albums in a group, and whether they are all of them."""

    artist_id: str
    group: str
    rows: list[Row]
    is_whole: bool


class Walk:
    """One pass over some artists' discographies.

    Each step plans from what has landed, and what an answer brings is kept at once by the worker that asked. What could
    not be fetched is in the failures of the run's outcome.
    """

    def __init__(self, api: SpotifyApi, run: Run) -> None:
        self._api = api
        self._run = run
        self._workers = run.workers
        self._unknown: set[str] = set()
        self._answered: str | None = None

    def artists(self, artist_ids: Sequence[str]) -> list[str]:
        """Land the artists that have not landed; gives back those that the source knows."""
        to_fetch = self._run.state.artists_to_fetch(artist_ids)
        with self._run.progress.step("artists", len(to_fetch)) as step:
            self._ask(to_fetch, ARTISTS_A_REQUEST, self._several_artists, self._one_artist, step)
        self._run.writer.flush(ARTISTS)
        return [id for id in artist_ids if id not in self._unknown]

    def albums(
        self, artist_ids: Sequence[str], groups: Sequence[str], *, land: bool = True
    ) -> None:
        """List the artists' albums in these groups and, unless it is only for a plan, land them.

        A listing that a run which was cut off has read to its end is not asked for again. An album in several groups is
        of the first that was asked for.
        """
        listings = [(artist_id, group) for artist_id in artist_ids for group in groups]
        read = self._read_before() if land else set()
        for listing in read.intersection(listings):
            self._run.state.recall_listing(*listing)
        to_ask = [listing for listing in listings if listing not in read]
        left = Counter(artist_id for artist_id, _ in to_ask)
        found: dict[str, dict[str, _Listing]] = defaultdict(dict)

        def keep(artist_id: str) -> None:
            by_group = found.pop(artist_id)
            rows = [row for group in groups if group in by_group for row in by_group[group].rows]
            self._run.writer.add(ALBUMS, list({row["id"]: row for row in reversed(rows)}.values()))
            if not self._run.options.refresh:  # only now, with its albums kept
                whole = [group for group, listing in by_group.items() if listing.is_whole]
                self._run.landing.listings.note(artist_id, whole)

        with self._run.progress.step("album listings", len(to_ask)) as step:
            try:
                for answer in self._workers.each(self._listing, to_ask):
                    found[answer.artist_id][answer.group] = answer
                    left[answer.artist_id] -= 1
                    if land and not left[answer.artist_id]:
                        keep(answer.artist_id)
                    step.advance()
            finally:
                for artist_id in list(found) if land else []:
                    keep(artist_id)
        self._run.writer.flush(ALBUMS)

    def _read_before(self) -> set[tuple[str, str]]:
        return set() if self._run.options.refresh else self._run.landing.listings.read()

    def tracks(self) -> None:
        """Land every track of the listed albums that have not landed in full."""
        to_fetch = self._run.state.albums_to_fetch()
        with self._run.progress.step("albums", to_fetch.count) as step:
            self._ask(to_fetch.ids, ALBUMS_A_REQUEST, self._several_albums, self._one_album, step)
        self._run.writer.flush(TRACKS, ANSWERS)
        self._run.landing.listings.forget()

    def _ask(
        self,
        ids: Iterable[str],
        batch_size: int,
        several: Callable[[Sequence[str]], int],
        one: Callable[[str], int],
        step: Step,
    ) -> None:
        """Ask for things, several at once where the app may: a run's first answer tells, the others wait for it."""
        rest = iter(ids)
        if self._api.batches is None:
            first = next(in_batches(rest, batch_size), [])
            try:
                step.advance(several(first) if first else 0)
            except BatchesRefusedError:
                rest = chain(first, rest)
        asked: Iterator[int] = (
            self._workers.each(several, in_batches(rest, batch_size))
            if self._api.batches
            else self._workers.each(one, rest)
        )
        for count in asked:
            step.advance(count)

    def _several_artists(self, ids: Sequence[str]) -> int:
        for part, answer in ask_in_parts(
            self._api.artists, ids, self._api.transport, self._run.state.landed_artist
        ):
            if isinstance(answer, str):
                self._lacking(part, answer)
            else:
                self._keep_artists(part, answer)
        return len(ids)

    def _one_artist(self, artist_id: str) -> int:
        try:
            self._keep_artists([artist_id], [self._api.artist(artist_id)])
        except (BadRequestError, UnansweredError) as error:
            self._lacking([artist_id], self._why(error))
        return 1

    def _keep_artists(self, asked: Sequence[str], found: Sequence[Any]) -> None:
        read = [self._run.reader.artist(item) for item in found if item is not None]
        rows = [row for row in read if row is not None and row["id"] in asked]
        self._run.writer.add(ARTISTS, rows)
        unknown = set(asked) - {row["id"] for row in rows}
        self._lacking(sorted(unknown), "Spotify knows no artist with this id")

    def _lacking(self, artist_ids: Iterable[str], reason: str) -> None:
        for artist_id in artist_ids:
            self._unknown.add(artist_id)
            self._run.outcome.failures.append(Failure("artist", artist_id, reason))

    def _listing(self, listing: tuple[str, str]) -> _Listing:
        """What an artist's discography lists in one group."""
        artist_id, group = listing
        items: list[Any] = []
        is_whole = False
        try:
            items.extend(self._api.artist_albums(artist_id, group))
            is_whole = True
        except (BadRequestError, ListingError, NotFoundError, UnansweredError) as error:
            self._failed("artist", [artist_id], f"listing of group {group}: {self._why(error)}")
        read = [self._run.reader.album(item, artist_id, group) for item in items]
        rows = [row for row in read if row is not None]
        self._run.state.list_albums(rows)
        return _Listing(artist_id, group, rows, is_whole)

    def _several_albums(self, ids: Sequence[str]) -> int:
        for part, answer in ask_in_parts(
            self._api.albums, ids, self._api.transport, self._run.state.landed_album
        ):
            if isinstance(answer, str):
                self._failed("album", part, answer)
                continue
            found = {
                album["id"]: album
                for album in answer
                if isinstance(album, dict) and readable_id(album.get("id"))
            }
            announced = self._run.state.announced(part)
            rows: list[Row] = []
            try:
                for album_id in part:
                    if album_id in found:
                        first = found[album_id].get("tracks")
                        rows += self._tracks_of(album_id, first, announced.get(album_id))
                    else:
                        self._failed("album", [album_id], "listed, but refused when asked for")
            finally:  # a further page that ends the run costs nothing that came before
                self._run.writer.add(TRACKS, rows)
        return len(ids)

    def _one_album(self, album_id: str) -> int:
        announced = self._run.state.announced([album_id]).get(album_id)
        self._run.writer.add(TRACKS, self._tracks_of(album_id, None, announced))
        return 1

    def _tracks_of(self, album_id: str, first: Any, announced: int | None) -> list[Row]:
        """The rows of an album's tracks; that it has been read to its end is noted where fewer land than announced."""
        items: list[Any] = []
        complete = False
        try:
            items.extend(self._api.album_tracks(album_id, first))
            complete, self._answered = True, album_id
        except (BadRequestError, ListingError, NotFoundError, UnansweredError) as error:
            self._failed("album", [album_id], f"listing of its tracks: {self._why(error)}")
        read = [self._run.reader.track(item, album_id) for item in items]
        rows = [row for row in read if row is not None]
        if complete and (announced is None or len({row["id"] for row in rows}) < announced):
            self._run.writer.add(ANSWERS, [answer_row(album_id, "album", announced or 0)])
        return rows

    def _why(self, error: Exception) -> str:
        """Why there is no reading one thing. Raises the error when it is the source's."""
        if isinstance(error, UnansweredError):
            try:
                return self._api.transport.excuse(error)
            except UnansweredError:
                known = self._answered or self._run.state.landed_album()
                if known is None:
                    raise
                next(self._api.album_tracks(known, None), None)  # raises where the source is down
                return error.what
        return f"refused: {error.message}" if isinstance(error, BadRequestError) else str(error)

    def _failed(self, kind: str, ids: Iterable[str], reason: str) -> None:
        self._run.outcome.failures += [Failure(kind, id, reason) for id in ids]
