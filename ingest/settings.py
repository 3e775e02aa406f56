"""Settings from the environment and `.env`, checked once (contract section 3)."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import AfterValidator, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import WrongInputError

ROOT = Path(__file__).resolve().parents[1]
"""The repository's root: relative paths in settings are relative to it."""


def is_loopback(host: str) -> bool:
    """Whether a host name or address never leaves this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _base_url(url: str) -> str:
    parts = urlsplit(url)
    if parts.username or parts.password:
        raise ValueError("must not carry a user name or password")
    if not parts.hostname or parts.scheme not in ("http", "https"):
        raise ValueError("must be a URL such as https://api.spotify.com/v1")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("must be https, unless its host is this machine")
    return url.rstrip("/")


BaseUrl = Annotated[str, AfterValidator(_base_url)]


class Settings(BaseSettings):
    """What the environment says; secrets show as `**********` in every repr."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    spotify_client_id: str | None = None
    spotify_client_secret: SecretStr | None = None
    spotify_api_url: BaseUrl = "https://api.spotify.com/v1"
    spotify_token_url: BaseUrl = "https://accounts.spotify.com/api/token"  # noqa: S105 - an address
    soundmart_raw: Path = Path("data/raw")

    @property
    def raw_folder(self) -> Path:
        """Where raw Parquet is landed, as an absolute path."""
        return ROOT / self.soundmart_raw


def load_settings() -> Settings:
    """Read and check the settings. Raises WrongInputError naming each wrong variable, never its value."""
    try:
        return Settings()
    except ValidationError as error:
        wrong = "; ".join(
            f"{'.'.join(map(str, problem['loc'])).upper()} {_reason(problem['msg'])}"
            for problem in error.errors(include_input=False, include_url=False)
        )
        raise WrongInputError(f"{wrong}: correct it in the environment or in .env") from None
    except UnicodeDecodeError:
        raise WrongInputError(f"{ROOT / '.env'} is not UTF-8: save it as such") from None


def _reason(message: str) -> str:
    return message.removeprefix("Value error, ")
