"""Serving the docs site on this machine."""

from __future__ import annotations

from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import click

from runner.engine import wrong_setting


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
