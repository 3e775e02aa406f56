"""The parts of the suite, which `make test` runs side by side: what shares the project's builds, the cluster, the rest.

A part is run by one process, so that it shares its landings, builds and Spark as if it were alone. Much of the time
goes to waiting, for a JVM to start or an answer to be late: three parts on two cores keep these busy.
"""

from __future__ import annotations

from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "project"
CLUSTER = {PROJECT / "test_cluster.py", PROJECT / "test_cluster_start.py"}
SHARES_NO_BUILD = PROJECT / "test_changes.py"
"""Long, and on its own: the parts end at about the same time."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tell pytest-xdist the part that a test is of, before it asks."""
    for item in items:
        item.add_marker(pytest.mark.xdist_group(_part(item.path)))


def _part(path: Path) -> str:
    if path in CLUSTER:
        return "cluster"
    is_shared = PROJECT in path.parents and path != SHARES_NO_BUILD
    return "shared builds" if is_shared else "everything else"
