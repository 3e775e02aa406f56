"""Secrets that are easily found again, runs that use them, and the search for them."""

from __future__ import annotations

import base64
import json
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import quote

import duckdb
import pytest
from demo_support import BAND
from ingest_support import ROOT, settings
from pydantic import SecretStr
from rich.console import Console

from ingest.demo.messages import Delivery, Request, Response
from ingest.demo.server import DemoServer
from ingest.discographies import Discographies
from ingest.features.choice import Services
from ingest.http.tokens import ClientCredentials
from ingest.outcome import Options, Outcome
from ingest.progress import Progress
from ingest.raw.landing import Landing
from ingest.run import perform

CLIENT_ID = "id-7f3a9Q"
SECRET = "s3cr3t  Xq/+=%20é'\"\\"
KEY = "k3y-#1 =  %41$HOME:'\"\\;,~"
BASIC = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()


class Tokens:
    """Passes answers on, and notes the tokens among them."""

    def __init__(self, change: Callable[[Request, Response], Response] | None = None) -> None:
        self.given: list[str] = []
        self._change = change

    def __call__(self, request: Request, response: Response) -> tuple[Response, Delivery]:
        if request.path == "/api/token" and response.status == 200:
            self.given.append(json.loads(response.body)["access_token"])
        return (self._change(request, response) if self._change else response), "whole"


def check(tokens: Tokens, out: Path, *said: str) -> None:
    """No secret is in what was said, in any file, or in any value of a table; not as it is, and not in disguise."""
    secrets = [CLIENT_ID, SECRET, KEY, BASIC, *tokens.given]
    secrets += [quote(secret, safe="") for secret in secrets] + [
        " ".join(SECRET.split()),
        " ".join(KEY.split()),
    ]
    secrets += [json.dumps(secret)[1:-1] for secret in secrets]
    texts = [*said]
    for file in out.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        texts += [str(file), content.decode("latin-1"), content.decode(errors="replace")]
        half = ".aside" in file.parts and not content.endswith(
            b"PAR1"
        )  # a killed run may leave one
        if file.suffix == ".parquet" and not half:
            with duckdb.connect() as connection:
                texts.append(str(connection.read_parquet(str(file)).fetchall()))
    for secret in secrets:
        assert not [text for text in texts if secret in text], secret
    assert not [text for text in said if re.search(r"(Bearer|Basic) (?!\*)", text)]


def run(server: DemoServer, out: Path, features: str = "spotify") -> Outcome:
    """One run in this process."""
    tokens = ClientCredentials(server.token_url, CLIENT_ID, SecretStr(SECRET))
    services = Services(
        server.api_url, tokens, server.reccobeats_url, server.compatible_url, SecretStr(KEY)
    )
    job = Discographies([BAND.id], ["album"], features, services)
    progress = Progress(Console(stderr=True), quiet=True)
    return perform(job, "spotify", Landing(out), Options(max_wait=0.01), progress)


def as_json(outcome: Outcome) -> str:
    return json.dumps(outcome.as_json(), default=str, ensure_ascii=False) + str(outcome)


def cli(server: DemoServer, *arguments: str, **environment: str) -> tuple[int, str, set[str]]:
    """Exit code, all that was said, and every command line on this machine meanwhile."""
    ours = {
        "SPOTIFY_CLIENT_ID": CLIENT_ID,
        "SPOTIFY_CLIENT_SECRET": SECRET,
        "FEATURES_API_URL": server.compatible_url,
        "FEATURES_API_KEY": KEY,
        "RECCOBEATS_API_URL": server.reccobeats_url,
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "ingest", "spotify", "--artist", BAND.id, *arguments],
        cwd=ROOT,
        env=settings(server, {**ours, **environment}),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    seen: set[str] = set()
    with process:
        assert process.stdout is not None
        reader = threading.Thread(target=lambda: said.append(process.stdout.read()))  # type: ignore[union-attr]
        said: list[str] = []
        reader.start()
        while process.poll() is None:
            seen |= set(command_lines())
        reader.join()
    return process.returncode, said[0], seen


def command_lines() -> Iterator[str]:
    for file in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield file.read_bytes().decode(errors="replace").replace("\0", " ")
        except OSError:  # it has ended
            continue


def want_credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo server wants these, and nothing waits long."""
    monkeypatch.setattr("ingest.demo.server.CLIENT_ID", CLIENT_ID)
    monkeypatch.setattr("ingest.demo.server.CLIENT_SECRET", SECRET)
    monkeypatch.setattr("ingest.demo.server.COMPATIBLE_KEY", KEY)
    monkeypatch.setattr("ingest.http.transport.UNNAMED_WAIT", 0.001)
