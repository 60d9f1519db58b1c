"""Run a task on a file: in this process, or in children so that one bad file costs one finding.

A library may abort, loop or take all memory on a damaged file, and no ``except`` sees that. Each
file gets a time limit everywhere and a memory limit where the system has one; after a dead or slow
child the next file meets a fresh one (docs/reading.md, G13, G14).
"""

import errno
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from math import ceil
from threading import Lock
from types import TracebackType
from typing import Any, Protocol, TypeVar, cast

from wuhao_batch.reading.child import Answered, Failed, OutOfMemory
from wuhao_batch.reading.children import Bounds, Child, Lost, TaskError
from wuhao_batch.reading.files import Content, Source, read_bytes
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.processes import no_thread

T = TypeVar("T")

Task = Callable[[Source], Content[T]]
"""A task on a file: a function of a module, or a partial of one, that can be pickled."""

WORKERS = 2
"""Most children at a time."""
ENOUGH = 20
"""Number of files worth another child: starting one takes about as long as reading so many."""


class Executor(Protocol):
    """Runs tasks on files."""

    def begin(self, task: Task[T], source: Source, /) -> Callable[[], Content[T]]:
        """Begin a task on a source; what is returned waits for the answer."""


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
        files: How many there are to read, None if that is not known.
        bounds: What each task may cost.
    """

    def __init__(self, files: int | None = None, bounds: Bounds | None = None) -> None:
        self._bounds = bounds
        self._threads = ThreadPoolExecutor(WORKERS if files is None else children_for(files))
        self._lock = Lock()
        self._children: list[Child] = []
        self._idle: list[Child] = []
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

        Waiting raises :class:`TaskError` if the task has a fault of ours, and
        :class:`~wuhao_batch.workspace.processes.CannotStartError` if no child can be started; this
        raises it if no thread can.
        """
        try:
            return self._threads.submit(self._run, task, source).result
        except RuntimeError as fault:  # the system gives no further thread
            raise no_thread() from fault

    def _run(self, task: Task[T], source: Source) -> Content[T]:
        child = self._take()
        answer = child.run(partial(task, source))
        if isinstance(answer, Lost):
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
                return give_up(source, "程序出错")  # it says what no child of ours says

    def _take(self) -> "Child":
        """Take a child that is idle, or start one: there are as many threads as children."""
        with self._lock:
            if self._ended:
                raise OSError(errno.ECANCELED, "已经结束")
            while self._idle:
                if (child := self._idle.pop()).is_usable:
                    return child
                self._children.remove(child)
                child.close()
            child = Child(self._bounds)
            self._children.append(child)
            return child

    def _drop(self, child: "Child") -> None:
        with self._lock:
            if self._ended:
                return  # the block closes it
            self._children.remove(child)
        child.close()


def children_for(files: int) -> int:
    """Return the number of children that reading so many files is worth."""
    return min(WORKERS, max(1, ceil(files / ENOUGH)))


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
