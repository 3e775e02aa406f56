"""Which Java Spark would run on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

OLDEST = 17
"""Spark 4 needs Java 17: https://spark.apache.org/docs/latest/#downloading."""


def java_version() -> int | None:
    """The feature version of the Java that Spark takes ($JAVA_HOME first, then PATH), or None without one."""
    home = os.environ.get("JAVA_HOME")
    java = str(Path(home, "bin", "java")) if home else shutil.which("java")
    if java is None:
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - the very program that Spark would start
            [java, "-version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    # Java 8 and older call themselves 1.8, and are too old under either name.
    version = re.search(r'version "(\d+)', answer.stderr + answer.stdout)
    return int(version[1]) if version else None


def lack_of_java() -> str | None:
    """Why Spark cannot run here, or None when it can."""
    version = java_version()
    if version is None:
        return f"Spark needs Java {OLDEST} or newer, and none was found"
    if version < OLDEST:
        return f"Spark needs Java {OLDEST} or newer, and this is Java {version}"
    return None
