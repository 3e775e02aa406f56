"""What goes wrong with a real API, on demand: named faults at a rate, or scripted ones."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.demo.messages import ApiError, Response

FAULTS: Mapping[str, str] = {
    "rate-limit": "429 with Retry-After (1 second unless set)",
    "rate-limit-silent": "429 without Retry-After and with an empty body",
    "no-premium": "403 in plain text: the owner of the app has no Premium",
    "error-500": "500 with a JSON body",
    "error-502": "502 with an HTML body",
    "error-503": "503 in plain text",
    "drop": "the connection is closed without an answer",
    "truncate": "Content-Length is promised, half of the body comes, the connection is closed",
    "slow": "the answer comes late (by 1 second unless set)",
    "token-expiry": "the request's access token expires now and for good: 401",
}
"""Name and one-line description of every fault."""

EVERYWHERE = frozenset({"error-500", "error-502", "error-503", "drop"})
"""The faults that hit the token endpoint too (5xx there: Mincka/spotcast v6.5.3)."""
API_PATHS = r"^/v1/"
ALL_PATHS = r"^/(v1/|api/token)"

NO_PREMIUM = (
    "Active premium subscription required for the owner of the app. When the subscription status "
    "changes, it can take a few hours before requests are allowed again."
)
BAD_GATEWAY = (
    "<html><head><title>502 Bad Gateway</title></head><body><h1>502 Bad Gateway</h1></body></html>"
)
UNAVAILABLE = "upstream connect error or disconnect/reset before headers. reset reason: overflow"


@dataclass(frozen=True, slots=True)
class Rule:
    """Which requests get which fault.

    `fault` is a name from FAULTS or a Response to send as it is. `path` is a regular expression
    searched in the path with its query; left out, the rule is for the API alone, and for the token
    endpoint too when the fault is one of EVERYWHERE. Of the requests it matches, the first `after`
    pass, then each is hit with the chance `rate`, and `times` at most (None: without end).
    `retry_after` is the header of `rate-limit`, `seconds` the delay of `slow`. Raises ValueError
    for an unknown fault or a rate that is no chance.
    """

    fault: str | Response
    rate: float = 1.0
    times: int | None = None
    path: str | None = None
    after: int = 0
    retry_after: int | str = 1
    seconds: float = 1.0

    def __post_init__(self) -> None:
        if isinstance(self.fault, str) and self.fault not in FAULTS:
            raise ValueError(f"no fault is called {self.fault!r}: choose from {', '.join(FAULTS)}")
        if not 0 <= self.rate <= 1:
            raise ValueError(f"the rate of a fault must be a number from 0 to 1, not {self.rate}")

    @property
    def name(self) -> str:
        """The fault's name; a Response is called by its status."""
        return self.fault if isinstance(self.fault, str) else f"response-{self.fault.status}"

    @property
    def pattern(self) -> str:
        """The regular expression that a request's path with query must match."""
        if self.path is not None:
            return self.path
        return ALL_PATHS if self.name in EVERYWHERE else API_PATHS

    @property
    def response(self) -> Response | None:
        """What is sent instead of the answer; None for faults of the connection or the token."""
        if isinstance(self.fault, Response):
            return self.fault
        match self.fault:
            case "rate-limit":
                retry_after = {"retry_after": str(self.retry_after)}
                return ApiError(429, "API rate limit exceeded", **retry_after).response
            case "rate-limit-silent":
                return Response(429)
            case "no-premium":
                return Response.text(403, NO_PREMIUM)
            case "error-500":
                return ApiError(500, "Server error").response
            case "error-502":
                return Response.text(502, BAD_GATEWAY, "text/html")
            case "error-503":
                return Response.text(503, UNAVAILABLE)
        return None


class Faults:
    """Decides for every request whether a fault hits it; the first rule that wants it gets it.

    Chance depends on the seed, the rule, the path and how often that path was asked for, and on
    nothing else: a run with the same requests meets the same faults, in whatever order its threads
    send them.
    """

    def __init__(self, rules: Sequence[Rule] = (), *, seed: int = 0) -> None:
        self._rules = tuple(rules)
        self._seed = seed
        self._lock = threading.Lock()
        self._asked: Counter[str] = Counter()
        self._matched: Counter[int] = Counter()
        self._hit: Counter[int] = Counter()

    @classmethod
    def of(cls, faults: Faults | Mapping[str, float] | Sequence[Rule]) -> Faults:
        """Faults from names with their rates, or from rules. Raises ValueError as Rule does."""
        if isinstance(faults, Faults):
            return faults
        if isinstance(faults, Mapping):
            return cls([Rule(name, rate=rate) for name, rate in faults.items()])
        return cls(faults)

    def next(self, target: str) -> Rule | None:
        """The rule that hits this request, given by its path with query; None when it is spared."""
        with self._lock:
            self._asked[target] += 1
            wanting = [
                index
                for index, rule in enumerate(self._rules)
                if re.search(rule.pattern, target) and self._wants(index, rule, target)
            ]
            if not wanting:
                return None
            self._hit[wanting[0]] += 1
            return self._rules[wanting[0]]

    def _wants(self, index: int, rule: Rule, target: str) -> bool:
        self._matched[index] += 1
        if self._matched[index] <= rule.after:
            return False
        if rule.times is not None and self._hit[index] >= rule.times:
            return False
        draw = random.Random(f"{self._seed} {index} {target} {self._asked[target]}").random()
        return draw < rule.rate


def parse_fault(text: str) -> tuple[str, float]:
    """Read `NAME=RATE`, such as `rate-limit=0.1`. Raises ValueError: one line, what is wrong."""
    name, equals, number = text.partition("=")
    if not equals:
        raise ValueError(f"{text!r} is not NAME=RATE, for example rate-limit=0.1")
    if name not in FAULTS:
        raise ValueError(f"no fault is called {name!r}: choose from {', '.join(FAULTS)}")
    try:
        rate = float(number)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise ValueError(f"the rate of {name} must be a number from 0 to 1, not {number!r}")
    return name, rate
