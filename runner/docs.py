"""The docs site: writing its page, and serving it on this machine."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import click

from runner.engine import ROOT, Engine, wrong_setting


def write_docs(engine: Engine, *options: str) -> None:
    """Write the docs site of an engine as one page, by `dbt docs generate --static`, and tidy it."""
    engine.dbt("docs", "generate", "--static", *options)
    page = ROOT / engine.docs_page
    write_whole(page, tidied(page.read_text(encoding="utf-8")))


def write_whole(file: Path, text: str) -> None:
    """Put a file in its place whole, or leave what is there as it is. Raises OSError with the file's name."""
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        aside.write_text(text, encoding="utf-8")
        aside.replace(file)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from None
    finally:
        with suppress(OSError):
            aside.unlink(missing_ok=True)


def tidied(page: str) -> str:
    """The static docs page of dbt as a page for others: it asks for nothing, and tells no more than it knows.

    Out go the macros of dbt and its adapters, which it never shows and which are a fifth of it, the folder of the
    project, and the "0 rows" that dbt-spark writes where Spark has counted none. Its icons and its favicon get their
    addresses only once these are filled in: before, a browser asks for files that are not there.
    """
    page = _changed(page, "manifest", _without_what_is_not_shown)
    page = _changed(page, "catalog", _without_unknown_counts)
    page = page.replace('xlink:href="{{ getIcon(', 'ng-attr-href="{{ getIcon(')
    return re.sub(
        r'<link rel="shortcut icon" href="\$[^>]*>', '<link rel="icon" href="data:,">', page
    )


def _changed(page: str, name: str, change: Callable[[Any], None]) -> str:
    """The page with one of its documents changed, where it has it as `name:{...}`."""
    marker = f'{name}:{{"metadata"'
    start = page.find(marker) + len(name) + 1
    if start <= len(name):
        return page
    document, end = json.JSONDecoder().raw_decode(page, start)
    change(document)
    return page[:start] + json.dumps(document, separators=(",", ":")) + page[end:]


def _without_what_is_not_shown(manifest: Any) -> None:
    project = manifest["metadata"]["project_name"]
    manifest["macros"] = {
        unique_id: macro
        for unique_id, macro in manifest["macros"].items()
        if macro["package_name"] == project
    }
    for node in manifest["nodes"].values():
        if "root_path" in node:
            node["root_path"] = ""


def _without_unknown_counts(catalog: Any) -> None:
    for table in (*catalog["nodes"].values(), *catalog["sources"].values()):
        if table["stats"].get("rows", {}).get("value") == 0:
            del table["stats"]["rows"]


def serve_folder(folder: Path, port: int) -> None:
    """Serve a folder's files on a loopback port until Ctrl-C. Leaves with exit code 2 when the port is taken."""
    try:
        server = ThreadingHTTPServer(
            ("127.0.0.1", port), partial(SimpleHTTPRequestHandler, directory=str(folder))
        )
    except OSError as error:
        raise wrong_setting(
            f"port {port} cannot be used ({error.strerror}): choose another with PORT=..."
        ) from None
    with server:
        click.echo(
            f"Docs: http://127.0.0.1:{server.server_port}/static_index.html (Ctrl-C ends it)"
        )
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            click.echo("")
