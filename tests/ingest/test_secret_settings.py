"""Addresses, keys and `.env`: what could give a secret away is refused, or warned of, without showing it."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from demo_support import BAND, SMALL
from ingest_support import ROOT, settings
from secrets_support import CLIENT_ID, cli, want_credentials

from ingest.demo.server import DemoServer
from ingest.errors import WrongInputError
from ingest.settings import load_settings


@pytest.fixture(autouse=True)
def credentials(monkeypatch: pytest.MonkeyPatch) -> None:
    want_credentials(monkeypatch)


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
        environment = settings(server, {"SOUNDMART_RAW": str(root / "data" / "raw")})
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


def test_without_credentials_anywhere_one_line_says_where_they_go(tmp_path: Path) -> None:
    with installed(tmp_path, b"") as spotify, DemoServer(SMALL) as server:
        code, said = spotify(server)
        assert server.log == []
    assert (code, len(said.splitlines())) == (2, 1), said
    assert "SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET are not set" in said
    assert not (tmp_path / "data").exists()


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
