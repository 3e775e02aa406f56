"""HTTP for one source: a token, tries and waits, and a count of every request."""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, NoReturn, Protocol
from urllib.parse import urlsplit

import requests
from urllib3.exceptions import HTTPError

from ingest.errors import (
    BadRequestError,
    ForbiddenError,
    NotFoundError,
    RefusedError,
    StoppedError,
    UnansweredError,
)
from ingest.http.answers import error_message, json_object, quota_exceeded, where
from ingest.http.pacing import QUOTA_WAIT, UNNAMED_WAIT, Guard, retry_after, utc_now
from ingest.http.session import Bearer, Session
from ingest.settings import is_loopback

log = logging.getLogger(__name__)

TRIES = 5
TIMEOUT = (10, 30)
"""Seconds to connect and to wait for the next bytes."""
MOST_EXCUSED = 3
"""So many things in a row that cannot be fetched are a source that is down."""
Json = dict[str, Any]


class Tokens(Protocol):
    """Where access tokens come from."""

    advice: str
    """What to check when the source does not accept them."""

    def current(self, transport: Transport) -> str:
        """A token that should be good."""

    def renewed(self, transport: Transport, rejected: str, /) -> str:
        """A token other than the rejected one. Raises RefusedError when there is no other."""


@dataclass(frozen=True)
class _Trouble:
    """Why a request brought nothing; `wait` is how many seconds the source asked to be left alone."""

    what: str
    wait: float | None = None
    rate_limit: bool = False
    why: str = "limits the rate"


