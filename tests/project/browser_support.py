"""A real browser without a network."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, sync_playwright
from project_support import chromium

QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync"]


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Chromium, headless. Without one the test is skipped, on CI it fails."""
    path = chromium()
    if path is None:
        said = "no Chromium is installed: apt-get install chromium"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(said)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", *QUIET])
        try:
            yield browser
        finally:
            browser.close()
