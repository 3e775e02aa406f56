"""What every request has in common: who we say we are, a token, and where redirects may lead."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from ingest.errors import RefusedError

USER_AGENT = "soundmart/0.1 (python-requests)"


class Bearer(AuthBase):
    """Puts a token on a request; as an auth object it also keeps a `.netrc` entry from replacing it."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Session(requests.Session):
    """Keeps up to `connections` open; follows redirects within one origin alone, so that no credential goes further."""

    def __init__(self, connections: int, count: Callable[[], None]) -> None:
        super().__init__()
        self._count = count
        self.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
        adapter = HTTPAdapter(pool_connections=2, pool_maxsize=connections)
        self.mount("https://", adapter)
        self.mount("http://", adapter)

    def send(self, request: requests.PreparedRequest, **arguments: Any) -> requests.Response:
        """Send a request, or one more that a redirect leads to, and have it counted."""
        self._count()
        return super().send(request, **arguments)

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        """Where an answer redirects to. Raises RefusedError when that is another host."""
        target = super().get_redirect_target(resp)
        if target and _origin(urljoin(resp.url, target)) != _origin(resp.url):
            resp.close()
            raise RefusedError(
                f"{_origin(resp.url)} redirects to another host, which is not followed: check the URL in the settings"
            )
        return target


def _origin(url: str) -> str:
    """A URL's scheme and host; the URL itself may be of another's making and hold anything."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
