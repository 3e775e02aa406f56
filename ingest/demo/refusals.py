"""The faults that send something else in place of the answer."""

from __future__ import annotations

import math
import time
from email.utils import formatdate

from ingest.demo.faults import Rule
from ingest.demo.messages import ApiError, Response

NO_PREMIUM = (
    "Active premium subscription required for the owner of the app. When the subscription status "
    "changes, it can take a few hours before requests are allowed again."
)
BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)
LOGIN_PAGE = (
    "<!doctype html><html><head><title>Welcome</title></head><body>Please sign in.</body></html>"
)
UNAVAILABLE = "upstream connect error or disconnect/reset before headers. reset reason: overflow"
QUOTA_EXCEEDED = {"status": 429, "message": "Too many requests", "reason": "QUOTA_EXCEEDED"}
"""The error since the quotas of July 2026 (developer.spotify.com/blog/2026-07-23-web-api-quota-updates)."""
ELSEWHERE = "https://elsewhere.invalid"


def in_place_of_answer(rule: Rule, target: str) -> Response | ApiError | None:
    """What is sent to a request that `rule` hits, given by its path with query.

    A Response goes out as it is, an ApiError in the words of the service that was asked; None for
    the faults that let the answer be, or spoil it.
    """
    if isinstance(rule.fault, Response):
        return rule.fault
    match rule.fault:
        case "rate-limit":
            return ApiError(429, "API rate limit exceeded", **_retry_after(rule, 1))
        case "rate-limit-silent":
            return Response(429)
        case "rate-limit-date":
            wait = 1 if rule.retry_after is None else rule.retry_after
            return ApiError(429, "API rate limit exceeded", retry_after=_http_date(wait))
        case "rate-limit-zero":
            return ApiError(429, "API rate limit exceeded", retry_after="0")
        case "rate-limit-text":  # body: Shabinder/SpotiFlyer 1814
            return Response.text(429, "Too many requests", **_retry_after(rule))
        case "quota":
            return Response.json(429, {"error": QUOTA_EXCEEDED}, **_retry_after(rule))
        case "no-premium":
            return Response.text(403, NO_PREMIUM)
        case "no-features":
            return ApiError(403, None)
        case "forbidden-batch":
            return ApiError(403, "Forbidden")
        case "error-500" | "poison":
            return ApiError(500, "Server error")
        case "error-502":
            return Response.text(502, BAD_GATEWAY, "text/html")
        case "error-503":
            return Response.text(503, UNAVAILABLE)
        case "not-json":
            return Response.text(200, LOGIN_PAGE, "text/html")
        case "redirect":
            return Response(302, headers={"location": ELSEWHERE + target})
    return None


def _retry_after(rule: Rule, default: int | None = None) -> dict[str, str]:
    wait = default if rule.retry_after is None else rule.retry_after
    return {} if wait is None else {"retry_after": str(wait)}


def _http_date(wait: int | str) -> str:
    """The moment so many seconds from now, never sooner though dates have whole seconds; a text as it is."""
    if isinstance(wait, str):
        return wait
    return formatdate(math.ceil(time.time()) + wait, usegmt=True)
