"""The job of `ingest spotify` and `ingest demo`: artists' discographies and the audio features of their tracks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from ingest.features.choice import Services, asked_of, land_features
from ingest.run import Run
from ingest.spotify import (
    ALBUMS_A_PAGE_IN_DEVELOPMENT,
    ALBUMS_A_REQUEST,
    ARTISTS_A_REQUEST,
    SpotifyApi,
)
from ingest.walk import Walk


@dataclass(frozen=True)
class Discographies:
    """Artists to walk, in which album groups, and where their features come from."""

    artist_ids: Sequence[str]
    groups: Sequence[str]
    features: str
    services: Services

    def __call__(self, run: Run) -> None:
        """Land all of it, or plan it in a dry run. Raises an IngestError where it ends early."""
        spotify = run.transport("Spotify", self.services.tokens)
        api = SpotifyApi(self.services.spotify_url, spotify)
        walk = Walk(api, run)
        if run.options.dry_run:
            walk.albums(self.artist_ids, self.groups, land=False)
            run.outcome.plan = self._plan(run, api)
            return
        artist_ids = walk.artists(self.artist_ids)
        walk.albums(artist_ids, self.groups)
        walk.tracks()
        land_features(run, self.services, spotify, self.features, artist_ids)

    def _plan(self, run: Run, api: SpotifyApi) -> dict[str, int]:
        """How much is still to fetch, and the requests of the whole run, those of this plan among them."""
        artists = len(run.state.artists_to_fetch(self.artist_ids))
        albums = run.state.albums_to_fetch().count
        tracks, new_tracks, further_pages = run.state.tracks_to_fetch()
        features = 0
        if self.features != "none":
            asked, any_source = asked_of(self.features)
            known = run.state.features_to_fetch(self.artist_ids, asked, any_source=any_source)
            features = known.count + new_tracks
        one_by_one = api.albums_a_page == ALBUMS_A_PAGE_IN_DEVELOPMENT
        of_reccobeats = self.features == "reccobeats" or (self.features == "auto" and one_by_one)
        # What such an app is refused before it is asked otherwise: several things at once, Spotify's features.
        told = bool(artists or albums) + bool(features and self.features == "auto")
        requests = (
            run.requests
            + (told if one_by_one else 0)
            + ceil(artists / (1 if one_by_one else ARTISTS_A_REQUEST))
            + ceil(albums / (1 if one_by_one else ALBUMS_A_REQUEST))
            + further_pages
            + ceil(features / (40 if of_reccobeats else 100))
        )
        return {
            "artists": artists,
            "albums": albums,
            "tracks": tracks,
            "features": features,
            "requests": requests,
        }
