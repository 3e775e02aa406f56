"""Asking whether a Thrift server is at a port, and a question of it, in bounded time."""

from __future__ import annotations

import socket
from collections.abc import Callable
from threading import Thread
from typing import Any

ANSWER = 20.0
"""Seconds that one question may take."""


def is_listened_on(host: str, port: int) -> bool:
    """Whether something takes connections there."""
    try:
        socket.create_connection((host, port), timeout=5).close()
    except (OSError, OverflowError):
        return False
    return True


def replies(host: str, port: int) -> bool:
    """Whether what is there replies to a client that opens a session, be it that it refuses or is no such server."""
    return is_listened_on(host, port) and _in_time(lambda: _asked(host, port, None)) is not None


def answers(host: str, port: int, query: str) -> bool:
    """Whether the Thrift server there answers a query."""
    return is_listened_on(host, port) and _in_time(lambda: _asked(host, port, query)) is True


def _in_time(ask: Callable[[], bool]) -> bool | None:
    """What is answered in time, else none; PyHive itself would wait for a server that stalls."""
    given: list[bool] = []
    # Nobody waits for it where it outlasts this process.
    asking = Thread(target=lambda: given.append(ask()), daemon=True)
    asking.start()
    asking.join(ANSWER)
    return given[0] if given else None


def _asked(host: str, port: int, query: str | None) -> bool:
    from pyhive import hive
    from TCLIService.ttypes import TOperationState
    from thrift.Thrift import TException

    try:
        with hive.connect(host=host, port=port, username="soundmart") as connection:
            if query is None:
                return True
            cursor: Any = connection.cursor()
            cursor.execute(query, async_=True)
            return bool(cursor.poll().operationState == TOperationState.FINISHED_STATE)
    except (OSError, EOFError, AssertionError, TException, hive.Error):
        return False
