"""Run a task on all files of a folder, those inside archives and mails included."""

from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import dropwhile, islice
from math import ceil
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.reading.bundles import bundle_of, bundles
from wuhao_batch.reading.companions import as_companion
from wuhao_batch.reading.executor import BATCH, Contents, Executor, Task
from wuhao_batch.reading.files import Content, Source
from wuhao_batch.reading.limits import MAX_MEMBERS
from wuhao_batch.reading.mail import MailHead
from wuhao_batch.reading.papers import paper_kind
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.reading.unmeant import unmeant
from wuhao_batch.returns.case import Case, F, Paper
from wuhao_batch.returns.examine_one import Expected, examine_one
from wuhao_batch.returns.likely import likely_owner
from wuhao_batch.returns.remembered import Remembered
from wuhao_batch.returns.senders import Sent
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.moments import in_china

T = TypeVar("T")

INSIDE = " › "
"""Separates an archive or mail from the file inside it."""


@dataclass(frozen=True)
class Received(Generic[T]):
    """One file: its name, the SHA-256 of its bytes, and the result of its task.

    ``sha256`` is None if the file could not be read at all, ``body`` if it was refused, for what
    ``findings`` say; ``modified`` is the file system's time, ``head`` of the mail that brought it.
    ``paper`` tells what came of the kinds that come along with forms.
    """

    file: str
    sha256: str | None
    body: T | None
    findings: tuple[Finding, ...] = ()
    modified: float = 0.0
    head: MailHead | None = None
    paper: Paper | None = None


@dataclass(eq=False, slots=True)
class _Waiting(Generic[T]):
    """A file in the queue: its source, its content once that is known, and the batch before."""

    source: Source
    content: Content[T] | None = None
    batch: "_Together[T] | None" = None

    def received(self, content: Content[T], body: T | Refusal) -> Received[T]:
        """Return the result, a refusal as its finding."""
        file = self.source.name
        if not isinstance(body, Refusal):
            return Received(file, content.sha256, body, modified=content.modified)
        body = as_companion(body, file.rpartition(INSIDE)[2])
        place = Place(file, body.sheet, body.cell if body.sheet else None)
        why = finding(body.code, place, **body.facts)
        kind = paper_kind(body)
        paper = None if kind is None else Paper(kind, content.meant, why=why)
        return Received(file, content.sha256, None, (why,), content.modified, content.head, paper)


@dataclass(frozen=True, slots=True)
class _Together(Generic[T]):
    """Files that are being read together, and how to wait for them."""

    files: list[_Waiting[T]]
    wait: Contents[T]


class _Memory(Protocol[T]):
    """Contents that are known without reading."""

    def content(self, source: Source, /) -> Content[T] | None:
        """Return what is known of a source."""

    def keep(self, source: Source, content: Content[T], /) -> None:
        """Take note of what was read."""


def is_meant(name: str) -> bool:
    """True if a file of that name is no temporary or system file."""
    return unmeant(name) is None


def receive(
    paths: Iterable[Path], workspace: Workspace, executor: Executor, task: Task[T]
) -> Iterator[Received[T]]:
    """Run a task on files in their order, and on those inside archives and mails.

    Refusals carry their finding (F…).
    """
    return _Intake(workspace, executor, task).receive(paths)


def receive_cases(
    paths: Iterable[Path],
    workspace: Workspace,
    executor: Executor,
    expected: Expected[F],
    remembered: Remembered[F] | None = None,
) -> Iterator[Case[F]]:
    """Read and examine files in their order, and those inside archives and mails.

    Those ``remembered`` are not read again.
    """
    task = partial(examine_one, expected=expected)
    intake = _Intake(workspace, executor, task, remembered)
    for one in intake.receive(paths):
        case = one.body or _refused(one, expected)
        yield case.put_away() if expected.decisions.is_nobodys(case.sha256) else case


def _refused(one: Received[Case[F]], expected: Expected[F]) -> Case[F]:
    """Return the case of a file that is no workbook, or none that can be read."""
    sent = expected.sent.get(one.sha256 or "", Sent()).also_by(one.head)
    fails = has_errors(one.findings)
    state = ReturnState.NOT_ACCEPTED if fails else ReturnState.NOT_A_FORM
    saved = in_china(sent.at) if sent.at else None
    paper = replace(one.paper, senders=sent.senders) if one.paper else None
    case: Case[F] = Case(
        one.file, one.sha256, state, one.findings, saved=saved, modified=one.modified, paper=paper
    )
    return case if paper else case.of(likely_owner(one.file, sent, expected.owners))


