"""Secrets stay where they belong: in the environment, and in the requests to those whom they are for."""

from __future__ import annotations

import base64
import json
import logging
import re
import shutil
import socketserver
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import duckdb
import pytest
from answering_support import AnsweringServer
from demo_support import BAND, SMALL
from ingest_support import ROOT, settings
from pydantic import SecretStr
from rich.console import Console

from ingest.demo.faults import Rule
from ingest.demo.messages import Delivery, Request, Response
from ingest.demo.server import DemoServer
from ingest.discographies import Discographies
from ingest.errors import Exit, WrongInputError
from ingest.features.choice import Services
from ingest.landing import Landing
from ingest.progress import Progress
from ingest.run import Options, Outcome, perform
from ingest.settings import load_settings
from ingest.tokens import ClientCredentials

CLIENT_ID = "id-7f3a9Q"
SECRET = "s3cr3t  Xq/+=%20é'\"\\"
KEY = "k3y-#1 =  %41$HOME:'\"\\;,~"
BASIC = base64.b64encode(f"{CLIENT_ID}:{SECRET}".encode()).decode()


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    """The demo server wants these, and nothing waits long."""
    monkeypatch.setattr("ingest.demo.server.CLIENT_ID", CLIENT_ID)
    monkeypatch.setattr("ingest.demo.server.CLIENT_SECRET", SECRET)
    monkeypatch.setattr("ingest.demo.server.COMPATIBLE_KEY", KEY)
    monkeypatch.setattr("ingest.transport.UNNAMED_WAIT", 0.001)


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
        texts += [str(file), file.read_bytes().decode("latin-1")] if file.is_file() else []
        texts += [file.read_bytes().decode(errors="replace")] if file.is_file() else []
        if file.suffix == ".parquet":
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
    for status in (400, 401, 403, 404, 429, 500):

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
        for number, status in enumerate((301, 302, 303, 307, 308)):
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


# The command line, and what others on the machine can see of it.


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


# Settings.

URLS = ("SPOTIFY_API_URL", "SPOTIFY_TOKEN_URL", "RECCOBEATS_API_URL", "FEATURES_API_URL")


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize(
    "url",
    [
        *(
            "http://api.example.com/v1",
            "HTTP://api.example.com",
            "http://192.0.2.1",
            "http://10.0.0.1",
        ),
        *("http://0.0.0.0:80", "http://127.0.0.1.example.com", "http://localhost.example.com"),
        *("http://[2001:db8::1]/", "http://127.1@example.com", "http://example.com#@127.0.0.1"),
        *(
            "http://example.com\\@127.0.0.1/",
            "http://127.0.0.1\\@example.com/",
            "http://2130706434",
        ),
        *(
            "ftp://127.0.0.1/",
            "file:///etc/passwd",
            "//127.0.0.1/",
            "127.0.0.1",
            "http:///v1",
            "http://[",
        ),
        *("https://user:passw0rd@api.example.com", "https://", "http://exa mple.com"),
    ],
)
def test_an_address_that_others_could_listen_to_is_refused_whatever_it_is_for(
    name: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, url)
    with pytest.raises(WrongInputError) as refusal:
        load_settings()
    assert str(refusal.value).startswith(f"{name} must ") or f"{name} " in str(refusal.value)
    assert "passw0rd" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize("name", URLS)
@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/v1", "http://localhost/", "http://[::1]:1", "http://127.9.9.9"]
)
def test_an_address_on_this_machine_may_be_http(
    name: str, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, url)
    assert getattr(load_settings(), name.lower()) == url.rstrip("/")


