"""Runs against a server that changes its answers, and what must hold after each of them whatever was changed."""

from __future__ import annotations

import faulthandler
import logging
import random
import shutil
import time
import traceback
from collections import Counter
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

from answering_support import AnsweringServer
from demo_support import BAND, EMPTY, GUEST, a_catalogue, an_album
from ingest_support import run
from meddler_support import ENDPOINTS, Meddler
from pytest import MonkeyPatch
from whole_landing_support import CONTENT, Landed, by_key, check_origin, check_words, read

from ingest.errors import Exit
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, TRACKS
from ingest.run import Outcome

CATALOGUE = a_catalogue(
    [
        an_album(1, track_count=52),
        *(an_album(number, ("album", "single")[number % 2]) for number in range(2, 10)),
    ]
)
ARTIST_IDS = (BAND.id, EMPTY.id, GUEST.id)
CHOICES = (
    *(("extended", "spotify"), ("extended", "auto"), ("extended", "reccobeats")),
    *(("extended", "compatible"), ("development", "auto"), ("development", "none")),
)
LONGEST_RUN = 20.0
"""Seconds; a run without a wait takes a fifth of one."""


def plan(seed: int) -> tuple[str, str, dict[str, float]]:
    """What a seed stands for: the kind of app, who is asked for features, and how often which answers are changed."""
    rng = random.Random(seed)
    mode, features = CHOICES[seed % len(CHOICES)]
    names = list(ENDPOINTS)
    if rng.random() < 0.8:  # here and there, and seldom where a run may end before it has begun
        rates = dict.fromkeys(names, rng.choice((0.3, 0.6))) | dict.fromkeys(names[:3], 0.15)
    else:  # one endpoint alone, most of the time
        rates = {rng.choice(names): rng.choice((0.5, 0.9))}
    return mode, features, rates


class _Lines(logging.Handler):
    """Keeps what is logged, at every level."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())


class Runs:
    """One run a seed, against servers that are started once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._meddler = Meddler(0)
        self._log = _Lines()
        logging.getLogger("ingest").addHandler(self._log)
        logging.getLogger("ingest").setLevel(logging.DEBUG)
        logging.getLogger("ingest").propagate = False
        self._servers = {
            mode: self._stack.enter_context(
                AnsweringServer(
                    CATALOGUE,
                    mode=mode,
                    change=lambda request, response: self._meddler(request, response),
                )
            )
            for mode in ("extended", "development")
        }
        patch = self._stack.enter_context(MonkeyPatch.context())
        patch.setattr("ingest.http.pacing.SHORTEST_WAIT", 0.0005)
        patch.setattr("ingest.http.transport.UNNAMED_WAIT", 0.0005)
        patch.setattr("ingest.http.transport.TIMEOUT", (2, 2))
        patch.setattr("ingest.spotify.ALBUMS_A_PAGE_IN_DEVELOPMENT", 2)
        patch.setattr("ingest.spotify.MOST_PAGES", 30)
        patch.setattr("ingest.walk.ALBUMS_A_REQUEST", 1)
        patch.setattr("ingest.features.spotify.SpotifyFeatures.most_ids", 5)
        patch.setattr("ingest.features.reccobeats.ReccoBeatsFeatures.most_ids", 5)
        self.clean = cache(self._clean)

    def close(self) -> None:
        self._stack.close()

    def __call__(self, seed: int) -> Counter[tuple[str, str]]:
        """The cases of one seed. Raises AssertionError when something does not hold."""
        mode, features, rates = plan(seed)
        out = self._folder / f"seed-{seed}"
        self._meddler = meddler = Meddler(seed, rates)
        self._log.lines.clear()
        faulthandler.dump_traceback_later(3 * LONGEST_RUN, exit=True)
        began = time.monotonic()
        outcome = self._run(mode, features, out)
        assert time.monotonic() - began < LONGEST_RUN
        faulthandler.cancel_dump_traceback_later()
        assert not meddler.mistakes
        landed = read(out)
        check_words(outcome, self._log.lines)
        check_origin(landed, ARTIST_IDS, meddler, outcome)
        self._check_untouched(landed, mode, meddler)
        if seed % 16 == 0:
            self._check_repair(out, mode, features)
        shutil.rmtree(out)
        return meddler.cases

    def _run(self, mode: str, features: str, out: Path, **options: Any) -> Outcome:
        options = {
            "artist_ids": ARTIST_IDS,
            "groups": ("album", "single"),
            "concurrency": 2,
            "max_wait": 0.01,
            **options,
        }
        return run(self._servers[mode], out, features=features, **options)

    def _clean(self, mode: str, features: str) -> dict[str, dict[Any, Any]]:
        """Tables by name, and rows by key, as they land when nobody meddles."""
        meddler, self._meddler = self._meddler, Meddler(0)
        out = self._folder / f"clean-{mode}-{features}"
        assert self._run(mode, features, out).exit is Exit.COMPLETE
        self._meddler = meddler
        landed = read(out)
        return {table.name: by_key(landed, table) for table in CONTENT}

    def _check_untouched(self, landed: Landed, mode: str, meddler: Meddler) -> None:
        """Rows of which no changed answer knew are those of a run that nobody meddled with."""
        clean = self.clean(mode, "none")
        for table in (ARTISTS, ALBUMS, TRACKS):
            for key, row in by_key(landed, table).items():
                if row["id"] not in meddler.touched:
                    assert row == clean[table.name][key], table.name
        for key, row in by_key(landed, AUDIO_FEATURES).items():
            if row["id"] not in meddler.touched:
                assert row == self.clean("extended", row["provider"])["audio_features"][key]

    def _check_repair(self, out: Path, mode: str, features: str) -> None:
        """Whatever was landed, a refresh from a source that is well puts everything right."""
        self._meddler = Meddler(0)
        (out / ".waits.json").unlink(missing_ok=True)
        outcome = self._run(mode, features, out, refresh=True)
        assert outcome.exit is Exit.COMPLETE, outcome.error
        landed = read(out, runs=2)
        for name, clean in self.clean(mode, features).items():
            table = next(one for one in CONTENT if one.name == name)
            newest = by_key(landed, table)
            assert {key: newest.get(key) for key in clean} == clean, name


def run_seeds(folder: str, first: int, step: int, end: int) -> tuple[Counter[Any], list[str]]:
    """Every so-manyth seed, in a process of its own: the cases there were, and what did not hold, by seed."""
    cases: Counter[Any] = Counter()
    failed: list[str] = []
    runs = Runs(Path(folder) / f"worker-{first}")
    for seed in range(first, end, step):
        try:
            cases += runs(seed)
        except Exception as error:  # noqa: BLE001 - with its seed, or nobody could repeat it
            place = traceback.extract_tb(error.__traceback__)[-1]
            failed.append(f"seed {seed}: {place.line}: {type(error).__name__} {str(error)[:600]}")
    runs.close()
    return cases, failed