class _Intake(Generic[T]):
    """Keep a few batches ahead of the file that is waited for.

    ``queue`` holds the files that are not handed on yet, ``fresh`` those of them not begun.
    """

    def __init__(
        self,
        workspace: Workspace,
        executor: Executor,
        task: Task[T],
        memory: "_Memory[T] | None" = None,
    ) -> None:
        self._workspace, self._executor, self._task = workspace, executor, task
        self._memory = memory
        self._queue: deque[_Waiting[T]] = deque()
        self._fresh: deque[_Waiting[T]] = deque()
        self._running = 0
        self._size = 1
        self._members: dict[Path, int] = {}

    def receive(self, paths: Iterable[Path]) -> Iterator[Received[T]]:
        """Yield everything that the files hold, in their order."""
        paths = list(paths)
        self._size = _size_of_batches(len(paths), self._executor)
        coming = self._waiting(paths)
        while self._fill(coming):
            yield from self._next()

    def _waiting(self, paths: list[Path]) -> Iterator[_Waiting[T]]:
        """Yield the files, and each folder that is one document in place of its parts."""
        names = {path: self._workspace.relative(path) for path in paths}
        found = bundles(names.values())
        told: set[str] = set()
        for path, name in names.items():
            folder = bundle_of(name, found)
            if folder is None:
                yield self._one(Source(path, name=name), unmeant(path.name))
            elif folder not in told:
                told.add(folder)
                yield self._one(Source(path, name=folder), found[folder])

    def _one(self, source: Source, refusal: Refusal | None) -> _Waiting[T]:
        """Return one file for the queue, with what is known of it unread."""
        if refusal is not None:
            return _Waiting(source, Content(refusal))
        return _Waiting(source, self._memory.content(source) if self._memory else None)

    def _fill(self, coming: Iterator[_Waiting[T]]) -> bool:
        """Begin as many batches as may run; True while there is anything to hand on."""
        while self._running < self._executor.ahead:
            while self._wants_more() and (waiting := next(coming, None)) is not None:
                self._queue.append(waiting)
                self._fresh += [] if waiting.content else [waiting]
            if not self._fresh:
                break
            self._begin()
        return bool(self._queue)

    def _wants_more(self) -> bool:
        """True while the next batch is not full, and not too much waits for its turn."""
        window = 2 * self._executor.ahead * BATCH
        return len(self._fresh) < self._size and len(self._queue) < window

    def _begin(self) -> None:
        """Begin to read the next batch, with no two files of one carrier in it.

        They could each cost all that a file may.
        """
        files: list[_Waiting[T]] = []
        carriers: set[Path] = set()
        while self._fresh and len(files) < self._size:
            source = self._fresh[0].source
            if source.path in carriers:
                break
            carriers |= {source.path} if source.inner else set()
            files.append(self._fresh.popleft())
        batch = _Together(files, self._executor.begin(self._task, [each.source for each in files]))
        for each in files:
            each.batch = batch
        self._running += 1

    def _settle(self, batch: _Together[T]) -> None:
        """Wait for a batch; what is missing is begun again."""
        contents = batch.wait()
        self._running -= 1
        for each, content in zip(batch.files, contents, strict=False):
            each.content = each.content or content
            if self._memory:
                self._memory.keep(each.source, content)
            if each.source.inner and _is_given_up(content):
                self._give_up(each)
        for each in batch.files:
            each.batch = None
        missing = [each for each in batch.files[len(contents) :] if each.content is None]
        self._fresh.extendleft(reversed(missing))

    def _content(self, waiting: _Waiting[T]) -> Content[T]:
        """Return the content of a file, waiting for it as long as it takes."""
        while waiting.batch is not None or waiting.content is None:
            if waiting.batch is not None:
                self._settle(waiting.batch)
            else:
                self._begin()
        return waiting.content

    def _next(self) -> Iterator[Received[T]]:
        waiting = self._queue[0]
        content = self._content(waiting)
        self._queue.popleft()
        if isinstance(content.body, tuple):
            yield from self._look_inside(waiting, content, content.body)
            return
        yield waiting.received(content, content.body)

    def _look_inside(
        self, waiting: _Waiting[T], content: Content[T], names: tuple[str, ...]
    ) -> Iterator[Received[T]]:
        source = waiting.source
        self._members[source.path] = self._members.get(source.path, 0) + len(names)
        if self._members[source.path] > MAX_MEMBERS:
            refusal = Refusal(Reason.TOO_MANY_FILES, {"limit": str(MAX_MEMBERS)})
            yield waiting.received(content, refusal)
            return
        inside = [
            self._one(
                Source(source.path, (*source.inner, number), f"{source.name}{INSIDE}{name}"),
                unmeant(name),
            )
            for number, name in enumerate(names)
        ]
        self._queue.extendleft(reversed(inside))
        self._fresh.extendleft(each for each in reversed(inside) if each.content is None)
        link = None if source.inner or content.head is None else content.head.link
        if link is not None:
            beside = finding("F026", Place(source.name), service=link.service)
            yield Received(
                source.name, content.sha256, None, (beside,), content.modified, content.head
            )

    def _give_up(self, lost: _Waiting[T]) -> None:
        """Refuse what the same carrier holds behind a file: it could cost as much again."""
        refusal = Refusal(Reason.GIVEN_UP, {"reason": "同一个压缩包或邮件里有读不了的文件"})
        behind = dropwhile(lambda each: each is not lost, self._queue)
        for each in islice(behind, 1, None):
            if each.source.path == lost.source.path:
                each.content = Content(refusal)
        self._fresh = deque(each for each in self._fresh if each.content is None)


def _size_of_batches(files: int, executor: Executor) -> int:
    """Return a size by which the batches go out in equal rounds."""
    rounds = max(1, ceil(files / (executor.ahead * BATCH)))
    return max(executor.least, ceil(files / (executor.ahead * rounds)))


def _is_given_up(content: Content[T]) -> bool:
    return isinstance(content.body, Refusal) and content.body.reason is Reason.GIVEN_UP
