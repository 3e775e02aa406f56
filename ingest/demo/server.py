"""The demo server: Spotify's API and two other sources of audio features, with the faults asked for."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Protocol

from ingest.demo.api import CatalogueApi
from ingest.demo.auth import Accounts
from ingest.demo.bodies import Mode
from ingest.demo.catalogue import Catalogue
from ingest.demo.compatible import CompatibleApi
from ingest.demo.faults import Faults, Rule
from ingest.demo.listener import Listener
from ingest.demo.messages import ApiError, Delivery, Json, Request, Response
from ingest.demo.reccobeats import ReccoBeatsApi
from ingest.demo.refusals import in_place_of_answer
from ingest.demo.spoiling import spoil

CLIENT_ID = CLIENT_SECRET = COMPATIBLE_KEY = "demo"  # noqa: S105 - the published credentials of the demo
TOKEN_PATH = "/api/token"  # noqa: S105 - a path
API_PATH = "/v1"
RECCOBEATS_PATH = "/reccobeats/v1"
COMPATIBLE_PATH = "/compatible/v1"
UNANSWERED = 0
"""The status under which a request is logged that gets no answer."""
DELIVERIES: Mapping[str | None, Delivery] = {"truncate": "half", "drop": "none", "hang": "hang"}
"""The faults of the connection."""

Mutate = Callable[[str, Json], Any]
"""Path with query and the JSON body about to be sent; the body to send instead."""


class Service(Protocol):
    """One API of those that this server plays."""

    def answer(self, request: Request, path: str) -> Json:
        """The body for a request; `path` is what follows the service's own. Raises ApiError."""

    def refusal(self, error: ApiError) -> Response:
        """An error as this service words it."""


@dataclass(frozen=True, slots=True)
class Served:
    """A request served: path with query, status (0: none), fault met, monotonic time."""

    method: str
    target: str
    status: int
    fault: str | None
    at: float


class DemoServer:
    """Serves a catalogue at `base_url`, within its `with` block or between `start` and `stop`.

    `port` 0 takes a free one; `latency_ms` delays every answer; `faults` are names with rates,
    rules or Faults; `token_seconds` is how long an access token lives; `mutate` may change the JSON
    body of any successful API answer. `log` holds every request served, in order. Raises OSError
    when the port is taken, ValueError for unknown faults.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        *,
        port: int = 0,
        latency_ms: float = 0,
        faults: Faults | Mapping[str, float] | Sequence[Rule] = (),
        mode: Mode = "extended",
        token_seconds: float = 3600,
        mutate: Mutate | None = None,
    ) -> None:
        self._faults = Faults.of(faults)
        self._latency = latency_ms / 1000
        self._accounts = Accounts(CLIENT_ID, CLIENT_SECRET, token_seconds)
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._listener = Listener(port, self._exchange)
        self.base_url = f"http://127.0.0.1:{self._listener.server_port}"
        self.api_url = self.base_url + API_PATH
        self.token_url = self.base_url + TOKEN_PATH
        self.reccobeats_url = self.base_url + RECCOBEATS_PATH
        self.compatible_url = self.base_url + COMPATIBLE_PATH
        self.log: list[Served] = []
        self._mutate = mutate
        self._services: Mapping[str, Service] = {
            API_PATH: CatalogueApi(catalogue, self.api_url, mode, self._accounts.check),
            RECCOBEATS_PATH: ReccoBeatsApi(catalogue),
            COMPATIBLE_PATH: CompatibleApi(catalogue, COMPATIBLE_KEY),
        }

    def start(self) -> None:
        """Begin to serve, in threads of its own."""
        self._thread = threading.Thread(target=self._listener.serve, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stop at once: open connections are closed, late answers not sent. Once is enough."""
        self._stopping.set()
        if self._thread is not None:
            self._listener.shutdown()
            self._thread.join()
        self._listener.close()

    def serve_forever(self) -> None:
        """Serve until `stop` is called from elsewhere, or KeyboardInterrupt."""
        with self:
            self._stopping.wait()

    def __enter__(self) -> DemoServer:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def count(self, pattern: str = "", status: int | None = None) -> int:
        """How many requests so far had `pattern` in their path with query, and this status."""
        return sum(
            bool(re.search(pattern, served.target)) and status in (None, served.status)
            for served in list(self.log)
        )

    def _exchange(self, request: Request) -> tuple[Response, Delivery]:
        """The response to a request, and how it is to reach the client."""
        rule = self._faults.next(request.target)
        fault = rule.name if rule else None
        if fault == "token-expiry":
            self._accounts.expire(request)
        self._stopping.wait(self._latency + (rule.seconds if rule and fault == "slow" else 0))
        response = self._respond(request, rule)
        delivery = DELIVERIES.get(fault, "whole")
        status = response.status if delivery in ("whole", "half") else UNANSWERED
        self.log.append(Served(request.method, request.target, status, fault, time.monotonic()))
        return response, delivery

    def _respond(self, request: Request, rule: Rule | None) -> Response:
        """The answer to a request, or what the fault makes of it."""
        instead = in_place_of_answer(rule, request.target) if rule else None
        if isinstance(instead, Response):
            return instead
        base, service = self._service(request.path)
        try:
            if instead is not None:
                raise instead
            if request.path == TOKEN_PATH:
                return self._accounts.token(request)
            if service is None:
                raise ApiError(404, "Service not found")
            return Response.json(200, self._body(service, request, base, rule))
        except ApiError as error:
            return service.refusal(error) if service else error.response

    def _service(self, path: str) -> tuple[str, Service | None]:
        """The service for a path, and the base that the path begins with."""
        for base, service in self._services.items():
            if path.startswith(base + "/"):
                return base, service
        return "", None

    def _body(self, service: Service, request: Request, base: str, rule: Rule | None) -> Json:
        def answer(target: str) -> Json:
            asked = replace(request, target=target)
            return service.answer(asked, asked.path.removeprefix(base))

        body = answer(request.target)
        if rule:
            body = spoil(rule.name, body, request.target, answer)
        return self._mutate(request.target, body) if self._mutate else body
