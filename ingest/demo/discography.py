"""An invented career: which recordings an artist made and on which releases they are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from ingest.demo.measures import MEASURES, clip, draw_scores
from ingest.demo.names import invent_title, invent_word, pick
from ingest.demo.published import PublishedArtist

FRESH_DATE = "2025-10-17"
"""When the releases came out some of whose tracks have no features yet."""

_STUDIO, _LIVE, _REISSUE, _BOX, _FRESH = "studio", "live", "reissue", "box", "fresh"
_FRESH_TRACKS_WITH_FEATURES = 4
_SMALLEST_ALBUM = 6
_LARGEST_DISC = 20

_REISSUE_CHANCE = 0.13
_LIVE_CHANCE = 0.36
_EXPLICIT_CHANCE = 0.02
_LIVE_LIVENESS = 1.2  # how much higher a concert recording's liveness score is


@dataclass(frozen=True)
class Recording:
    """Something recorded once, on however many releases; `scores` are the normal scores of its measures."""

    title: str
    year: int
    explicit: bool
    scores: tuple[float, ...]


@dataclass(frozen=True)
class Release:
    """A release and, for each track in order, the position of its recording in a list, and its title.

    `release_date` has the precision that `precision` names. `discs` are the numbers of tracks on each. The last
    `without_features` tracks have no features.
    """

    title: str
    release_date: str
    precision: str
    discs: tuple[int, ...]
    tracks: tuple[tuple[int, str], ...]
    without_features: int = 0


@dataclass(frozen=True)
class _Plan:
    kind: str
    size: int
    original: int | None = None  # the number, among the studio albums, of the one that is reissued


def invent_discography(
    rng: Random, artist: PublishedArtist
) -> tuple[list[Recording], list[Release]]:
    """Recordings and releases, oldest first, whose tracks with features number `artist.track_count`."""
    recordings: list[Recording] = []
    releases: list[Release] = []
    studio: list[Release] = []
    plans = _plan(rng, artist)
    for plan, (date, precision) in zip(plans, _dates(rng, artist, len(plans)), strict=True):
        original = None if plan.original is None else studio[plan.original]
        title = _title(rng, plan, original, int(date[:4]))
        tracks = [] if original is None else _remastered(original, int(date[:4]))
        new = _record(rng, plan, recordings, plan.size - len(tracks), int(date[:4]))
        tracks += [(len(recordings) + n, recording.title) for n, recording in enumerate(new)]
        recordings += new
        missing = artist.tracks_without_features if plan.kind == _FRESH else 0
        release = Release(title, date, precision, _discs(plan.size), tuple(tracks), missing)
        releases.append(release)
        if plan.kind == _STUDIO:
            studio.append(release)
    return recordings, releases


def _plan(rng: Random, artist: PublishedArtist) -> list[_Plan]:
    """Kinds and sizes in the order of release: box sets in the second half, a fresh release last."""
    fresh = artist.tracks_without_features
    left = artist.track_count - sum(artist.box_sets) - (_FRESH_TRACKS_WITH_FEATURES if fresh else 0)
    plans: list[_Plan] = []
    studio_sizes: list[int] = []
    while left:
        plan = _plan_next(rng, studio_sizes, left)
        plans.append(plan)
        left -= plan.size
        if plan.kind == _STUDIO:
            studio_sizes.append(plan.size)
    half = len(plans) // 2
    for n, size in enumerate(artist.box_sets):
        plans.insert(half + 1 + half * (n + 1) // (len(artist.box_sets) + 1), _Plan(_BOX, size))
    if fresh:
        plans.append(_Plan(_FRESH, _FRESH_TRACKS_WITH_FEATURES + fresh))
    return plans


def _plan_next(rng: Random, studio_sizes: Sequence[int], left: int) -> _Plan:
    """The next album; it leaves nothing or enough for one more."""
    chance = rng.random()
    if chance < _REISSUE_CHANCE and studio_sizes:
        original = int(rng.random() * len(studio_sizes))
        size = studio_sizes[original] + pick(rng, (0, 0, 0, 2, 4))
        if size == left or size + _SMALLEST_ALBUM <= left:
            return _Plan(_REISSUE, size, original)
    is_live = bool(studio_sizes) and chance < _REISSUE_CHANCE + _LIVE_CHANCE
    size = (8 if is_live else 7) + int(rng.random() * (18 if is_live else 8))
    return _Plan(_LIVE if is_live else _STUDIO, size if size + _SMALLEST_ALBUM <= left else left)


def _dates(rng: Random, artist: PublishedArtist, count: int) -> Iterator[tuple[str, str]]:
    """Release dates in order with their precision: mostly to the day, some to the month or the year."""
    years = artist.last_year + 1 - artist.first_year
    fresh = artist.tracks_without_features > 0
    for n in range(count - fresh):
        year, part = divmod((n + rng.random()) / (count - fresh) * years, 1)
        month, day = int(part * 12) + 1, int(part * 12 % 1 * 28) + 1
        date = f"{artist.first_year + int(year)}-{month:02}-{day:02}"
        chance = rng.random()
        if chance < 0.1:
            yield date[:4], "year"
        elif chance < 0.15:
            yield date[:7], "month"
        else:
            yield date, "day"
    if fresh:
        yield FRESH_DATE, "day"


def _title(rng: Random, plan: _Plan, original: Release | None, year: int) -> str:
    if original is not None:
        longer = plan.size > len(original.tracks)
        return f"{original.title} ({'Deluxe Edition' if longer else f'{year} Remaster'})"
    title = invent_title(rng)
    if plan.kind == _LIVE:
        return pick(rng, (f"{title} (Live)", f"Live in {invent_word(rng)}", f"{title}: Live"))
    return f"{title} (Box Set)" if plan.kind == _BOX else title


def _remastered(original: Release, year: int) -> list[tuple[int, str]]:
    return [(recording, f"{title} - {year} Remaster") for recording, title in original.tracks]


def _record(
    rng: Random, plan: _Plan, earlier: Sequence[Recording], count: int, year: int
) -> list[Recording]:
    """New recordings for one release; those of concerts and box sets are often of titles recorded earlier."""
    album_scores = draw_scores(rng)
    again = 0.7 if plan.kind in (_LIVE, _BOX) else 0.0
    mark = " - Live" if plan.kind == _LIVE else " - Demo"
    recordings = []
    for _ in range(count):
        title = invent_title(rng)
        if rng.random() < again and earlier:
            title = pick(rng, earlier).title.removesuffix(" - Live").removesuffix(" - Demo")
            title += pick(rng, ("", "", mark))
        scores = draw_scores(rng, album_scores)
        if plan.kind == _LIVE:
            scores = _as_live(scores)
        recordings.append(Recording(title, year, rng.random() < _EXPLICIT_CHANCE, scores))
    return recordings


def _as_live(scores: Sequence[float]) -> tuple[float, ...]:
    return tuple(
        clip(score + _LIVE_LIVENESS) if measure.name == "liveness" else score
        for measure, score in zip(MEASURES, scores, strict=True)
    )


def _discs(size: int) -> tuple[int, ...]:
    """Spread tracks over as few discs as hold them, the fuller ones first."""
    count = -(-size // _LARGEST_DISC)
    each, rest = divmod(size, count)
    return tuple(each + (n < rest) for n in range(count))
