"""Somebody between a server and a run, who changes answers and remembers what was sent."""

from __future__ import annotations

import json
import random
import re
import threading
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from mutations_support import Answer, mutated

from ingest.demo.messages import Request, Response

ENDPOINTS = {
    "token": "^/api/token",
    "artists": r"^/v1/artists\?",
    "artist": r"^/v1/artists/\w+$",
    "listing": r"^/v1/artists/\w+/albums",
    "albums": r"^/v1/albums\?",
    "tracks": r"^/v1/albums/\w+/tracks",
    "spotify": "^/v1/audio-features",
    "reccobeats": "^/reccobeats",
    "compatible": "^/compatible",
}


def endpoint_of(target: str) -> str:
    return next((name for name, path in ENDPOINTS.items() if re.search(path, target)), "other")


@dataclass
class Meddler:
    """Changes answers by chance, which hangs on the seed, the request and how often it came, and on nothing else."""

    seed: int
    rates: dict[str, float] = field(default_factory=dict)
    cases: Counter[tuple[str, str]] = field(default_factory=Counter)
    touched: set[str] = field(default_factory=set)
    sent: set[str] = field(default_factory=set)
    whole: list[tuple[str, Any]] = field(default_factory=list)
    mistakes: list[str] = field(default_factory=list)
    _asked: Counter[str] = field(default_factory=Counter)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def __call__(self, request: Request, response: Response) -> Answer:
        try:
            return self._answer(request, response)
        except Exception as error:
            self.mistakes.append(repr(error))
            raise

    def _answer(self, request: Request, response: Response) -> Answer:
        endpoint = endpoint_of(request.target)
        with self._lock:
            self._asked[request.target] += 1
            rng = random.Random(f"{self.seed} {request.target} {self._asked[request.target]}")
        meddle = rng.random() < self.rates.get(endpoint, 0.0)
        kind, answer = mutated(rng, response) if meddle else ("", (response, "whole"))
        ids = set(_ids(response.body)) | set(_ids(answer[0].body))
        with self._lock:
            self.sent |= ids
            if meddle:
                self.cases[endpoint, kind] += 1
                self.touched |= ids | set(re.split("[/?=,&]|%2C", request.target))
            elif response.status == 200 and endpoint != "token":
                self.whole.append((request.target, json.loads(response.body)))
        return answer


def _ids(body: bytes) -> Iterable[str]:
    """Whatever a body gives as an id, its own or that at the end of a link."""
    try:
        yield from _ids_in(json.loads(body))
    except (ValueError, RecursionError):
        yield from re.findall(r'"id": ?"([^"]*)"', body.decode(errors="replace"))


def _ids_in(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name in ("id", "href"):
                yield re.split("[?#]", part)[0].rpartition("/")[2] if name == "href" else part
            else:
                yield from _ids_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from _ids_in(part)
