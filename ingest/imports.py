"""The job of `ingest files`: exports that people have, and features for those of their tracks that lack them."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import ceil

from ingest.features.choice import Services, make_provider, most_ids, named_refusal
from ingest.features.fetch import fetch_features
from ingest.files import Export, take
from ingest.run import Run
from ingest.schemas import ALBUMS, ARTISTS, AUDIO_FEATURES, TRACKS, RawTable

TABLES = (ARTISTS, ALBUMS, TRACKS, AUDIO_FEATURES)
_LARGEST_FIRST = tuple(reversed(TABLES))

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
        run.connection.execute("set memory_limit = $1", [MEMORY])
        run.connection.execute("reset threads")  # all of them: nothing else is to do
        with run.progress.step("files", len(self.exports)) as step:
            taken = take(self.exports, run.connection, limit=self.limit)
            step.advance(len(self.exports))
        outcome = run.outcome
        outcome.run["provider"] = "file"
        outcome.failures += taken.failures
        outcome.unreadable += taken.unreadable
        outcome.without_id += taken.without_id
        outcome.unread_rows = taken.bad_rows
        outcome.notes += [
            f"{row.file}, line {row.line}: {row.reason}" for row in taken.first_bad_rows
        ]
        for table in TABLES:
            _leave_out_landed(run, table)
        if run.options.dry_run:
            outcome.plan = self._plan(run)
            return
        _land(run)
        if self.features != "none":
            self._land_features(run)

    def _land_features(self, run: Run) -> None:
        artists = run.connection.execute("select distinct id from taken_artists").fetchall()
        plan = run.state.features_to_fetch(
            [id for (id,) in artists], [self.features], any_source=True
        )
        run.outcome.run["provider"] = self.features
        with named_refusal(self.features):
            fetch_features(run, make_provider(run, self.services, None, self.features), plan)

    def _plan(self, run: Run) -> dict[str, int]:
        """How many rows would land in each table, and the requests that the features they lack take."""
        counts = {
            table.name: run.connection.execute(f"select count(*) from new_{table.name}").fetchall()[
                0
            ][0]
            for table in TABLES
        }
        features = 0
        if self.features != "none":
            query = (
                "select count(distinct id) from taken_tracks where regexp_full_match(id, '[0-9A-Za-z]{22}') "
                "and id not in (select id from taken_audio_features) "
                "and id not in (select id from audio_features where status = 'ok')"
            )
            features = run.connection.execute(query).fetchall()[0][0]
        return {
            "artists": counts["artists"],
            "albums": counts["albums"],
            "tracks": counts["tracks"],
            "audio_features": counts["audio_features"],
            "features": features,
            "requests": ceil(features / most_ids(self.features)),
        }


def _land(run: Run) -> None:
    """Land the new rows of all tables, two at a time: each is one thread's work, and a half-landed import goes on."""
    cursors = [run.connection.cursor() for _ in TABLES]
    with (
        run.progress.step("tables", len(TABLES)) as step,
        ThreadPoolExecutor(2, thread_name_prefix="landing") as pool,
    ):
        landed = [
            pool.submit(run.landing.land, cursor, table, f"new_{table.name}", run.id)
            for cursor, table in zip(cursors, _LARGEST_FIRST, strict=True)
        ]
        try:
            for future, table in zip(landed, _LARGEST_FIRST, strict=True):
                run.writer.landed[table.name] += sum(future.result().values())
                step.advance()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            for cursor in cursors:
                cursor.interrupt()
            raise


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
