"""Comparing what reports were made of."""

from __future__ import annotations

from typing import Any

import pytest


def alike(one: Any, other: Any) -> bool:
    """Whether two answers are the same, numbers to the digits that a page keeps."""
    if isinstance(one, dict):
        return set(one) == set(other) and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == pytest.approx(other, rel=2e-4) if isinstance(one, float) else one == other)
