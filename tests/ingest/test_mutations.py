"""Whatever an answer holds, a run ends in time, in words and by the contract, and lands only what is whole and true."""

from __future__ import annotations

import os
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from meddler_support import ENDPOINTS
from mutated_runs_support import run_seeds
from mutations_support import KINDS

CASES = 5_000
RUNS = 700
"""A run meets seven changed answers on average; `run_seeds(folder, seed, 1, seed + 1)` repeats that of one seed."""


def test_no_changed_answer_brings_a_traceback_a_hang_or_half_a_row(tmp_path: Path) -> None:
    workers = min(os.cpu_count() or 1, 4)
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        work = partial(run_seeds, str(tmp_path), step=workers, end=RUNS)
        done = list(pool.map(work, range(workers)))
    assert [line for _, failed in done for line in failed] == []
    cases: Counter[Any] = sum((some for some, _ in done), Counter())
    assert cases.total() >= CASES
    by_endpoint, by_kind = Counter[str](), Counter[str]()
    for (endpoint, kind), count in cases.items():
        by_endpoint[endpoint] += count
        by_kind[kind] += count
    assert min(by_endpoint[name] for name in ENDPOINTS) >= 20, by_endpoint
    assert min(by_kind[name] for name in KINDS) >= 50, by_kind