class Transport:
    """Sends requests to one source and gives back JSON objects.

    `requests` counts every request sent, tokens and redirects included; `retries` those sent again after a
    rate limit, a server error, a broken connection or a rejected token.
    """

    def __init__(self, guard: Guard, tokens: Tokens | None, connections: int) -> None:
        self.name = guard.who
        self.guard = guard
        self.requests = 0
        self.retries = 0
        self._tokens = tokens
        self._lock = threading.Lock()
        self._answered = False
        self._excused = 0
        self._session = Session(connections, self._count)

    def close(self) -> None:
        """Close the connections."""
        self._session.close()

    def get(
        self, url: str, params: Mapping[str, str | int] | None = None, tries: int = TRIES
    ) -> Json:
        """The JSON object at a URL.

        Raises NotFoundError on 404, RefusedError when the source will not have this app or request, UnansweredError
        after so many failures, StoppedError when it asks for too long a wait, InterruptedRunError when the run is
        cancelled.
        """
        if self._tokens is None:
            body = self.send("GET", url, tries, params=params)
        else:
            token = self._tokens.current(self)
            try:
                body = self.send("GET", url, tries, params=params, auth=Bearer(token))
            except TokenRejectedError:
                self._count(retry=True)
                body = self._get_renewed(self._tokens, token, url, params, tries)
        with self._lock:
            self._answered, self._excused = True, 0
        return body

    def _get_renewed(
        self,
        tokens: Tokens,
        rejected: str,
        url: str,
        params: Mapping[str, str | int] | None,
        tries: int,
    ) -> Json:
        try:
            token = tokens.renewed(self, rejected)
            return self.send("GET", url, tries, params=params, auth=Bearer(token))
        except TokenRejectedError as error:
            if self._answered:  # the credentials are good
                raise StoppedError(
                    f"{self.name} rejects a fresh token ({error}) after it took others: run the same command again "
                    "later, what was fetched is kept"
                ) from None
            raise RefusedError(
                f"{self.name} rejects a fresh token ({error}): check {tokens.advice}"
            ) from None

    def excuse(self, error: UnansweredError) -> str:
        """The reason to note for one thing that failed for good, so that the run goes on to the next.

        Raises the error where the source itself seems to be down: it has never answered in this run, or
        MOST_EXCUSED things in a row have failed.
        """
        with self._lock:
            self._excused += 1
            if not self._answered or self._excused >= MOST_EXCUSED:
                raise error
        return error.what

    def send(self, method: str, url: str, tries: int = TRIES, **arguments: Any) -> Json:
        """Send one request until it is answered, `tries` times at most.

        Raises as `get` does, and TokenRejectedError on 401.
        """
        unnamed_wait = UNNAMED_WAIT
        what, wait = "", None
        for attempt in range(tries):
            self.guard.let_through()
            answer = self._try(method, url, arguments)
            if not isinstance(answer, _Trouble):
                return answer
            what, wait = answer.what, answer.wait
            if wait is None and answer.rate_limit:
                wait, unnamed_wait = unnamed_wait, unnamed_wait * 2
            log.debug("%s: %s, try %d of %d", where(url), what, attempt + 1, tries)
            if attempt + 1 == tries:
                break
            if wait is None:
                self.guard.pause(min(2.0**attempt / 2, self.guard.max_wait))
            else:
                self.guard.limited(wait, answer.why)
            self._count(retry=True)
        failed = f"{self.name} kept failing: {what}, {tries} times at {where(url)}"
        if wait is None:
            raise UnansweredError(
                f"{failed}; run the same command again later, what was fetched is kept",
                f"{what} at every try",
            )
        resume_at = utc_now() + timedelta(seconds=wait)
        raise StoppedError(
            f"{failed}; run the same command again after {resume_at:%Y-%m-%d %H:%M:%S} UTC, what was fetched is kept",
            resume_at,
            self.name,
        )

    def _try(self, method: str, url: str, arguments: Mapping[str, Any]) -> Json | _Trouble:
        """The JSON object that one request brings, or why it may be worth sending again."""
        try:
            response = self._send_once(method, url, arguments)
        except requests.TooManyRedirects:
            raise RefusedError(
                f"{self.name} redirects without end at {where(url)}: check the URL in the settings"
            ) from None
        except (requests.RequestException, HTTPError, ValueError) as error:  # no URL, no header
            return _Trouble(f"the connection failed ({type(error).__name__})")
        if response.ok:
            body = json_object(response)
            return _Trouble("its answer is no JSON object") if body is None else body
        rate_limit = response.status_code == 429
        if not rate_limit and response.status_code < 500:
            self._refused(response)
        wait = retry_after(response.headers.get("Retry-After"))
        what = f"it answers {response.status_code}"
        if not rate_limit or not quota_exceeded(response):
            return _Trouble(what, wait, rate_limit)
        if wait is None:
            return _Trouble(
                what, QUOTA_WAIT, why="says that the quota is used up, and not until when"
            )
        return _Trouble(what, wait, why="says that the quota is used up")

    def _send_once(self, method: str, url: str, arguments: Mapping[str, Any]) -> requests.Response:
        # Proxies and .netrc are for the outside world: a server on this machine is called directly.
        self._session.trust_env = not is_loopback(urlsplit(url).hostname or "")
        response = self._session.request(method, url, timeout=TIMEOUT, **arguments)
        seconds = response.elapsed.total_seconds()
        log.debug("%s %s: %d in %.2f s", method, where(url), response.status_code, seconds)
        return response

    def _count(self, *, retry: bool = False) -> None:
        with self._lock:
            if retry:
                self.retries += 1
            else:
                self.requests += 1

    def _refused(self, response: requests.Response) -> NoReturn:
        message = error_message(response)
        # Where it redirected to is of its own making: long, or with our token in it.
        asked = response.history[0] if response.history else response
        place, status = where(asked.url), response.status_code
        if status == 401:
            raise TokenRejectedError(message)
        if status == 404:
            raise NotFoundError(f"{self.name} knows nothing at {place} ({message})")
        text = f"{self.name} refuses {place}: {status} {message}"
        if status in (400, 413, 414):
            raise BadRequestError(text, message)
        # A lapsed subscription is a 403 too, and says itself what to do (zmb3/spotify, issue 301).
        lapsed = "premium" in message.lower()
        raise (ForbiddenError if status == 403 and not lapsed else RefusedError)(text)


class TokenRejectedError(RefusedError):
    """The source does not accept this token (401)."""
