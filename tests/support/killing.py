"""Copies of this process that are killed at a write to the disk of the test's choice."""

import os
import signal
import sqlite3
import traceback
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any
from unittest.mock import patch

WRITES = ("fsync", "replace", "unlink", "chmod")
"""Functions of ``os`` that change the disk; whatever records are written is in a COMMIT."""

_UNTIL_ITS_END = ExitStack()
"""What this process watches until it is killed."""


def kill_at(step: int) -> None:
    """Make this process kill itself at that write to the disk, before or after it happens."""
    count = 0

    def wrote() -> None:
        nonlocal count
        count += 1
        if count == step:
            os.kill(os.getpid(), signal.SIGKILL)

    _UNTIL_ITS_END.enter_context(watching(wrote))


@contextmanager
def watching(wrote: Callable[[], None]) -> Iterator[None]:
    """Tell of each write to the disk just before it happens."""

    def told(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            wrote()
            return real(*given, **named)

        return call

    def statement(text: str) -> None:
        if text == "COMMIT":
            wrote()

    def connected(*given: object, **named: object) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*given, **named)  # type: ignore[call-overload]
        connection.set_trace_callback(statement)
        return connection

    connect = sqlite3.connect
    writes: dict[str, Any] = {name: told(getattr(os, name)) for name in WRITES}
    with (
        patch.multiple(os, **writes),
        patch.object(sqlite3, "connect", connected),
    ):
        yield


def in_a_fork(work: Callable[[], object]) -> bool:
    """Do it in a copy of this process; whether that was killed."""
    child = os.fork()
    if not child:
        try:
            work()
            os._exit(0)
        except BaseException:  # noqa: BLE001  the copy must not go on as the test
            traceback.print_exc()
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)
