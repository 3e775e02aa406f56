"""Every fault by name: what it is, where it strikes unless told otherwise, and what helps against it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Kind = Literal["passing", "late", "refusing", "spoiling"]

API_PATHS = r"^/((reccobeats|compatible)/)?v1/"
ALL_PATHS = rf"{API_PATHS}|^/api/token"
SPOTIFY_PATHS = r"^/v1/"
BATCHES = r"^/v1/(albums|artists|tracks)/?(\?|$)"
FEATURES = r"^/v1/audio-features"
PAGES = r"^/v1/(albums|artists/[^/]+/albums)"
"""Listings, and albums, which come with the first page of their tracks."""


@dataclass(frozen=True, slots=True)
class Fault:
    """A fault: its description in one line, its kind, and the paths with query that it strikes."""

    what: str
    kind: Kind
    paths: str = API_PATHS


FAULT_LIST: Mapping[str, Fault] = {
    "rate-limit": Fault("429 with Retry-After (1 second unless set)", "passing"),
    "rate-limit-silent": Fault("429 without Retry-After and with an empty body", "passing"),
    "rate-limit-date": Fault(
        "429 with Retry-After as a date (1 second away unless set)", "passing"
    ),
    "rate-limit-zero": Fault("429 with Retry-After: 0", "passing"),
    "rate-limit-text": Fault("429 in plain text, without Retry-After unless set", "passing"),
    "quota": Fault(
        "429 with the reason QUOTA_EXCEEDED, without Retry-After unless set",
        "refusing",
        SPOTIFY_PATHS,
    ),
    "no-premium": Fault(
        "403 in plain text: the owner of the app has no Premium", "refusing", SPOTIFY_PATHS
    ),
    "no-features": Fault(
        "403 without a word for audio features: the app lacks the extension for them",
        "refusing",
        FEATURES,
    ),
    "forbidden-batch": Fault(
        "403 for several albums, artists or tracks at once", "refusing", BATCHES
    ),
    "error-500": Fault("500 with a JSON body", "passing", ALL_PATHS),
    "error-502": Fault("502 with an HTML body", "passing", ALL_PATHS),
    "error-503": Fault("503 in plain text", "passing", ALL_PATHS),
    "poison": Fault("500 whenever a poisonous id is named: RATE is the share of ids", "refusing"),
    "not-json": Fault("200 with an HTML page", "passing"),
    "redirect": Fault("302 to another host", "refusing"),
    "drop": Fault("the connection is closed without an answer", "passing", ALL_PATHS),
    "truncate": Fault(
        "Content-Length is promised, half of the body comes, the connection is closed", "passing"
    ),
    "hang": Fault("no byte comes until the client gives up", "late"),
    "slow": Fault("the answer comes late (by 1 second unless set)", "late"),
    "token-expiry": Fault(
        "the request's access token expires now and for good: 401", "passing", SPOTIFY_PATHS
    ),
    "loop": Fault("a listing never ends: its pages come again and again", "spoiling", PAGES),
    "empty-page": Fault("a page without items that carries a next one", "spoiling", PAGES),
    "null-item": Fault("a null among a page's items, as one item more", "spoiling", PAGES),
    "album-twice": Fault("a page's first item comes once more as its last", "spoiling", PAGES),
    "no-id": Fault("a page's first item has null for its id, href and uri", "spoiling", PAGES),
}

FAULTS: Mapping[str, str] = {name: fault.what for name, fault in FAULT_LIST.items()}
"""Name and one-line description of every fault."""


def _of_kind(kind: Kind) -> frozenset[str]:
    return frozenset(name for name, fault in FAULT_LIST.items() if fault.kind == kind)


PASSING = _of_kind("passing")
"""The faults after which the same request, sent again, can succeed."""
LATE = _of_kind("late")
"""The faults that try a client's patience."""
REFUSING = _of_kind("refusing")
"""The faults that sending the same request again does not help against."""
SPOILING = _of_kind("spoiling")
"""The faults that hide in an answer of status 200, which is right but for them."""
EVERYWHERE = frozenset(name for name, fault in FAULT_LIST.items() if fault.paths == ALL_PATHS)
"""The faults that hit the token endpoint too (5xx there: Mincka/spotcast v6.5.3)."""
