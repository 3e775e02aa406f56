"""Several ids a request: cut into batches, and cut smaller where one id spoils the answer for the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TypeVar

from ingest.errors import BadRequestError, UnansweredError
from ingest.http.transport import TRIES, Transport

Answer = TypeVar("Answer")

TRIES_A_PART = 2
"""Tries of a part of a batch: the whole has had its own."""
SPOILED_LEVELS = 2
"""When every part of a batch fails after so many halvings, it is the source that fails and no single id."""


def in_batches(ids: Iterable[str], size: int) -> Iterator[list[str]]:
    """The ids in lists of at most `size`."""
    rest = iter(ids)
    while batch := list(islice(rest, size)):
        yield batch


def ask_in_parts(
    ask: Callable[[Sequence[str], int], Answer],
    ids: Sequence[str],
    transport: Transport,
    known: Callable[[], str | None] = lambda: None,
) -> Iterator[tuple[Sequence[str], Answer | str]]:
    """Ask for ids at once, and where that fails for good in halves, quarters and so on down to the one that spoils it.

    `ask` takes ids and a number of tries; `known` may give an id that has been answered before. Gives parts of the ids
    with their answer, and single ids with the reason why there is none. A few ids answer 500 every time on audio
    features (spotipy, issue 805). Raises the error when the source itself seems to fail: no part of a batch is answered
    and neither is the known id, or several single ids in a row are not.
    """
    parts: list[Sequence[str]] = [ids]
    answered, level = False, 0
    while parts:
        spoiled: list[tuple[Sequence[str], UnansweredError | BadRequestError]] = []
        for part in parts:
            try:
                answer = ask(part, TRIES_A_PART if level else TRIES)
            except (UnansweredError, BadRequestError) as error:
                spoiled.append((part, error))
            else:
                answered = True
                yield part, answer
        single = any(len(part) == 1 for part, _ in spoiled)
        if not answered and (single or level == SPOILED_LEVELS):
            if (good := known()) is not None:
                ask([good], TRIES_A_PART)
                answered = True
            elif len(ids) > 1:
                raise spoiled[-1][1]
        for part, why in spoiled:
            if len(part) == 1:
                yield part, _reason(why, transport, alive=answered)
        parts = [half for part, _ in spoiled if len(part) > 1 for half in _halves(part)]
        level += 1


def _reason(error: UnansweredError | BadRequestError, transport: Transport, *, alive: bool) -> str:
    """Why one id has no answer. Raises the error where it may be the source's."""
    if isinstance(error, UnansweredError):
        return error.what if alive else transport.excuse(error)
    if not alive:
        raise error
    return f"refused: {error.message}"


def _halves(part: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    middle = (len(part) + 1) // 2
    return part[:middle], part[middle:]
