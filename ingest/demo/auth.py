"""The accounts host: access tokens by client credentials, and the check of bearer tokens."""

from __future__ import annotations

import base64
import binascii
import secrets
import time
from urllib.parse import parse_qs

from ingest.demo.messages import ApiError, Json, Request, Response

FORM_TYPE = "application/x-www-form-urlencoded"
GRANTS = "client_credentials, authorization_code or refresh_token"


class Accounts:
    """Gives out tokens to one client and knows which of them are alive.

    Safe to use from many threads: every change is a single operation on one dictionary.
    """

    def __init__(self, client_id: str, client_secret: str, token_seconds: float) -> None:
        self._client = (client_id, client_secret)
        self._token_seconds = token_seconds
        self._expiry: dict[str, float] = {}

    def token(self, request: Request) -> Response:
        """Answer `POST /api/token`: a token, or an error whose `error` is a string, as here alone.

        That bad credentials are a 400 and that the description is absent when none came at all was
        measured on the real host; the wording of the grant errors and the 415 are from user reports
        (spotify/web-api 321, 1503).
        """
        if request.method != "POST":
            return Response(405, headers={"allow": "POST"})
        content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if content_type != FORM_TYPE:
            return _refused(415, "server_error", "Unexpected status: 415")
        form = _form(request.body)
        grant = form.get("grant_type")
        if not grant:
            return _refused(400, "unsupported_grant_type", "grant_type parameter is missing")
        if grant != "client_credentials":
            return _refused(400, "unsupported_grant_type", f"grant_type must be {GRANTS}")
        client = _client(request.headers.get("authorization"), form)
        if client is None:
            return _refused(400, "invalid_client")
        if client != self._client:
            return _refused(400, "invalid_client", "Invalid client")
        return Response.json(200, self._grant())

    def expire(self, request: Request) -> None:
        """Declare the request's token expired, for good; does nothing when it has no known one."""
        token = _bearer(request.headers.get("authorization", ""))
        if token in self._expiry:
            self._expiry[token] = 0.0

    def check(self, request: Request) -> None:
        """Let a request with a live bearer token pass.

        Raises ApiError: 401 for a missing, unknown or expired token, told apart in the body and in
        the `www-authenticate` header; 400 for another authentication scheme (spotipy 429, 687).
        """
        header = request.headers.get("authorization")
        if not header:
            raise _unauthorized("missing_token", "No token provided")
        token = _bearer(header)
        if not token:
            raise ApiError(400, "Only valid bearer authentication supported")
        if token not in self._expiry:
            raise _unauthorized("invalid_token", "Invalid access token")
        if time.monotonic() >= self._expiry[token]:
            raise _unauthorized("invalid_token", "The access token expired")

    def _grant(self) -> Json:
        token = "BQ" + secrets.token_urlsafe(64)
        self._expiry[token] = time.monotonic() + self._token_seconds
        return {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(self._token_seconds),
        }


def _refused(status: int, error: str, description: str | None = None) -> Response:
    body = {"error": error}
    if description is not None:
        body["error_description"] = description
    return Response.json(status, body)


def _unauthorized(error: str, message: str) -> ApiError:
    challenge = f'Bearer realm="spotify", error="{error}", error_description="{message}"'
    return ApiError(401, message, www_authenticate=challenge)


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _form(body: bytes) -> dict[str, str]:
    pairs = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True)
    return {name: values[0] for name, values in pairs.items()}


def _client(header: str | None, form: dict[str, str]) -> tuple[str, str] | None:
    """The id and secret of a Basic header, else of the form; None when neither has any."""
    if header:
        return _basic(header)
    if "client_id" in form:
        return form["client_id"], form.get("client_secret", "")
    return None


def _basic(header: str) -> tuple[str, str]:
    """The id and secret of a Basic header; empty ones, which nobody has, when it is malformed."""
    scheme, _, encoded = header.partition(" ")
    if scheme.lower() != "basic":
        return "", ""
    try:
        decoded = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, UnicodeDecodeError):
        return "", ""
    client_id, _, client_secret = decoded.partition(":")
    return client_id, client_secret
