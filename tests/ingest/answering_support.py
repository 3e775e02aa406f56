"""A demo server whose every answer, those of the token endpoint and errors too, may be changed before it is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ingest.demo.messages import Delivery, Request, Response
from ingest.demo.server import DemoServer

Change = Callable[[Request, Response], "tuple[Response, Delivery]"]
"""A request and the answer to it; what to send instead, and how it is to reach the client."""


class AnsweringServer(DemoServer):
    """A demo server with a last word on its answers."""

    def __init__(self, *arguments: Any, change: Change, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._change = change

    def _exchange(self, request: Request) -> tuple[Response, Delivery]:
        response, _ = super()._exchange(request)
        return self._change(request, response)
