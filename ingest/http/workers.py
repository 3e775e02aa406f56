"""Requests in flight: a few at a time, until there is nothing left to ask or one of them ends the run."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, CancelledError, Future, ThreadPoolExecutor, wait
from itertools import islice
from typing import TypeVar

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


class Workers:
    """Calls a function on many arguments with at most `count` calls under way.

    `cancelled` is set when the run ends early, and wakes whoever waits.
    """

    def __init__(self, count: int, cancelled: threading.Event) -> None:
        self._count = count
        self._cancelled = cancelled

    def each(
        self, function: Callable[[Asked], Answer], arguments: Iterable[Asked]
    ) -> Iterator[Answer]:
        """The results, each as soon as it is there; arguments are taken as calls start.

        When a call raises or Ctrl-C comes, no further call starts, the results of those under way are still given,
        and then the first exception is raised.
        """
        rest = iter(arguments)
        under_way: set[Future[Answer]] = set()
        failure: BaseException | None = None
        pool = ThreadPoolExecutor(self._count, thread_name_prefix="ingest")
        try:
            while failure is None or under_way:
                try:
                    if failure is None:
                        more = islice(rest, self._count - len(under_way))
                        under_way |= {pool.submit(function, argument) for argument in more}
                        if not under_way:
                            return
                    done, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                except BaseException as error:
                    if failure is not None:
                        raise  # a second Ctrl-C does not wait
                    failure = error
                    self._stop(under_way)
                    continue
                for future in done:
                    try:
                        answer = future.result()
                    except CancelledError:
                        continue
                    except BaseException as error:  # noqa: BLE001 - raised below
                        failure = failure or error
                        self._stop(under_way)
                    else:
                        yield answer
        except BaseException:
            self._stop(under_way)
            raise
        finally:
            pool.shutdown(cancel_futures=True)
        raise failure

    def _stop(self, under_way: Iterable[Future[Answer]]) -> None:
        self._cancelled.set()
        for future in under_way:
            future.cancel()
