"""Where the cluster of this machine is and how big: the settings of `make cluster-up`."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from runner.engine import LOOPBACK, THRIFT, wrong_setting

CLUSTER = {
    **THRIFT,
    "SOUNDMART_THRIFT_MEMORY": "2g",
    "SOUNDMART_MASTER_PORT": "7077",
    "SOUNDMART_WORKERS": "2",
    "SOUNDMART_WORKER_CORES": "1",
    "SOUNDMART_WORKER_MEMORY": "2g",
    "SOUNDMART_UI_PORT": "4040",
}
"""Settings of the cluster, with their defaults."""

LEAST_MEMORY = 450
"""Megabytes: one and a half times the 300 that Spark's `UnifiedMemoryManager` keeps for itself."""


@dataclass(frozen=True)
class Size:
    """The ports and sizes of the cluster, checked; memory as Spark writes it."""

    thrift_port: int
    master_port: int
    ui_port: int
    workers: int
    worker_cores: int
    worker_memory: str

    @property
    def master(self) -> str:
        """Where workers and applications find the master."""
        return f"spark://127.0.0.1:{self.master_port}"


def value_of(name: str) -> str:
    """A setting from the environment, else its default."""
    return os.environ.get(name) or CLUSTER[name]


def size_of_cluster() -> Size:
    """The size that the settings ask for. Leaves with exit code 2 where one is none."""
    host = value_of("SOUNDMART_THRIFT_HOST")
    if host not in LOOPBACK:
        reason = "is not this machine's loopback, and nothing else is ever listened on here"
        raise wrong_setting(f"SOUNDMART_THRIFT_HOST={host} {reason}")
    memory = {
        name: _memory(name) for name in ("SOUNDMART_WORKER_MEMORY", "SOUNDMART_THRIFT_MEMORY")
    }
    return Size(
        thrift_port=_number("SOUNDMART_THRIFT_PORT", 1, 65535),
        master_port=_number("SOUNDMART_MASTER_PORT", 1, 65535),
        ui_port=_number("SOUNDMART_UI_PORT", 1, 65535),
        workers=_number("SOUNDMART_WORKERS", 1, 100),
        worker_cores=_number("SOUNDMART_WORKER_CORES", 1, 1000),
        worker_memory=memory["SOUNDMART_WORKER_MEMORY"],
    )


def folder_of_cluster() -> Path:
    """Where everything is that the cluster leaves behind: the same however the setting spells it."""
    return Path(os.environ["SOUNDMART_SPARK"], "cluster").resolve()


def _number(name: str, least: int, most: int) -> int:
    value = value_of(name)
    if not value.isascii() or not value.isdigit() or not least <= int(value) <= most:
        raise wrong_setting(f"{name}={value}: a number from {least} to {most} is needed")
    return int(value)


def _memory(name: str) -> str:
    value = value_of(name)
    if not re.fullmatch(r"[1-9][0-9]*[mg]", value):
        raise wrong_setting(f"{name}={value}: give gigabytes or megabytes, like 2g or 1500m")
    if value.endswith("m") and int(value[:-1]) < LEAST_MEMORY:
        raise wrong_setting(f"{name}={value}: Spark needs {LEAST_MEMORY}m at least")
    return value
