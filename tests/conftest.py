"""The parts of the suite, which `make test` runs side by side, and what every process of it needs.

A part is run by one process, so that it shares its landings, builds and Spark as if it were alone. Much of the time
goes to waiting, for a JVM to start or an answer to be late: three parts on two cores keep these busy.
"""

from __future__ import annotations

import signal
from pathlib import PurePath

import pytest
from class_archive import ClassArchive
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from runner.java import lack_of_java

PARTS = {
    "test_cluster": "cluster",
    "test_cluster_start": "cluster",
    "test_changes": "changes",
    "test_rounds_of_albums_corrections_and_late_features_end_as_if_built_anew": "rounds",
}
"""Tests of the project that share no builds with the others, by their file or their name."""


def pytest_configure(config: pytest.Config) -> None:
    """Let programs be ended by Ctrl-C also where a shell that runs the suite in the background has it ignored.

    And where the suite runs side by side, let its JVMs share their classes.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    if config.getoption("numprocesses", None) and not lack_of_java():
        config.add_cleanup(ClassArchive().close)


class PartScheduling(LoadScopeScheduling):
    """Hands a part as a whole to one process, those of most tests first: small ones fill up the end.

    (The groups of pytest-xdist 3.8 do not work with pytest 9.2.)
    """

    def _split_scope(self, nodeid: str) -> str:
        """The part that a test is of."""
        file, _, test = nodeid.partition("::")
        path, name = PurePath(file), test.partition("[")[0]
        return PARTS.get(name) or PARTS.get(path.stem, path.parts[1])


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> PartScheduling:
    """What pytest-xdist schedules by."""
    return PartScheduling(config, log)
