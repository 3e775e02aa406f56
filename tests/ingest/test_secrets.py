"""Secrets stay where they belong: in the environment, and in the requests to those whom they are for."""

from __future__ import annotations

import base64
import json
import logging
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from answering_support import AnsweringServer
from demo_support import BAND, SMALL
from ingest_support import ROOT, settings
from secrets_support import (
    CLIENT_ID,
    SECRET,
    Tokens,
    as_json,
    check,
    cli,
    run,
    want_credentials,
)

from ingest.demo.faults import Rule
from ingest.demo.messages import Request, Response
from ingest.demo.server import DemoServer
from ingest.errors import Exit


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    want_credentials(monkeypatch)


# Services that repeat what they were sent.


def in_json(status: int, sent: str) -> Response:
    return Response.json(status, {"error": {"status": status, "message": f"not allowed: {sent} !"}})


def in_description(status: int, sent: str) -> Response:
    return Response.json(status, {"error": sent, "error_description": f"is wrong: {sent}"})


def in_list(status: int, sent: str) -> Response:
    return Response.json(status, {"errors": [{"message": sent}, {"message": sent}]})


def in_array(status: int, sent: str) -> Response:
    return Response.json(status, [sent, {"sent": sent}])


def in_text(status: int, sent: str) -> Response:
    return Response.text(status, f"{'x' * 170} {sent}")


def in_page(status: int, sent: str) -> Response:
    return Response.text(status, f"<html>\n<p>{sent}</p></html>", "text/html")


def in_headers(status: int, sent: str) -> Response:
    challenge = sent.encode().decode("latin-1")
    return Response(status, b"", {"www-authenticate": challenge, "x-debug": challenge})


def in_retry_after(status: int, sent: str) -> Response:
    return Response(status, b"", {"retry-after": sent.encode().decode("latin-1")})


def in_location(status: int, sent: str) -> Response:
    return Response(
        302 if status == 404 else 307,
        b"",
        {"location": f"/v1/debug/{quote(sent)}/{sent.encode().decode('latin-1')}"},
    )


WAYS = (
    in_json,
    in_description,
    in_list,
    in_array,
    in_text,
    in_page,
    in_headers,
    in_retry_after,
    in_location,
)
PLACES = {
    "/api/token": "none",
    "/v1/artists": "none",
    "/v1/albums": "none",
    "/v1/audio-features": "spotify",
    "/compatible/v1": "compatible",
}


def what_was_sent(request: Request) -> str:
    """The credentials of a request, as it carried them and undone."""
    header = request.headers.get("authorization", "")
    scheme, _, credential = header.partition(" ")
    undone = base64.b64decode(credential).decode() if scheme == "Basic" else credential
    return f"{undone} {header}"


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_service_that_repeats_the_credentials_is_not_repeated(
    way: Callable[[int, str], Response],
    place: str,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG, logger="ingest")
    for status in (400, 401, 403, 404, 429, 500) if way is in_json else (400, 404):

        def repeat(request: Request, response: Response, status: int = status) -> Response:
            return (
                way(status, what_was_sent(request)) if request.path.startswith(place) else response
            )

        tokens, out = Tokens(repeat), tmp_path / str(status)
        with AnsweringServer(SMALL, change=tokens) as server:
            outcome = run(server, out, PLACES[place])
        assert outcome.exit in (Exit.REFUSED, Exit.STOPPED, Exit.PARTIAL), outcome
        assert outcome.error or outcome.failures
        check(tokens, out, caplog.text, as_json(outcome))


class Parrot(socketserver.StreamRequestHandler):
    """Repeats the Authorization header in the one place that the demo server cannot: the reason phrase."""

    def handle(self) -> None:
        lines = []
        while line := self.rfile.readline().decode("latin-1").strip():
            lines.append(line)
        sent = next(
            line.split(": ", 1)[1] for line in lines if line.lower().startswith("authorization: ")
        )
        answer = f"HTTP/1.1 400 {sent}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        self.wfile.write(answer.encode("latin-1"))


