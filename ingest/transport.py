"""HTTP for one source: a token, tries and waits, and a count of every request."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn, Protocol
from urllib.parse import urljoin, urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.auth import AuthBase

from ingest.errors import ForbiddenError, NotFoundError, RefusedError, StoppedError
from ingest.pacing import UNNAMED_WAIT, Guard, retry_after, utc_now
from ingest.settings import is_loopback

log = logging.getLogger(__name__)

TRIES = 5
TIMEOUT = (10, 30)
"""Seconds to connect and to wait for the next bytes."""
USER_AGENT = "soundmart/0.1 (python-requests)"
Json = dict[str, Any]


class Bearer(AuthBase):
    """Puts a token on a request; as an auth object it also keeps a `.netrc` entry from replacing it."""

    def __init__(self, token: str) -> None:
        self.token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Add the header."""
        request.headers["Authorization"] = f"Bearer {self.token}"
        return request


class Tokens(Protocol):
    """Where access tokens come from."""

    def current(self, transport: Transport) -> str:
        """A token that should be good."""

    def renewed(self, transport: Transport, rejected: str) -> str:
        """A token other than the rejected one."""


@dataclass(frozen=True)
class _Trouble:
    """Why a request brought nothing; `wait` is how many seconds the source asked to be left alone."""

    what: str
    wait: float | None = None
    rate_limit: bool = False


class _Session(requests.Session):
    """Follows redirects within one origin alone, so that no credential travels further."""

    def get_redirect_target(self, resp: requests.Response) -> str | None:
        target = super().get_redirect_target(resp)
        if target and urlsplit(urljoin(resp.url, target))[:2] != urlsplit(resp.url)[:2]:
            resp.close()
            raise RefusedError(
                f"{_where(resp.url)} redirects to another host, which is not followed: check the URL in the settings"
            )
        return target


class Transport:
    """Sends requests to one source and gives back JSON objects.

    `requests` counts every request sent, tokens and redirects included; `retries` those sent again after a
    rate limit, a server error, a broken connection or a rejected token.
    """

    def __init__(self, name: str, guard: Guard, tokens: Tokens | None, connections: int) -> None:
        self.name = name
        self.guard = guard
        self.requests = 0
        self.retries = 0
        self._tokens = tokens
        self._lock = threading.Lock()
        self._session = _Session()
        self._session.headers.update({"User-Agent": USER_AGENT, "Accept": "application/json"})
        adapter = HTTPAdapter(pool_connections=2, pool_maxsize=connections)
        self._session.mount("https://", adapter)
        self._session.mount("http://", adapter)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(self, url: str, params: Mapping[str, str | int] | None = None) -> Json:
        """The JSON object at a URL.

        Raises NotFoundError on 404, RefusedError when the source will not have this app or request, StoppedError
        after TRIES failures or when it asks for too long a wait, InterruptedRunError when the run is cancelled.
        """
        if self._tokens is None:
            return self.send("GET", url, params=params)
        token = self._tokens.current(self)
        try:
            return self.send("GET", url, params=params, auth=Bearer(token))
        except TokenRejectedError:
            self._count(retry=True)
        try:
            token = self._tokens.renewed(self, rejected=token)
            return self.send("GET", url, params=params, auth=Bearer(token))
        except TokenRejectedError as error:
            raise RefusedError(
                f"{self.name} rejects a fresh token ({error}): check SPOTIFY_CLIENT_ID and SPOTIFY_CLIENT_SECRET"
            ) from None

    def send(self, method: str, url: str, **arguments: Any) -> Json:
        """Send one request until it is answered, TRIES times at most.

        Raises as `get` does, and TokenRejectedError on 401.
        """
        unnamed_wait = UNNAMED_WAIT
        what, wait = "", None
        for attempt in range(TRIES):
            self.guard.let_through()
            answer = self._try(method, url, arguments)
            if not isinstance(answer, _Trouble):
                return answer
            what, wait = answer.what, answer.wait
            if wait is None and answer.rate_limit:
                wait, unnamed_wait = unnamed_wait, unnamed_wait * 2
            log.info("%s: %s, try %d of %d", _where(url), what, attempt + 1, TRIES)
            if attempt + 1 == TRIES:
                break
            if wait is None:
                self.guard.pause(min(2.0**attempt / 2, self.guard.max_wait))
            else:
                self.guard.limited(wait, self.name)
            self._count(retry=True)
        resume_at = None if wait is None else utc_now() + timedelta(seconds=wait)
        when = "later" if resume_at is None else f"after {resume_at:%Y-%m-%d %H:%M:%S} UTC"
        raise StoppedError(
            f"{self.name} kept failing: {what}, {TRIES} times at {_where(url)}; "
            f"run the same command again {when}, what was fetched is kept",
            resume_at,
        )

    def _try(self, method: str, url: str, arguments: Mapping[str, Any]) -> Json | _Trouble:
        """The JSON object that one request brings, or why it may be worth sending again."""
        try:
            response = self._send_once(method, url, arguments)
        except requests.RequestException as error:
            return _Trouble(f"the connection failed ({type(error).__name__})")
        if response.ok:
            body = _json_object(response)
            return _Trouble("its answer is no JSON object") if body is None else body
        rate_limit = response.status_code == 429
        if not rate_limit and response.status_code < 500:
            self._refused(response)
        wait = retry_after(response.headers.get("Retry-After"))
        return _Trouble(f"it answers {response.status_code}", wait, rate_limit)

    def _send_once(self, method: str, url: str, arguments: Mapping[str, Any]) -> requests.Response:
        self._count()
        # Proxies and .netrc are for the outside world: a server on this machine is called directly.
        self._session.trust_env = not is_loopback(urlsplit(url).hostname or "")
        response = self._session.request(method, url, timeout=TIMEOUT, **arguments)
        for _ in response.history:
            self._count()
        return response

    def _count(self, *, retry: bool = False) -> None:
        with self._lock:
            if retry:
                self.retries += 1
            else:
                self.requests += 1

    def _refused(self, response: requests.Response) -> NoReturn:
        message = error_message(response)
        where = _where(response.url)
        if response.status_code == 401:
            raise TokenRejectedError(message)
        if response.status_code == 404:
            raise NotFoundError(f"{self.name} knows nothing at {where} ({message})")
        # A lapsed subscription is a 403 too, and says itself what to do (zmb3/spotify, issue 301).
        lapsed = "premium" in message.lower()
        refused = ForbiddenError if response.status_code == 403 and not lapsed else RefusedError
        raise refused(f"{self.name} refuses {where}: {response.status_code} {message}")


class TokenRejectedError(RefusedError):
    """The source does not accept this token (401)."""


def error_message(response: requests.Response) -> str:
    """What an error answer says of itself, as one short line; bodies may be JSON, text or empty."""
    body = _json_object(response) or {}
    error = body.get("error")
    if isinstance(error, Mapping):
        error = error.get("message")
    elif body.get("error_description"):
        error = f"{error}: {body['error_description']}"
    text = error if isinstance(error, str) else "" if body else response.text
    line = " ".join(text.split())
    return line[:200] or (response.reason or "without a reason")


def _json_object(response: requests.Response) -> Json | None:
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _where(url: str) -> str:
    return urlsplit(url)._replace(query="", fragment="").geturl()
