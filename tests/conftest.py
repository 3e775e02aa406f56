"""The parts of the suite, which `make test` runs side by side: what shares the project's builds, the cluster, the rest.

A part is run by one process, so that it shares its landings, builds and Spark as if it were alone. Much of the time
goes to waiting, for a JVM to start or an answer to be late: three parts on two cores keep these busy.
"""

from __future__ import annotations

import signal

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

CLUSTER = ("tests/project/test_cluster.py", "tests/project/test_cluster_start.py")
SHARES_NO_BUILD = "tests/project/test_changes.py"
"""Long, and on its own: the parts end at about the same time."""


def pytest_configure() -> None:
    """Let programs be ended by Ctrl-C also where a shell that runs the suite in the background has it ignored."""
    signal.signal(signal.SIGINT, signal.default_int_handler)


class PartScheduling(LoadScopeScheduling):
    """Hands a part as a whole to one process. (The groups of pytest-xdist 3.8 do not work with pytest 9.2.)"""

    def _split_scope(self, nodeid: str) -> str:
        """The part that a test is of."""
        path = nodeid.split("::")[0]
        if path in CLUSTER:
            return "cluster"
        is_shared = path.startswith("tests/project/") and path != SHARES_NO_BUILD
        return "shared builds" if is_shared else "everything else"


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PartScheduling:
    """What pytest-xdist schedules by."""
    return PartScheduling(config, log)
