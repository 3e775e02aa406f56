"""What a run may be told, and how it ended."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from ingest.errors import Exit, Failure, IngestError
from ingest.raw.rows import Row


@dataclass(frozen=True)
class Options:
    """What every call that fetches may be told; `max_wait` in seconds, `retry_days` as in State."""

    refresh: bool = False
    concurrency: int = 8
    max_wait: float = 60
    retry_days: float = 7
    dry_run: bool = False


@dataclass
class Outcome:
    """How a run ended: its row of `runs` and what a person should know besides."""

    run: Row
    exit: Exit = Exit.COMPLETE
    error: str | None = None
    resume_at: datetime | None = None
    failures: list[Failure] = field(default_factory=list)
    unreadable: Counter[str] = field(default_factory=Counter)
    without_id: Counter[str] = field(default_factory=Counter)
    unread_rows: int = 0
    notes: list[str] = field(default_factory=list)
    plan: dict[str, int] | None = None

    @classmethod
    def before_any_request(cls, error: IngestError) -> Outcome:
        """The outcome of a run that ended before it began, and so has no row of `runs`."""
        return cls({}, error.exit, str(error), getattr(error, "resume_at", None))

    def as_json(self) -> dict[str, Any]:
        """The summary that `--json` prints: the row of `runs`, `exit_code`, `failures` and `resume_at`."""
        return {
            **self.run,
            "exit_code": int(self.exit),
            "error": self.error,
            "failures": [vars(failure) for failure in self.failures],
            "resume_at": self.resume_at,
            "unreadable": dict(self.unreadable),
            "without_id": dict(self.without_id),
            "unread_rows": self.unread_rows,
            **({"plan": self.plan} if self.plan is not None else {}),
        }