@pytest.mark.parametrize("name", URLS)
def test_the_command_line_refuses_such_an_address_before_a_byte_is_sent(
    name: str, tmp_path: Path
) -> None:
    with DemoServer(SMALL) as server:
        code, said, _ = cli(
            server, "--out", str(tmp_path / "raw"), **{name: "http://192.0.2.7/hidden"}
        )
        assert server.log == []
    assert (code, len(said.splitlines())) == (2, 1), said
    assert f"error: {name} must be https" in said
    assert "192.0.2.7" not in said
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize(
    "key", ["schlüssel-x7", "line\nx7", "tab\tx7", " x7-space", "x7\x7f", "🎸x7"]
)
def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(
    key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FEATURES_API_KEY", key)
    with pytest.raises(
        WrongInputError, match="FEATURES_API_KEY must be printable ASCII"
    ) as refusal:
        load_settings()
    assert "x7" not in str(refusal.value)


# `.env`, beside a copy of the program: it lies in the root of the repository.


@contextmanager
def installed(
    root: Path, dotenv: bytes, mode: int = 0o600
) -> Iterator[Callable[[DemoServer], tuple[int, str]]]:
    """The program in a root of its own with that `.env`; gives a way to run it against a server."""
    shutil.copytree(ROOT / "ingest", root / "ingest", ignore=shutil.ignore_patterns("__pycache__"))
    (root / ".env").write_bytes(dotenv)
    (root / ".env").chmod(mode)

    def spotify(server: DemoServer) -> tuple[int, str]:
        environment = settings(server, {})
        environment = {k: v for k, v in environment.items() if not k.startswith("SPOTIFY_CLIENT")}
        done = subprocess.run(
            [sys.executable, "-m", "ingest", "spotify", "--artist", BAND.id, "-v"],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )
        return done.returncode, done.stdout + done.stderr

    yield spotify


DOTENV = f"SPOTIFY_CLIENT_ID={CLIENT_ID}\nSPOTIFY_CLIENT_SECRET='plain-s3cr3t'\n".encode()


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o644, 0o604])
def test_a_dotenv_that_others_may_read_is_read_with_a_warning(
    mode: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.demo.server.CLIENT_SECRET", "plain-s3cr3t")
    with installed(tmp_path, DOTENV, mode) as spotify, DemoServer(SMALL) as server:
        code, said = spotify(server)
    assert code == 0, said
    assert ("may be read by other users of this machine: `chmod 600 .env`" in said) == (
        mode != 0o600
    )
    assert "plain-s3cr3t" not in said
    assert CLIENT_ID not in said


@pytest.mark.parametrize(
    "dotenv",
    [
        DOTENV.decode().replace("plain", "plän").encode("latin-1"),
        DOTENV.decode().encode("utf-16"),
        b"\xff\xfe\x00\x01" + DOTENV,
    ],
)
def test_a_dotenv_that_is_not_utf_8_is_refused_in_one_line(dotenv: bytes, tmp_path: Path) -> None:
    with installed(tmp_path, dotenv) as spotify, DemoServer(SMALL) as server:
        code, said = spotify(server)
        assert server.log == []
    assert (code, len(said.splitlines())) == (2, 1), said
    assert said.startswith("error: ")
    assert ".env is not UTF-8" in said
    assert "s3cr3t" not in said
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    "line",
    ["FEATURES_API_KEY=s3cr3t\u00fc\n", "s3cr3t without a name\n", "SPOTIFY_API_URL='s3cr3t\n"],
)
def test_a_wrong_line_of_a_dotenv_is_not_shown(line: str, tmp_path: Path) -> None:
    with installed(tmp_path, line.encode()) as spotify, DemoServer(SMALL) as server:
        code, said = spotify(server)
        assert server.log == []
    assert code == 2
    assert "s3cr3t" not in said


def test_a_folder_in_the_place_of_a_dotenv_costs_nothing(tmp_path: Path) -> None:
    with installed(tmp_path, b"") as spotify, DemoServer(SMALL) as server:
        (tmp_path / ".env").unlink()
        (tmp_path / ".env").mkdir()
        code, said = spotify(server)
    assert (code, len(said.splitlines())) == (2, 1), said
    assert "SPOTIFY_CLIENT_SECRET are not set" in said
