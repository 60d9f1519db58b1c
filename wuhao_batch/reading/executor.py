"""Run a task on a file: in this process, or in children so that one bad file costs one finding.

A library may abort, loop or take all memory on a damaged file, and no ``except`` sees that. Each
file gets a time limit everywhere and a memory limit where the system has one; after a dead or slow
child the next file meets a fresh one (docs/reading.md, G13, G14).
"""

import errno
import os
import pickle
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from threading import Lock, Timer
from types import TracebackType
from typing import IO, Any, Protocol, TypeVar, cast

from wuhao_batch.reading.child import Answered, Failed, OutOfMemory
from wuhao_batch.reading.files import Content, Source, read_bytes
from wuhao_batch.reading.limits import SECONDS
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.workspace.disk import digest

T = TypeVar("T")

Task = Callable[[Source], Content[T]]
"""A task on a file: a function of a module, or a partial of one, that can be pickled."""

WORKERS = 2

_SECRET = re.compile("WUHAO_.*_PASSWORD")
"""Variables that no child inherits."""
_START = (
    "import pickle, sys; sys.path[:] = pickle.load(sys.stdin.buffer); "
    "from wuhao_batch.reading.child import serve; serve()"
)


class Executor(Protocol):
    """Runs tasks on files."""

    def begin(self, task: Task[T], source: Source, /) -> Callable[[], Content[T]]:
        """Begin a task on a source; what is returned waits for the answer."""


class TaskError(Exception):
    """A task failed by a fault of the program; the text is the child's traceback."""


class InProcess:
    """Runs tasks in this process, when they are waited for: for files known to be harmless.

    The commands never use it; tests and benchmarks do, and whoever reads files of his own making.
    """

    def begin(self, task: Task[T], source: Source, /) -> Callable[[], Content[T]]:
        """Return the task itself, to be run on waiting."""
        return partial(task, source)


class ChildProcesses:
    """Runs tasks in child processes, which end with the block of ``with``.

    Args:
        files: How many there are to read; there are never more children than that.
    """

    def __init__(self, files: int = WORKERS) -> None:
        self._threads = ThreadPoolExecutor(min(WORKERS, max(1, files)))
        self._lock = Lock()
        self._children: list[_Child] = []
        self._idle: list[_Child] = []
        self._ended = False

    def __enter__(self) -> "ChildProcesses":
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _fault: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        with self._lock:
            self._ended = True
            for child in self._children:
                child.kill()
        self._threads.shutdown(cancel_futures=True)
        for child in self._children:
            child.close()

    def begin(self, task: Task[T], source: Source, /) -> Callable[[], Content[T]]:
        """Begin a task in a child; a child that is lost costs this source alone (F020).

        Waiting raises :class:`TaskError` if the task has a fault of ours, and OSError if no child
        can be started.
        """
        return self._threads.submit(self._run, task, source).result

    def _run(self, task: Task[T], source: Source) -> Content[T]:
        child = self._take()
        answer = child.run(task, source)
        if isinstance(answer, _Lost):
            self._drop(child)
            return give_up(source, answer.reason)
        self._idle.append(child)
        match answer:
            case Answered(result):
                return cast("Content[T]", result)
            case OutOfMemory():
                return give_up(source, "内存不够")
            case Failed(trace):
                raise TaskError(trace)
            case _:
                return give_up(source, "读取程序出错")  # it says what no child of ours says

    def _take(self) -> "_Child":
        """Take a child that is idle, or start one: there are as many threads as children."""
        with self._lock:
            if self._ended:
                raise OSError(errno.ECANCELED, "已经结束")
            while self._idle:
                if (child := self._idle.pop()).is_usable:
                    return child
                self._children.remove(child)
                child.close()
            child = _Child()
            self._children.append(child)
            return child

    def _drop(self, child: "_Child") -> None:
        with self._lock:
            if self._ended:
                return  # the block closes it
            self._children.remove(child)
        child.close()


def give_up(source: Source, reason: str) -> Content[Any]:
    """Return the refusal of a file that no child could read, with its digest if it can be had."""
    refusal = Refusal(Reason.GIVEN_UP, {"reason": reason})
    if source.inner:
        return Content(refusal)
    try:
        data, modified = read_bytes(source.path)
    except OSError:
        return Content(refusal)
    return Content(refusal, digest(data), modified=modified)


@dataclass(frozen=True, slots=True)
class _Lost:
    """A child that will not answer any more, and why."""

    reason: str


class _Child:
    """One child process, which runs one task after another."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(  # noqa: S603  this very program
            [sys.executable, "-P", "-c", _START],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(os.environ),
        )
        self._tasks = cast("IO[bytes]", self._process.stdin)
        self._answers = cast("IO[bytes]", self._process.stdout)
        self._begun = self._slow = False

    def run(self, task: Task[T], source: Source) -> object:
        """Return the child's answer to a task, or that it is lost."""
        self._begin()
        try:
            with self._deadline():
                self._send((task, source))
                return self._receive()
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            return _Lost(f"{SECONDS}秒内没有读完" if self._slow else "读取程序中途退出")
        except Exception:  # noqa: BLE001  what it says cannot be understood
            return _Lost("读取程序出错")

    @property
    def is_usable(self) -> bool:
        """True unless it has ended, be it only after its answer."""
        return not self._slow and self._process.poll() is None

    @contextmanager
    def _deadline(self) -> Iterator[None]:
        """End the child if the block takes longer than a file may take."""
        timer = Timer(SECONDS, self._expire)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()
            timer.join()

    def _begin(self) -> None:
        """Wait for its sign of life.

        Raises:
            OSError: It ended before: no child can be started, and that is no fault of the file.
        """
        if self._begun:
            return
        try:
            with self._deadline():
                self._send(sys.path)
                self._receive()
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            raise OSError(errno.ECHILD, "读取程序启动不了") from None
        self._begun = True

    def _send(self, value: object) -> None:
        self._tasks.write(pickle.dumps(value))
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


def _environment(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables that a child may see: no password, which only the parent needs."""
    return {name: value for name, value in variables.items() if not _SECRET.fullmatch(name)}
