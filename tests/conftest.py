"""The two halves of the suite, which `make test` runs side by side: what waits for Spark, and all the rest.

A half is run by one process, so that it shares its landings, builds and Spark as if it were alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "project"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell pytest-xdist the half that a test is of."""
    for item in items:
        half = "project" if PROJECT in item.path.parents else "everything else"
        item.add_marker(pytest.mark.xdist_group(half))
