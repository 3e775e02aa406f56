"""The sockets of the demo server: HTTP/1.1 with keep-alive, and a stop that does not wait."""

from __future__ import annotations

import contextlib
import socket
import socketserver
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from ingest.demo.messages import Delivery, Request, Response

Exchange = Callable[[Request], tuple[Response, Delivery]]
"""Request in; out the response and how it is to reach the client."""

MOST_BODY_BYTES = 1_000_000
GRACE_SECONDS = 2.0


class Listener(ThreadingHTTPServer):
    """Listens on a loopback port (0: a free one); requests go to `exchange`. Raises OSError."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, exchange: Exchange) -> None:
        self.exchange = exchange
        self._connections: set[Any] = set()
        self._change = threading.Condition()
        super().__init__(("127.0.0.1", port), Connection)

    def server_bind(self) -> None:
        """Bind without HTTPServer's look-up of the host's name, which can take seconds."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def serve(self) -> None:
        """Accept connections until `shutdown` is called."""
        self.serve_forever(poll_interval=0.02)

    def close(self) -> None:
        """Close the listening socket and every open connection; wait shortly for their threads."""
        self.server_close()
        with self._change:
            for connection in self._connections:
                _shut(connection)
            self._change.wait_for(lambda: not self._connections, GRACE_SECONDS)

    def get_request(self) -> tuple[Any, Any]:
        """Accept a connection and remember it."""
        connection, address = super().get_request()
        with self._change:
            self._connections.add(connection)
        return connection, address

    def shutdown_request(self, request: Any) -> None:
        """Close a connection and forget it."""
        super().shutdown_request(request)
        with self._change:
            self._connections.discard(request)
            self._change.notify_all()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing when it was the client that went away."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Connection(BaseHTTPRequestHandler):
    """One connection with its requests, one after another."""

    server: Listener
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        """Read a request, whatever its method, and answer it."""
        request = self._read()
        if request is None:
            return
        response, delivery = self.server.exchange(request)
        if delivery != "whole":
            self.close_connection = True
        if delivery == "hang":
            self._wait_for_the_end()
        elif delivery != "none":
            self._send(response, half=delivery == "half")

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_OPTIONS = do_GET  # noqa: N815

    def log_message(self, format: str, *args: Any) -> None:
        """Keep no access log."""

    def _read(self) -> Request | None:
        """The request; None when its length is unknown or too much, which ends the connection."""
        length = self.headers.get("content-length", "0")
        if "transfer-encoding" in self.headers or not length.isdecimal():
            self.send_error(411)
        elif int(length) > MOST_BODY_BYTES:
            self.send_error(413)
        else:
            body = self.rfile.read(int(length))
            headers = {name.lower(): value for name, value in self.headers.items()}
            return Request(self.command, self.path, headers, body)
        return None

    def _wait_for_the_end(self) -> None:
        """Return when the client has closed the connection, or `Listener.close` has."""
        while self.connection.recv(65536):
            pass

    def _send(self, response: Response, *, half: bool) -> None:
        """Send a response, in one piece unless `half`: then the end is cut off and never comes."""
        phrase = self.responses.get(response.status, ("",))[0]
        headers = {
            "date": self.date_time_string(),
            **response.headers,
            "content-length": str(len(response.body)),
        }
        lines = [f"{self.protocol_version} {response.status} {phrase}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        body = response.body
        if half:
            body = body[: len(body) // 2]
        if self.command == "HEAD":
            body = b""
        self.wfile.write("\r\n".join([*lines, "", ""]).encode("latin-1") + body)


def _shut(connection: socket.socket) -> None:
    with contextlib.suppress(OSError):  # the other side was first
        connection.shutdown(socket.SHUT_RDWR)
