"""Who is asked for audio features: a provider by name, or Spotify where it lets the app and else ReccoBeats."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice

from pydantic import SecretStr

from ingest.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    WrongInputError,
)
from ingest.features import Provider
from ingest.features.fetch import fetch_batch, fetch_features
from ingest.features.reccobeats import ReccoBeatsFeatures
from ingest.features.spotify import SpotifyFeatures
from ingest.http.tokens import ApiKey
from ingest.http.transport import Tokens, Transport
from ingest.raw.state import Plan
from ingest.run import Run

log = logging.getLogger(__name__)

CHOICES = ("auto", "spotify", "reccobeats", "compatible", "none")
"""Where audio features may come from."""


@dataclass(frozen=True)
class Services:
    """Where the services are and what opens them; `compatible_url` None: there is none."""

    spotify_url: str
    tokens: Tokens | None
    reccobeats_url: str
    compatible_url: str | None = None
    compatible_key: SecretStr | None = None

    def check(self, choice: str) -> None:
        """Raises WrongInputError when a choice of features lacks its setting."""
        if choice == "compatible" and self.compatible_url is None:
            raise WrongInputError(
                "--features compatible needs FEATURES_API_URL (and FEATURES_API_KEY where the service has keys): "
                "put them in the environment or in .env"
            )


def asked_of(choice: str) -> tuple[Sequence[str], bool]:
    """Whose answers count for a choice, and whether features from anywhere do."""
    return (("spotify", "reccobeats"), True) if choice == "auto" else ((choice,), False)


def land_features(
    run: Run, services: Services, spotify: Transport, choice: str, artist_ids: Sequence[str]
) -> None:
    """Land the features of the artists' tracks that are still to fetch, of whom the choice says.

    Raises RefusedError when a provider that was asked for by name will not have this app.
    """
    if choice == "none":
        return
    asked, any_source = asked_of(choice)
    plan = run.state.features_to_fetch(artist_ids, asked, any_source=any_source)
    if choice != "auto":
        run.outcome.run["provider"] = choice
        with named_refusal(choice):
            fetch_features(run, make_provider(run, services, spotify, choice), plan)
    elif plan.count:
        _land_of_either(run, services, spotify, plan)


def make_provider(run: Run, services: Services, spotify: Transport | None, name: str) -> Provider:
    """The provider of that name; Spotify's takes the transport that the catalogue came by."""
    if name == "reccobeats":
        transport = run.transport("ReccoBeats")
        return ReccoBeatsFeatures(services.reccobeats_url, transport, run.reader)
    if name == "spotify" and spotify is not None:
        return SpotifyFeatures(name, services.spotify_url, spotify, run.reader)
    key = services.compatible_key
    tokens = ApiKey(key, "FEATURES_API_KEY") if key is not None else None
    transport = run.transport("the service at FEATURES_API_URL", tokens)
    return SpotifyFeatures(name, services.compatible_url or "", transport, run.reader)


def _land_of_either(run: Run, services: Services, transport: Transport, plan: Plan) -> None:
    """Spotify's features where the app may read them, which the answer to a first batch tells; else ReccoBeats'."""
    provider = make_provider(run, services, transport, "spotify")
    run.outcome.run["provider"] = provider.name
    first = list(islice(plan.ids, provider.most_ids))
    try:
        fetch_batch(run, provider, first)
        rest, done = Plan(plan.count - len(first), plan.ids), len(first)
    except (ForbiddenError, NotFoundError):
        log.warning(
            "Spotify does not give audio features to this app: asking ReccoBeats for those of %s tracks",
            f"{plan.count:,}",
        )
        provider = make_provider(run, services, None, "reccobeats")
        run.outcome.run["provider"] = provider.name
        rest, done = Plan(plan.count, chain(first, plan.ids)), 0
    with named_refusal(provider.name):
        fetch_features(run, provider, rest, done)


@contextmanager
def named_refusal(name: str) -> Iterator[None]:
    """Say what to do where a provider will not give its features. Raises RefusedError."""
    advice = {
        "spotify": "Spotify gives audio features only to apps that had them before 2024-11-27: the catalogue has "
        "landed, --features auto asks ReccoBeats instead and --features none nobody",
        "reccobeats": "check RECCOBEATS_API_URL",
        "compatible": "check FEATURES_API_URL and FEATURES_API_KEY",
    }
    try:
        yield
    except (BadRequestError, ForbiddenError, NotFoundError) as error:
        raise RefusedError(f"{error}; {advice[name]}") from None


def most_ids(name: str) -> int:
    """How many tracks a provider takes in one request."""
    return ReccoBeatsFeatures.most_ids if name == "reccobeats" else SpotifyFeatures.most_ids
