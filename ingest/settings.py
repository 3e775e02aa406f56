"""Settings from the environment and `.env`, checked once (contract section 3)."""

from __future__ import annotations

import ipaddress
import logging
import stat
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from ingest.errors import WrongInputError

log = logging.getLogger(__name__)

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
    if not parts.hostname or parts.scheme not in ("http", "https") or not _has_sound_port(parts):
        raise ValueError("must be a URL such as https://api.spotify.com/v1")
    if parts.scheme == "http" and not is_loopback(parts.hostname):
        raise ValueError("must be https, unless its host is this machine")
    return url.rstrip("/")


def _has_sound_port(parts: SplitResult) -> bool:
    try:
        return parts.port != 0
    except ValueError:
        return False


def _key(key: SecretStr) -> SecretStr:
    text = key.get_secret_value()
    if not text.isascii() or not text.isprintable() or text.strip() != text:
        raise ValueError("must be printable ASCII without spaces around it")
    return key


BaseUrl = Annotated[str, AfterValidator(_base_url)]
Key = Annotated[SecretStr, AfterValidator(_key)]


class Settings(BaseSettings):
    """What the environment says; secrets show as `**********` in every repr."""

    model_config = SettingsConfigDict(
        env_file=ROOT / ".env", env_ignore_empty=True, extra="ignore", hide_input_in_errors=True
    )

    spotify_client_id: str | None = None
    spotify_client_secret: SecretStr | None = None
    spotify_api_url: BaseUrl = "https://api.spotify.com/v1"
    spotify_token_url: BaseUrl = "https://accounts.spotify.com/api/token"  # noqa: S105 - an address
    reccobeats_api_url: BaseUrl = "https://api.reccobeats.com/v1"
    features_api_url: BaseUrl | None = None
    features_api_key: Key | None = None
    features_retry_days: Annotated[float, Field(ge=0, allow_inf_nan=False)] = 7
    soundmart_raw: Path = Path("data/raw")

    @property
    def has_secret(self) -> bool:
        """Whether any of them is to be kept from others."""
        return bool(self.spotify_client_secret or self.features_api_key)

    @property
    def raw_folder(self) -> Path:
        """Where raw Parquet is landed, as an absolute path."""
        return ROOT / self.soundmart_raw


def load_settings() -> Settings:
    """Read and check the settings. Raises WrongInputError naming each wrong variable, never its value.

    A `.env` that other users may read is read all the same, with a warning: an editor makes it so by default, and to
    refuse it would stop nearly everyone at the first try without making the secret any safer.
    """
    try:
        settings = Settings()
        if settings.has_secret and _others_may_read(ROOT / ".env"):
            log.warning(
                "%s may be read by other users of this machine: `chmod 600 .env` keeps your secrets yours",
                ROOT / ".env",
            )
        return settings
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


def _others_may_read(file: Path) -> bool:
    try:
        return bool(file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH))
    except OSError:
        return False