def test_a_reason_phrase_that_repeats_the_credentials_is_not_repeated(tmp_path: Path) -> None:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Parrot) as parrot:
        threading.Thread(target=parrot.serve_forever, daemon=True).start()
        with AnsweringServer(SMALL, change=Tokens()) as server:
            server.token_url = f"http://127.0.0.1:{parrot.server_address[1]}/"
            outcome = run(server, tmp_path)
        parrot.shutdown()
    assert outcome.exit is Exit.REFUSED
    check(Tokens(), tmp_path, as_json(outcome))


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "x:y@127.0.0.1"])
@pytest.mark.parametrize("place", [*PLACES, "/reccobeats/v1"])
def test_no_redirect_takes_a_credential_or_even_a_request_to_another_host(
    place: str, host: str, tmp_path: Path
) -> None:
    with DemoServer(SMALL) as elsewhere:
        port = elsewhere.base_url.rpartition(":")[2]
        for number, status in enumerate(
            (301, 302, 303, 307, 308) if host == "localhost" else (302, 307)
        ):
            slashes = ("http://", "//")[number % 2]
            sent = f"{slashes}{host}:{port}/v1/artists?token="

            def away(
                request: Request, response: Response, status: int = status, sent: str = sent
            ) -> Response:
                if not request.path.startswith(place):
                    return response
                to = sent + quote(what_was_sent(request))
                return Response(status, b"", {"location": to})

            tokens = Tokens(away)
            with AnsweringServer(SMALL, change=tokens) as server:
                features = PLACES.get(place, "reccobeats")
                outcome = run(server, tmp_path / str(status), features)
            assert outcome.exit is Exit.REFUSED
            assert "redirects to another host, which is not followed" in str(outcome.error)
            check(tokens, tmp_path / str(status), as_json(outcome))
        assert elsewhere.log == []


def test_links_in_an_answer_lead_nowhere_else(tmp_path: Path) -> None:
    with DemoServer(SMALL) as elsewhere:

        def lead(_target: str, body: Any) -> Any:
            return json.loads(json.dumps(body).replace(server.base_url, elsewhere.base_url))

        with DemoServer(SMALL, mutate=lead) as server:
            assert run(server, tmp_path).exit is Exit.COMPLETE
        assert elsewhere.log == []


# What others on the machine can see of a run.


@pytest.mark.parametrize("features", ["spotify", "compatible", "reccobeats"])
def test_no_secret_is_in_a_log_a_summary_a_file_or_the_process_list(
    features: str, tmp_path: Path
) -> None:
    tokens = Tokens()
    faults = [Rule("token-expiry", times=1, path="/v1/albums"), Rule("error-500", times=2)]
    with AnsweringServer(SMALL, change=tokens, faults=faults, latency_ms=50) as server:
        options = ("--out", str(tmp_path), "--features", features, "-v")
        code, said, seen = cli(server, *options)
        assert code == 0, said
        again, said_again, _ = cli(server, *options, "--json", "--refresh")
        assert again == 0, said_again
    if Path("/proc/self/cmdline").exists():
        assert [line for line in seen if f"-m ingest spotify --artist {BAND.id}" in line]
    assert len(tokens.given) >= 3
    check(tokens, tmp_path, said, said_again, *seen)


def test_no_secret_is_in_what_a_killed_run_leaves(tmp_path: Path) -> None:
    tokens = Tokens()
    hang = [Rule("hang", path="audio-features")]
    with AnsweringServer(SMALL, change=tokens, latency_ms=20) as server:
        server._faults = type(server._faults)(hang)
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "ingest",
                "spotify",
                "--artist",
                BAND.id,
                "--out",
                str(tmp_path),
            ],
            cwd=ROOT,
            env=settings(server, {"SPOTIFY_CLIENT_ID": CLIENT_ID, "SPOTIFY_CLIENT_SECRET": SECRET}),
            stderr=subprocess.DEVNULL,
        )
        while not list(tmp_path.glob(".journal/*")) and process.poll() is None:
            pass
        process.kill()
        process.wait()
    assert list(tmp_path.glob(".journal/*"))
    check(tokens, tmp_path)


def test_a_key_with_odd_characters_arrives_as_it_is(tmp_path: Path) -> None:
    with DemoServer(SMALL) as server:
        assert run(server, tmp_path, "compatible").exit is Exit.COMPLETE
        assert server.count("^/compatible", 200) == 1
