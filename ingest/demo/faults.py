"""What goes wrong with a real API, on demand: named faults at a rate, or scripted ones."""

from __future__ import annotations

import random
import re
import threading
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from ingest.demo.fault_list import (
    API_PATHS,
    EVERYWHERE,
    FAULT_LIST,
    FAULTS,
    LATE,
    PASSING,
    REFUSING,
    SPOILING,
)
from ingest.demo.messages import Response
from ingest.demo.params import ID

__all__ = [
    "EVERYWHERE",
    "FAULTS",
    "LATE",
    "PASSING",
    "REFUSING",
    "SPOILING",
    "Faults",
    "Rule",
    "parse_fault",
]


@dataclass(frozen=True, slots=True)
class Rule:
    """Which requests get which fault.

    `fault` is a name from FAULTS or a Response to send as it is. `path` is a regular expression
    searched in the path with its query; left out, the rule is for the fault's own paths, and for
    every API (but not the token endpoint) when the fault is a Response. `ids` restrict it to the
    requests that name one of them. Of the requests it matches, the first `after` pass, then each is
    hit with the chance `rate`, and `times` at most (None: without end). Of `poison`, `rate` is the
    share of ids that are poisonous: of `ids`, or else of all; of `loop`, the share of listings.
    `retry_after` is the header of the rate limits and of `quota`, in seconds or as a text to send as
    it is; `seconds` is the delay of `slow`. Raises ValueError for an unknown fault or a rate that is
    no chance.
    """

    fault: str | Response
    rate: float = 1.0
    times: int | None = None
    path: str | None = None
    after: int = 0
    retry_after: int | str | None = None
    seconds: float = 1.0
    ids: Collection[str] | None = None

    def __post_init__(self) -> None:
        if isinstance(self.fault, str) and self.fault not in FAULTS:
            raise ValueError(f"no fault is called {self.fault!r}: choose from {', '.join(FAULTS)}")
        if not 0 <= self.rate <= 1:
            raise ValueError(f"the rate of a fault must be a number from 0 to 1, not {self.rate}")

    @property
    def name(self) -> str:
        """The fault's name; a Response is called by its status."""
        return self.fault if isinstance(self.fault, str) else f"response-{self.fault.status}"

    def matches(self, target: str) -> bool:
        """Whether a request with this path with query is one that the rule is about."""
        path = self.path
        if path is None:
            path = FAULT_LIST[self.fault].paths if isinstance(self.fault, str) else API_PATHS
        return bool(re.search(path, target)) and bool(self.ids is None or self.named(target))

    def named(self, target: str) -> list[str]:
        """The ids of the rule that a path with query names; without a rule's own, any Spotify id."""
        words = re.split("[/?&=,]", unquote(target))
        if self.ids is None:
            return [word for word in words if ID.fullmatch(word)]
        return [word for word in words if word in self.ids]


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
                if rule.matches(target) and self._wants(index, rule, target)
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
        return any(
            random.Random(f"{self._seed} {index} {what}").random() < rule.rate
            for what in self._drawn(rule, target)
        )

    def _drawn(self, rule: Rule, target: str) -> Sequence[str]:
        """What a rule's chance falls on: each id by itself, a listing as a whole, or one request."""
        if rule.name == "poison":
            return rule.named(target)
        if rule.name == "loop":
            return [target.partition("?")[0]]
        return [f"{target} {self._asked[target]}"]


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
