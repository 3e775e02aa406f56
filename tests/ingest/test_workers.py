"""Requests in flight: answers in order, and an end that loses none of them."""

from __future__ import annotations

import threading
import time

import pytest

from ingest.errors import InterruptedRunError, StoppedError
from ingest.http.pacing import Guard
from ingest.http.workers import Workers


def test_every_argument_is_answered_once_with_as_many_under_way_as_allowed() -> None:
    under_way, most, lock = 0, 0, threading.Lock()

    def answer(number: int) -> int:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.02 if number % 3 else 0.05)
        with lock:
            under_way -= 1
        return -number

    answers = list(Workers(4, threading.Event()).each(answer, range(20)))
    assert sorted(answers) == sorted(-number for number in range(20))
    assert most == 4


def test_when_one_fails_those_under_way_still_answer_and_no_further_one_starts() -> None:
    started = []

    def answer(number: int) -> int:
        started.append(number)
        if number == 0:
            time.sleep(0.1)
            raise StoppedError("enough")
        time.sleep(0.2)
        return number

    answers = []
    with pytest.raises(StoppedError, match="enough"):
        answers.extend(Workers(3, threading.Event()).each(answer, range(100)))
    assert set(started) >= {0, 1, 2}
    assert len(started) <= 4
    assert sorted(answers) == sorted(started)[1:]


def test_when_one_fails_those_that_wait_wake_up() -> None:
    cancelled = threading.Event()
    guard = Guard("somebody", 60, cancelled=cancelled)

    def answer(number: int) -> None:
        if number == 0:
            time.sleep(0.1)
            raise StoppedError("enough")
        guard.limited(30)
        guard.let_through()

    began = time.monotonic()
    with pytest.raises(StoppedError, match="enough"):
        list(Workers(2, cancelled).each(answer, range(2)))
    assert time.monotonic() - began < 5
    with pytest.raises(InterruptedRunError):
        guard.let_through()


def test_a_reader_that_stops_reading_stops_the_asking() -> None:
    asked = []
    answers = Workers(2, threading.Event()).each(asked.append, range(100))
    next(answers)
    answers.close()  # type: ignore[attr-defined]
    assert len(asked) <= 6
