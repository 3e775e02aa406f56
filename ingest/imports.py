"""The job of `ingest files`: exports that people have, and features for those of their tracks that lack them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from math import ceil

import duckdb

from ingest.features.choice import Services, make_provider, most_ids, named_refusal
from ingest.features.fetch import fetch_features
from ingest.files import Export, Taken, take
from ingest.raw.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, TRACKS, RawTable
from ingest.raw.state import Plan
from ingest.run import Run

TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)

_WITHOUT_FEATURES = """
    select distinct taken.id from taken_tracks as taken
    anti join taken_audio_features as features on features.id = taken.id
"""

MEMORY = "1GB"
"""What DuckDB may hold of files, however large, before it goes to disk."""


@dataclass(frozen=True)
class Imports:
    """Files whose headers have been judged, whom to ask for features, and of how many artists to take tracks."""

    exports: Sequence[Export]
    features: str
    services: Services
    limit: int | None

    @property
    def source(self) -> str:
        """What `runs` says of where this came from."""
        return "file:" + ", ".join(export.path for export in self.exports)

    def __call__(self, run: Run) -> None:
        """Land what the files hold, or plan it in a dry run. Raises an IngestError where it ends early."""
        run.writer.source = self.exports[0].source  # of what a service adds, and of the run
        run.connection.execute("set memory_limit = $1", [MEMORY])
        run.connection.execute("reset threads")  # all of them: nothing else is to do
        if run.options.dry_run:
            taken = take(
                self.exports,
                run.connection,
                limit=self.limit,
                ready=partial(_leave_out_landed, run),
            )
        else:
            taken = self._take_and_land(run)
        outcome = run.outcome
        outcome.run["provider"] = "file"
        outcome.failures += taken.failures
        outcome.unreadable += taken.unreadable
        outcome.without_id += taken.without_id
        if taken.without_artist:
            outcome.notes.append(
                f"{taken.without_artist:,} tracks name no artist: their audio features land, but no table of tracks or "
                "artists has a place for them"
            )
        outcome.unread_rows = taken.bad_rows
        outcome.notes += [
            f"not read: {row.file}, line {row.line}: {row.reason}" for row in taken.first_bad_rows
        ]
        if run.options.dry_run:
            outcome.plan = self._plan(run)
            return
        if self.features != "none":
            self._land_features(run)

    def _take_and_land(self, run: Run) -> Taken:
        """Read the files, and land each table as soon as its rows are known, two at a time."""
        landing: list[tuple[RawTable, duckdb.DuckDBPyConnection, Future[Counter[str]]]] = []
        pool = ThreadPoolExecutor(2, thread_name_prefix="landing")

        def land(table: RawTable) -> None:
            _leave_out_landed(run, table)
            cursor = run.connection.cursor()
            new = f"new_{table.name}"
            future = pool.submit(run.landing.land, cursor, table, new, run.id)
            landing.append((table, cursor, future))

        with run.progress.step("tables", len(TABLES)) as step, pool:
            try:
                taken = take(self.exports, run.connection, limit=self.limit, ready=land)
                for _, _, future in landing:
                    future.result()
                    step.advance()
            except BaseException:
                for _, cursor, _ in landing:
                    cursor.interrupt()
                raise
            finally:  # what has landed counts, however it ends
                pool.shutdown(cancel_futures=True)
                for table, _, future in landing:
                    if not future.cancelled() and future.exception() is None:
                        run.writer.landed[table.name] += sum(future.result().values())
        return taken

    def _land_features(self, run: Run) -> None:
        plan = self._features_to_fetch(run)
        run.outcome.run["provider"] = self.features
        with named_refusal(self.features):
            fetch_features(run, make_provider(run, self.services, None, self.features), plan)

    def _features_to_fetch(self, run: Run) -> Plan:
        """The tracks of the files of which they have no features."""
        return run.state.features_to_fetch(
            [], [self.features], any_source=True, own=_WITHOUT_FEATURES
        )

    def _plan(self, run: Run) -> dict[str, int]:
        """How many rows would land in each table, and the requests that the features they lack take."""
        counts = {
            table.name: run.connection.execute(f"select count(*) from new_{table.name}").fetchall()[
                0
            ][0]
            for table in TABLES
        }
        features = self._features_to_fetch(run).count if self.features != "none" else 0
        return {
            "artists": counts["artists"],
            "albums": counts["albums"],
            "tracks": counts["tracks"],
            "audio_features": counts["audio_features"],
            "features": features,
            "requests": ceil(features / most_ids(self.features)),
        }


def _leave_out_landed(run: Run, table: RawTable) -> None:
    """Make `new_<table>` of the rows taken that may land: a key that has landed stays as it is.

    So files that say less, or other things, neither take turns at each import nor spoil what an API has said. A refresh
    lets a row take the place of one that came from a file.
    """
    of_an_api = "where landed._source not like 'file:%'" if run.options.refresh else ""
    same_key = " and ".join(f"landed.{column} = taken.{column}" for column in table.key)
    run.connection.execute(
        f"create or replace view new_{table.name} as from taken_{table.name} as taken "
        f"anti join (from {table.name} as landed {of_an_api}) as landed on {same_key}"
    )
