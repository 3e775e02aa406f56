"""Requests in flight: a few at a time, answers in the order asked."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

from ingest.pacing import Guard

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Workers:
    """Calls a function on many arguments with at most `count` calls under way."""

    def __init__(self, count: int, guard: Guard) -> None:
        self._count = count
        self._guard = guard

    def map(
        self, function: Callable[[Asked], Answer], arguments: Iterable[Asked]
    ) -> Iterator[tuple[Asked, Answer]]:
        """Each argument with its result, in order; at most twice `count` results are held.

        When a call raises or Ctrl-C comes, no further call starts, the results of those under way are still given,
        and then the first exception is raised.
        """
        rest = iter(arguments)
        pool = ThreadPoolExecutor(self._count, thread_name_prefix="ingest")
        under_way: deque[tuple[Asked, Future[Answer]]] = deque()
        failure: BaseException | None = None

        def start(calls: int) -> None:
            under_way.extend(
                (argument, pool.submit(function, argument)) for argument in islice(rest, calls)
            )

        def stop() -> None:
            self._guard.cancel()
            for _, future in under_way:
                future.cancel()

        try:
            start(2 * self._count)
            while under_way:
                argument, future = under_way[0]
                try:
                    answer = future.result()
                except CancelledError:
                    under_way.popleft()
                    continue
                except BaseException as error:
                    if future.done():
                        under_way.popleft()
                    if failure is not None and not future.done():
                        raise
                    failure = failure or error
                    stop()
                    continue
                under_way.popleft()
                yield argument, answer
                if failure is None:
                    start(1)
        except GeneratorExit:
            stop()
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        if failure is not None:
            raise failure
