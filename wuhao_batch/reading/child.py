"""The other end of :class:`wuhao_batch.reading.children.Child`, which runs the tasks.

A child takes pickled calls from its input and puts a pickled answer to each on its output. A task
that is called again is kept, since what it is held against may be large. It never imports the
caller's main module, so that a script needs no ``if __name__ == "__main__"``.
"""

import math
import os
import pickle
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import BinaryIO, cast

from wuhao_batch.workspace.garbage import collect_rarely

STDOUT = 1


@dataclass(frozen=True, slots=True)
class Answered:
    """The return value of a task."""

    result: object


@dataclass(frozen=True, slots=True)
class OutOfMemory:
    """A task met the limit."""


@dataclass(frozen=True, slots=True)
class Failed:
    """A fault of the program in a task, as it would be printed."""

    traceback: str


Answer = Answered | OutOfMemory | Failed

Task = Callable[..., object]
"""A function of a module, or a partial of one, that can be pickled."""


@dataclass(frozen=True, slots=True)
class Calls:
    """Calls of one task, each with arguments of its own.

    ``folder`` is where to work, ``task`` None if it is the same as before.
    """

    folder: str | None
    task: Task | None
    arguments: tuple[tuple[object, ...], ...]


def serve() -> None:
    """Answer one call after another until the input ends, beginning with a sign of life.

    The bounds of each call come first: seconds of processor time, bytes of memory.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent ends its children itself
    tasks, answers = sys.stdin.buffer, _take_stdout()
    seconds, memory = pickle.load(tasks)  # noqa: S301  the parent is this very program
    confine(memory)
    collect_rarely()
    _send(answers, pickle.dumps(None))
    task = None
    while (calls := _next(tasks)) is not None:
        task = calls.task or task
        for arguments in calls.arguments:
            _send(answers, _answer(partial(cast("Task", task), *arguments), calls.folder, seconds))


def _answer(call: Callable[[], object], folder: str | None, seconds: int) -> bytes:
    """Return the pickled answer to one call."""
    try:
        if folder is not None:
            os.chdir(folder)
        _limit_time(seconds)
        return pickle.dumps(Answered(call()))
    except MemoryError:
        return pickle.dumps(OutOfMemory())
    except Exception:  # noqa: BLE001  the parent raises it
        return pickle.dumps(Failed(traceback.format_exc()))


def _next(tasks: BinaryIO) -> Calls | None:
    """Return what to do next; None once there is no more."""
    try:
        return cast("Calls", pickle.load(tasks))  # noqa: S301  as above
    except EOFError:
        return None


def _take_stdout() -> BinaryIO:
    """Keep the output for answers: what libraries print goes nowhere."""
    answers = os.fdopen(os.dup(STDOUT), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    return answers


def _send(answers: BinaryIO, answer: bytes) -> None:
    answers.write(answer)
    answers.flush()


def confine(memory: int) -> None:
    """Limit this process's memory and files, as far as the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on Windows

    for kind, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        _limit(kind, most)


def _limit(kind: int, most: int) -> None:
    """Set one limit, or keep the system's own where that is lower or cannot be changed."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on Windows

    _, hard = resource.getrlimit(kind)
    limit = most if hard == resource.RLIM_INFINITY else min(most, hard)
    with suppress(ValueError, OSError):  # macOS does not take every limit
        resource.setrlimit(kind, (limit, hard))


def _limit_time(seconds: int) -> None:
    """Limit this call's own processor time; who shares the machine with others waits longer."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  not on Windows

        _limit(resource.RLIMIT_CPU, math.ceil(time.process_time()) + seconds)
