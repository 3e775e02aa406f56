"""What tests do without Java."""

from __future__ import annotations

import os

import pytest

from runner.java import lack_of_java


def needs_spark(engine: str = "spark") -> None:
    """Skip for want of Java where a person has none; CI must have it, and fails."""
    if engine == "spark" and (lack := lack_of_java()):
        (pytest.fail if os.environ.get("CI") else pytest.skip)(lack)
