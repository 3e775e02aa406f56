"""Asking a provider for the audio features of many tracks, and keeping what it answers."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.errors import Failure
from ingest.features import Provider
from ingest.http.batches import ask_in_parts, in_batches
from ingest.raw.rows import answer_row
from ingest.raw.schemas import ANSWERS, AUDIO_FEATURES
from ingest.raw.state import Plan
from ingest.run import Run


def fetch_features(run: Run, provider: Provider, to_fetch: Plan, asked_already: int = 0) -> None:
    """Land the features of these tracks. Raises as the provider does; a track left without an answer is a failure.

    `asked_already` are tracks of the same step that were asked for before.
    """
    with run.progress.step("audio features", to_fetch.count + asked_already) as step:
        step.advance(asked_already)
        batches = in_batches(to_fetch.ids, provider.most_ids)
        for asked in run.workers.each(lambda ids: fetch_batch(run, provider, ids), batches):
            step.advance(asked)
    run.writer.flush(AUDIO_FEATURES, ANSWERS)


def fetch_batch(run: Run, provider: Provider, ids: Sequence[str]) -> int:
    """Keep the features of a batch of tracks; gives back how many were asked for."""
    parts = ask_in_parts(
        provider.fetch, ids, provider.transport, lambda: run.state.answered_by(provider.name)
    )
    for part, answer in parts:
        if isinstance(answer, str):
            reasons = dict.fromkeys(part, f"audio features from {provider.name}: {answer}")
        else:
            missing = [row["id"] for row in answer if row["status"] == "missing"]
            again = run.state.missing_before(missing, provider.name) if missing else set()
            run.writer.add(AUDIO_FEATURES, answer)
            run.writer.add(ANSWERS, [answer_row(id, provider.name) for id in sorted(again)])
            unanswered = set(part) - {row["id"] for row in answer}
            reasons = dict.fromkeys(
                unanswered, f"{provider.name} left its audio features unanswered"
            )
        run.outcome.failures += [Failure("track", id, reason) for id, reason in reasons.items()]
    return len(ids)
