"""Access tokens: by the client-credentials flow, or a key that a person was given.

https://developer.spotify.com/documentation/web-api/tutorials/client-credentials-flow
"""

from __future__ import annotations

import threading

from pydantic import SecretStr
from requests.auth import HTTPBasicAuth

from ingest.errors import NotFoundError, RefusedError
from ingest.http.transport import Transport


class ClientCredentials:
    """Fetches a token when there is none yet or when the last one was rejected; workers share it."""

    advice = "SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET"

    def __init__(self, token_url: str, client_id: str, client_secret: SecretStr) -> None:
        self._url = token_url
        self._auth = HTTPBasicAuth(client_id.encode(), client_secret.get_secret_value().encode())
        self._token: str | None = None
        self._lock = threading.Lock()

    def current(self, transport: Transport) -> str:
        """The token at hand, or a first one."""
        with self._lock:
            if self._token is None:
                self._token = self._fetch(transport)
            return self._token

    def renewed(self, transport: Transport, rejected: str) -> str:
        """A token other than the rejected one: another worker's if it has fetched one since."""
        with self._lock:
            if self._token is None or self._token == rejected:
                self._token = self._fetch(transport)
            return self._token

    def _fetch(self, transport: Transport) -> str:
        try:
            body = transport.send(
                "POST", self._url, data={"grant_type": "client_credentials"}, auth=self._auth
            )
        except NotFoundError as error:
            raise RefusedError(f"no access token: {error}; check SPOTIFY_TOKEN_URL") from None
        except RefusedError as error:
            raise RefusedError(f"no access token: {error}; check {self.advice}") from None
        token = body.get("access_token")
        if not isinstance(token, str) or not token:
            raise RefusedError(
                f"no access token in the answer of {self._url}: check SPOTIFY_TOKEN_URL"
            )
        return token


class ApiKey:
    """A key that never changes."""

    def __init__(self, key: SecretStr, advice: str) -> None:
        self._key = key
        self.advice = advice

    def current(self, _transport: Transport) -> str:
        """The key."""
        return self._key.get_secret_value()

    def renewed(self, transport: Transport, _rejected: str) -> str:
        """Raises RefusedError: there is no other key."""
        raise RefusedError(f"{transport.name} rejects the key: check {self.advice}")
