"""Child processes with limits on time and memory, each of which answers one call after another.

What may loop, abort or take all memory runs in one: a library on a damaged file, a template that
somebody has edited. A task costs its answer at most; the next one meets a fresh child.
"""

import atexit
import errno
import os
import pickle
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import IO, cast

from wuhao_batch.reading.child import Answer, Calls, OutOfMemory, Task
from wuhao_batch.reading.limits import MEMORY, PATIENCE, SECONDS, STARTING
from wuhao_batch.workspace.bundle import bundled_program
from wuhao_batch.workspace.disk import reason_of
from wuhao_batch.workspace.processes import CannotStartError, start

_SECRET = re.compile("WUHAO_.*_PASSWORD")
"""Variables that no child inherits."""
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from wuhao_batch.reading.child import serve; serve()"
)
_BUNDLED = "wuhao-child"
"""The program that stands beside this one where both run without an interpreter."""


class TaskError(Exception):
    """A task failed by a fault of the program; the text is the child's traceback."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The bounds of each call: seconds of processor time and of the clock, bytes of memory."""

    seconds: int = SECONDS
    patience: int = PATIENCE
    memory: int = MEMORY


BOUNDS = Bounds()


def _command() -> list[str]:
    """Return what starts a child: this interpreter, or in a bundle the program made for it."""
    if bundle := bundled_program():
        return [str(bundle.with_name(_BUNDLED + bundle.suffix))]
    return [sys.executable, "-P", "-c", _START]


@dataclass(frozen=True, slots=True)
class Lost:
    """A child that will not answer any more, and why."""

    reason: str


class Child:
    """One child process.

    Raises:
        CannotStartError: The system starts none.
    """

    def __init__(self, bounds: Bounds | None = None) -> None:
        self.bounds = bounds or BOUNDS
        try:
            self._process = subprocess.Popen(  # noqa: S603  this very program
                _command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(os.environ),
            )
        except OSError as fault:
            raise CannotStartError(fault.errno, reason_of(fault)) from fault
        self._tasks = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._task: Task | None = None
        self._begun = self._slow = False

    def run(self, task: Task, *arguments: tuple[object, ...]) -> list[Answer | Lost]:
        """Return the child's answers to calls of a task; the last one may be that it is lost.

        Each call has the time and the memory of the bounds to itself. The child works in the
        folder in which its caller works now: paths may be relative.

        Args:
            task: What to call; sent once as long as it stays the same.
            arguments: Of each call, in this order.

        Raises:
            CannotStartError: The child ended before its sign of life.
        """
        self._begin()
        known = task is self._task
        data = pickle.dumps(Calls(_working_folder(), None if known else task, arguments))
        self._task = task
        answers: list[Answer | Lost] = []
        try:
            with self._deadline(self.bounds.patience) as deadline:
                self._send(data)
                for _ in arguments:
                    answers.append(cast("Answer", self._receive()))
                    deadline.put_off()
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            return [*answers, Lost(self._reason())]
        except CannotStartError:
            raise
        except Exception:  # noqa: BLE001  what it says cannot be understood
            return [*answers, Lost("程序出错")]
        return answers

    @property
    def is_fresh(self) -> bool:
        """True while it has not been given anything to do."""
        return not self._begun

    @property
    def is_usable(self) -> bool:
        """True unless it has ended, be it only after its answer."""
        return not self._slow and self._process.poll() is None

    def _reason(self) -> str:
        if self._slow:
            return f"等了{self.bounds.patience}秒还没有做完"
        if sys.platform != "win32" and self._process.wait() == -signal.SIGXCPU:
            return f"用了{self.bounds.seconds}秒计算时间还没有做完"
        return "程序中途退出"

    @contextmanager
    def _deadline(self, seconds: int) -> Iterator["_Deadline"]:
        """End the child if the block takes longer by the clock, since it was last put off."""
        deadline = _Deadline(seconds, self._expire)
        start(deadline)
        try:
            yield deadline
        finally:
            deadline.met.set()
            deadline.join()

    def _begin(self) -> None:
        """Wait for its sign of life."""
        if self._begun:
            return
        try:
            with self._deadline(STARTING):
                self._send(pickle.dumps(sys.path))
                self._send(pickle.dumps((self.bounds.seconds, self.bounds.memory)))
                self._receive()
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            raise CannotStartError(errno.ECHILD, "刚启动就退出了") from None
        self._begun = True

    def _send(self, data: bytes) -> None:
        self._tasks.write(data)
        self._tasks.flush()

    def _receive(self) -> object:
        return pickle.load(self._answers)  # noqa: S301  the child is this very program

    def _expire(self) -> None:
        self._slow = True
        self.kill()

    def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self._process.kill()

    def close(self) -> None:
        """Wait for its end, and let go of its pipes."""
        self._process.kill()
        self._process.wait()
        for stream in (self._tasks, self._answers):
            with suppress(OSError):  # what could not be sent is lost
                stream.close()


class _Deadline(Thread):
    """Does something unless it is met in time."""

    def __init__(self, seconds: int, expire: Callable[[], None]) -> None:
        super().__init__(daemon=True)
        self.met = Event()
        self._seconds, self._expire = seconds, expire
        self.put_off()

    def put_off(self) -> None:
        """Give the whole time once more."""
        self._until = time.monotonic() + self._seconds

    def run(self) -> None:
        """Wait for it."""
        while (left := self._until - time.monotonic()) > 0:
            if self.met.wait(left):
                return
        self._expire()


def _working_folder() -> str | None:
    """Return the folder to which relative paths belong, None if it is gone."""
    try:
        return str(Path.cwd())
    except OSError:
        return None


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a child may see: no password, which only the parent needs.

    numpy's threads would take the memory that a child may have.
    """
    kept = {name: value for name, value in variables.items() if not _SECRET.fullmatch(name)}
    return {"OPENBLAS_NUM_THREADS": "1"} | kept


_kept: list[Child] = []
"""A child that has nothing to do, kept for the next task: to start one and to load what its tasks
need takes longer than most of them."""


def take() -> Child:
    """Return the child that is kept, or a fresh one.

    Raises:
        CannotStartError: The system starts none.
    """
    with suppress(IndexError):  # none is kept
        child = _kept.pop()
        if child.is_usable and child.bounds == BOUNDS:
            return child
        child.close()
    return Child()


def keep(child: Child) -> None:
    """Keep a child that has nothing to do for the next task, or end it: one is enough."""
    if _kept or child.is_fresh or not child.is_usable or child.bounds != BOUNDS:
        child.close()
    else:
        _kept.append(child)


def run_limited(task: Callable[[], object]) -> Answer | Lost:
    """Run one task in a child that is kept until this program ends.

    Raises:
        CannotStartError: No child can be started.
    """
    child = take()
    was_fresh = child.is_fresh
    try:
        (answer,) = child.run(task, ())
    except BaseException:
        child.close()
        raise
    if isinstance(answer, OutOfMemory) and not was_fresh:  # it may hold what others have left
        child.close()
        return run_limited(task)
    if isinstance(answer, Lost):
        child.close()
    else:
        keep(child)
    return answer


@atexit.register
def close_kept() -> None:
    """End the child that is kept."""
    while _kept:
        _kept.pop().close()
