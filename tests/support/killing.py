"""Copies of this process that are killed at a write to the disk of the test's choice."""

import os
import signal
from collections.abc import Callable


def kill_at(step: int) -> None:
    """Make this process kill itself at that write to the disk, before or after it happens."""
    count = 0

    def counted(real: Callable[..., object]) -> Callable[..., object]:
        def call(*given: object, **named: object) -> object:
            nonlocal count
            count += 1
            if count == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(*given, **named)

        return call

    for name in ("fsync", "replace", "unlink", "chmod"):
        setattr(os, name, counted(getattr(os, name)))


def in_a_fork(work: Callable[[], object]) -> bool:
    """Do it in a copy of this process; whether that was killed."""
    child = os.fork()
    if not child:
        work()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.waitstatus_to_exitcode(status) == 0
    return os.WIFSIGNALED(status)
