"""Run a task on files: in this process, or in children so that one bad file costs one finding.

A library may abort, loop or take all memory on a damaged file, and no ``except`` sees that. Each
file gets a time limit everywhere and a memory limit where the system has one; after a dead or slow
child the next file meets a fresh one (docs/reading.md, G13, G14).

Files go to children in batches. A batch ends with a file that costs its child: who waits begins the
others again.
"""

import errno
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from functools import partial
from math import ceil
from queue import SimpleQueue
from threading import Lock, Thread
from typing import Any, Protocol, TypeVar, cast

from wuhao_batch.reading.child import Answer, Answered, Failed, OutOfMemory
from wuhao_batch.reading.children import Bounds, Child, Lost, TaskError, keep, take
from wuhao_batch.reading.files import Content, Source, read_bytes
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.processes import start

T = TypeVar("T")

Task = Callable[[Source], Content[T]]
"""A task on a file: a function of a module, or a partial of one, that can be pickled."""

WORKERS = 2
"""Most children at a time."""
ENOUGH = 150
"""Number of files worth another child: to start and to read its first form, one takes as much
processor time as reading some 150 forms like it."""
BATCH = 100
"""Most files of a batch."""

Contents = Callable[[], list[Content[T]]]
"""Waits for the contents of a batch, in its order; fewer than asked if the last one was costly."""


class Executor(Protocol):
    """Runs tasks on files."""

    @property
    def ahead(self) -> int:
        """The number of batches that it wants at a time."""

    @property
    def least(self) -> int:
        """The number of files from which a batch is worth its way."""

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        """Begin a task on a batch; what is returned waits for the contents.

        After a file that is given up the rest of its batch may be missing: it is begun again.
        """


def ask(executor: Executor, task: Task[T], source: Source) -> Content[T]:
    """Run a task on one source and wait for it."""
    (content,) = executor.begin(task, [source])()
    return content


class InProcess:
    """Runs tasks in this process, when they are waited for: for files known to be harmless.

    The commands never use it; tests and benchmarks do, and whoever reads files of his own making.
    """

    ahead = least = 1

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        """Return the task itself, to be run on waiting."""
        return lambda: [task(source) for source in sources]


@dataclass(frozen=True, slots=True)
class _Batch:
    """A task, the files that it is run on, and their contents once they are there."""

    task: Task[Any]
    sources: Sequence[Source]
    contents: Future[list[Content[Any]]] = field(default_factory=Future)


class ChildProcesses:
    """Runs tasks in child processes, which end with the block of ``with``: but one, if all is done.

    Each is started when there is enough to do for it, and stays for the batches that follow.

    Args:
        bounds: What each file may cost.
        workers: The most children at a time.
    """

    ahead = 2 * WORKERS
    least = 1

    def __init__(self, bounds: Bounds | None = None, workers: int = WORKERS) -> None:
        self._bounds, self._workers = bounds, workers
        self._batches: SimpleQueue[_Batch | None] = SimpleQueue()
        self._threads: list[Thread] = []
        self._children: list[Child] = []
        self._files = 0
        self._lock = Lock()
        self._ended = False

    def __enter__(self) -> "ChildProcesses":
        return self

    def __exit__(self, *_given: object) -> None:
        with self._lock:
            self._ended = True
            done = self._files == 0
            for child in () if done else self._children:
                child.kill()
        for _ in self._threads:
            self._batches.put(None)
        for thread in self._threads:
            thread.join()
        for child in self._children:
            keep(child) if done else child.close()

    def begin(self, task: Task[T], sources: Sequence[Source], /) -> Contents[T]:
        """Begin a task on a batch in a child; one that is lost costs one source alone (F020).

        Waiting raises :class:`TaskError` if the task has a fault of ours, and
        :class:`~wuhao_batch.workspace.processes.CannotStartError` if no child can be started; this
        raises it if no thread can.
        """
        batch = _Batch(task, sources)
        with self._lock:
            self._files += len(sources)
            if len(self._threads) < min(self._workers, children_for(self._files)):
                thread = Thread(target=self._serve, daemon=True)
                start(thread)
                self._threads.append(thread)
        self._batches.put(batch)
        return batch.contents.result

    def _serve(self) -> None:
        """Give one batch after another to a child of this thread's own."""
        child: Child | None = None
        while (batch := self._batches.get()) is not None:
            try:
                child = self._usable(child)
                contents = run_batch(child, batch.task, batch.sources)
                tell = partial(batch.contents.set_result, contents)
            except Exception as fault:  # noqa: BLE001  whoever waits for it raises it
                tell = partial(batch.contents.set_exception, fault)
            with self._lock:
                self._files -= len(batch.sources)
            tell()

    def _usable(self, child: Child | None) -> Child:
        """Return the child that a thread has had so far, or a fresh one in its place."""
        if child is not None and child.is_usable:
            return child
        with self._lock:
            if self._ended:
                raise OSError(errno.ECANCELED, "已经结束")
            if child is not None:
                self._children.remove(child)
                child.close()
            child = Child(self._bounds) if self._bounds else take()
            self._children.append(child)
            return child


def run_batch(child: Child, task: Task[T], sources: Sequence[Source]) -> list[Content[T]]:
    """Run a task on files in a child; a child that is lost is closed, and the batch ends there."""
    answers = child.run(task, *((source,) for source in sources))
    if isinstance(answers[-1], Lost):
        child.close()
    return [*map(_content, sources, answers)]


def _content(source: Source, answer: Answer | Lost) -> Content[Any]:
    match answer:
        case Answered(result):
            return cast("Content[Any]", result)
        case OutOfMemory():
            return give_up(source, "内存不够")
        case Lost(reason):
            return give_up(source, reason)
        case Failed(trace):
            raise TaskError(trace)
    return give_up(source, "程序出错")  # it says what no child of ours says


def children_for(files: int) -> int:
    """Return the number of children that so many files to be read are worth."""
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
