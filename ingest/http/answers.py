"""What an HTTP answer says: its JSON object, and its errors as one short line without a secret in it."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit

import requests

HIDDEN = "**********"


def json_object(response: requests.Response) -> dict[str, Any] | None:
    """The JSON object in a body; None where there is none."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def error_message(response: requests.Response) -> str:
    """What an error answer says of itself, as one short line; bodies may be JSON, text or empty.

    A credential of the request that the answer repeats is hidden.
    """
    body = json_object(response) or {}
    error = body.get("error")
    if isinstance(error, Mapping):
        error = error.get("message")
    elif body.get("error_description"):
        error = f"{error}: {body['error_description']}"
    elif isinstance(body.get("errors"), list):  # ReccoBeats
        error = "; ".join(
            str(one["message"])
            for one in body["errors"]
            if isinstance(one, Mapping) and one.get("message")
        )
    text = error if isinstance(error, str) else ""
    if not body:
        text = response.content.decode(errors="replace")
    return _line(text, response) or _line(response.reason or "", response) or "without a reason"


def _line(text: str, response: requests.Response) -> str:
    """Foreign text as one short line; credentials are hidden first, while they are still as they were sent."""
    for secret in _secrets(response.request):
        for form in (secret, json.dumps(secret)[1:-1], quote(secret, safe="")):
            text = text.replace(form, HIDDEN)
    line = "".join(
        character if character.isprintable() else " " for character in " ".join(text.split())
    )
    return line[:200].strip()


def quota_exceeded(response: requests.Response) -> bool:
    """Whether a 429 is a used-up quota and no rate limit (Spotify's changelog of July 2026)."""
    error = (json_object(response) or {}).get("error")
    return isinstance(error, Mapping) and error.get("reason") == "QUOTA_EXCEEDED"


def where(url: str) -> str:
    """A URL without its query."""
    return urlsplit(url)._replace(query="", fragment="").geturl()


def _secrets(request: requests.PreparedRequest | None) -> Iterator[str]:
    """The credentials that a request carries."""
    header = "" if request is None else request.headers.get("Authorization", "")
    text = header.decode("latin-1") if isinstance(header, bytes) else header
    scheme, _, credential = text.partition(" ")
    if not credential:
        return
    yield credential
    if scheme == "Basic":
        try:
            client_id, _, secret = base64.b64decode(credential).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return
        yield from filter(None, (secret, client_id))
