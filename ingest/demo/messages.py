"""The demo server's requests and responses as plain values, apart from sockets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import parse_qs

Json = dict[str, Any]

Delivery = Literal["whole", "half", "none", "hang"]
"""How a response reaches the client: the whole of it; half of the body, then the end of the
connection; that end at once; or never, until the client gives up."""

JSON_TYPE = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Request:
    """A request; `target` is the path with its query, header names are in lower case."""

    method: str
    target: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path without its query."""
        return self.target.partition("?")[0]

    @property
    def parameters(self) -> dict[str, list[str]]:
        """The query parameters, each with all its values."""
        return parse_qs(self.target.partition("?")[2], keep_blank_values=True)

    @property
    def query(self) -> dict[str, str]:
        """The query parameters; of a repeated one the first counts."""
        return {name: values[0] for name, values in self.parameters.items()}


@dataclass(frozen=True, slots=True)
class Response:
    """A response before it meets a socket, which adds Content-Length."""

    status: int
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def json(cls, status: int, body: Any, **headers: str) -> Response:
        """A JSON body in UTF-8; headers are given with underscores for their hyphens."""
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, text.encode(), {"content-type": JSON_TYPE, **named})

    @classmethod
    def text(
        cls, status: int, body: str, content_type: str = "text/plain", **headers: str
    ) -> Response:
        """A body that is no JSON, as gateways and proxies send; headers as in `json`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return cls(status, body.encode(), {"content-type": content_type, **named})


class ApiError(Exception):
    """A refusal by the API: status, message of the body (None: left out), further headers."""

    def __init__(self, status: int, message: str | None, **headers: str) -> None:
        super().__init__(f"{status} {message}")
        self.status = status
        self.message = message
        self.headers = headers

    @property
    def response(self) -> Response:
        """The refusal in the shape of the API host: `error` is an object (OpenAPI, ErrorObject)."""
        error: Json = {"status": self.status}
        if self.message is not None:
            error["message"] = self.message
        return Response.json(self.status, {"error": error}, **self.headers)
