"""The two halves of the suite, which `make test` runs side by side: what shares the project's builds, and all the rest.

A half is run by one process, so that it shares its landings, builds and Spark as if it were alone.
"""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "project"
SHARES_NO_BUILD = PROJECT / "test_changes.py"
"""Long, and on its own: the halves end at about the same time."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell pytest-xdist the half that a test is of, before it asks."""
    for item in items:
        shares = PROJECT in item.path.parents and item.path != SHARES_NO_BUILD
        half = "shared builds" if shares else "everything else"
        item.add_marker(pytest.mark.xdist_group(half))
