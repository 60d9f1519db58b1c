"""The other end of :class:`wuhao_batch.reading.executor.ChildProcesses`, which runs the tasks.

A child takes pickled tasks from its input and puts pickled answers on its output. It never imports
the caller's main module, so that a script needs no ``if __name__ == "__main__"``.
"""

import os
import pickle
import sys
import time
import traceback
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from wuhao_batch.reading.limits import MEMORY, SECONDS

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


def serve() -> None:
    """Answer one task after another until the input ends, beginning with a sign of life."""
    tasks, answers = sys.stdin.buffer, _take_stdout()
    confine()
    _send(answers, None)
    while (answer := _answer(tasks)) is not None:
        _send(answers, answer)


def _answer(tasks: BinaryIO) -> Answered | OutOfMemory | Failed | None:
    """Run the next task; None once there are no more."""
    try:
        task, source = pickle.load(tasks)  # noqa: S301  the parent is this very program
        _limit_time()
        return Answered(task(source))
    except EOFError:
        return None
    except MemoryError:
        return OutOfMemory()
    except Exception:  # noqa: BLE001  the parent raises it
        return Failed(traceback.format_exc())


def _take_stdout() -> BinaryIO:
    """Keep the output for answers: what libraries print goes nowhere."""
    answers = os.fdopen(os.dup(STDOUT), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), STDOUT)
    return answers


def _send(answers: BinaryIO, answer: object) -> None:
    answers.write(pickle.dumps(answer))
    answers.flush()


def confine() -> None:
    """Limit this process's memory and files, as far as the system can."""
    if sys.platform == "win32":
        return
    import resource  # noqa: PLC0415  not on Windows

    for kind, most in (
        (resource.RLIMIT_AS, MEMORY),
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


def _limit_time() -> None:
    """Limit this task's own processor time: that holds even where the parent has been killed."""
    if sys.platform != "win32":
        import resource  # noqa: PLC0415  not on Windows

        _limit(resource.RLIMIT_CPU, int(time.process_time()) + SECONDS + 1)
