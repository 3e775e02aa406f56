"""Every way in which the body, the status, the headers or the delivery of an answer can be other than it should be."""

from __future__ import annotations

import json
import random

from odd_bodies_support import BYTES, STRUCTURAL, a_place, places
from odd_values_support import written
from odd_wrappings_support import AROUND

from ingest.demo.messages import JSON_TYPE, Delivery, Response

Answer = tuple[Response, Delivery]
DELIVERED: dict[str, Delivery] = {"half": "half", "none": "none"}
KINDS = (*STRUCTURAL, *BYTES, *AROUND, *DELIVERED)
"""The names of all kinds of change."""


def mutated(rng: random.Random, response: Response) -> tuple[str, Answer]:
    """An answer changed in one way, or in its structure in several; the name of that way comes first."""
    group = rng.choices((STRUCTURAL, BYTES, AROUND, DELIVERED), (20, 6, 4, 2))[0]
    kind = rng.choice(list(group))
    if group is DELIVERED:
        return kind, (response, DELIVERED[kind])
    if group is AROUND:
        return kind, (AROUND[kind](rng, response), "whole")
    if group is BYTES:
        body = BYTES[kind](rng, response.body)
    else:
        content = json.loads(response.body)
        for change in [kind, *rng.choices(list(STRUCTURAL), k=rng.choice((0, 0, 1, 2)))]:
            if places(content):
                STRUCTURAL[change](rng, *a_place(rng, content))
        body = written(content)
    return kind, (Response(response.status, body, {"content-type": JSON_TYPE}), "whole")
