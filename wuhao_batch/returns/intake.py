"""Run a task on all files of a folder, those inside archives and mails included."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice
from pathlib import Path
from typing import Generic, TypeVar

from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.moments import in_china
from wuhao_batch.reading.bundles import bundle_of, bundles
from wuhao_batch.reading.companions import as_companion
from wuhao_batch.reading.executor import Executor, Task
from wuhao_batch.reading.files import Content, Source
from wuhao_batch.reading.limits import MAX_MEMBERS
from wuhao_batch.reading.mail import MailHead
from wuhao_batch.reading.papers import paper_kind
from wuhao_batch.reading.refusal import Reason, Refusal
from wuhao_batch.reading.unmeant import unmeant
from wuhao_batch.returns.case import Case, F, Paper
from wuhao_batch.returns.examine_one import Expected, examine_one
from wuhao_batch.returns.likely import likely_owner
from wuhao_batch.returns.senders import Sent
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.workspace.folders import Workspace

T = TypeVar("T")

INSIDE = " › "
"""Separates an archive or mail from the file inside it."""

AHEAD = 4
"""Number of files being read while one is waited for."""


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
    """A file in the queue: its source, why it is not read, and, once begun, how to wait for it."""

    source: Source
    refusal: Refusal | None = None
    wait: Callable[[], Content[T]] | None = None

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
    paths: Iterable[Path], workspace: Workspace, executor: Executor, expected: Expected[F]
) -> Iterator[Case[F]]:
    """Read and examine files in their order, and those inside archives and mails."""
    task = partial(examine_one, expected=expected)
    for one in receive(paths, workspace, executor, task):
        yield one.body or _refused(one, expected)


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
    """Keep a few files ahead of the one that is waited for."""

    def __init__(self, workspace: Workspace, executor: Executor, task: Task[T]) -> None:
        self._workspace, self._executor, self._task = workspace, executor, task
        self._queue: deque[_Waiting[T]] = deque()
        self._members: dict[Path, int] = {}

    def receive(self, paths: Iterable[Path]) -> Iterator[Received[T]]:
        """Yield everything that the files hold, in their order."""
        coming = self._waiting(list(paths))
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
                yield _Waiting(Source(path, name=name), unmeant(path.name))
            elif folder not in told:
                told.add(folder)
                yield _Waiting(Source(path, name=folder), found[folder])

    def _fill(self, coming: Iterator[_Waiting[T]]) -> bool:
        while len(self._queue) < AHEAD and (waiting := next(coming, None)) is not None:
            self._queue.append(waiting)
        for waiting in islice(self._queue, AHEAD):
            self._begin(waiting)
        return bool(self._queue)

    def _begin(self, waiting: _Waiting[T]) -> Callable[[], Content[T]]:
        if waiting.wait is None and waiting.refusal is not None:
            waiting.wait = partial(Content, waiting.refusal)
        elif waiting.wait is None:
            waiting.wait = self._executor.begin(self._task, waiting.source)
        return waiting.wait

    def _next(self) -> Iterator[Received[T]]:
        waiting = self._queue.popleft()
        content = self._begin(waiting)()
        if isinstance(content.body, tuple):
            yield from self._look_inside(waiting, content, content.body)
            return
        yield waiting.received(content, content.body)
        if isinstance(content.body, Refusal) and content.body.reason is Reason.GIVEN_UP:
            yield from self._give_up(waiting)

    def _look_inside(
        self, waiting: _Waiting[T], content: Content[T], names: tuple[str, ...]
    ) -> Iterator[Received[T]]:
        source = waiting.source
        self._members[source.path] = self._members.get(source.path, 0) + len(names)
        if self._members[source.path] > MAX_MEMBERS:
            refusal = Refusal(Reason.TOO_MANY_FILES, {"limit": str(MAX_MEMBERS)})
            yield waiting.received(content, refusal)
            return
        inside: list[_Waiting[T]] = [
            _Waiting(
                Source(source.path, (*source.inner, number), f"{source.name}{INSIDE}{name}"),
                unmeant(name),
            )
            for number, name in enumerate(names)
        ]
        self._queue.extendleft(reversed(inside))
        link = None if source.inner or content.head is None else content.head.link
        if link is not None:
            beside = finding("F026", Place(source.name), service=link.service)
            yield Received(
                source.name, content.sha256, None, (beside,), content.modified, content.head
            )

    def _give_up(self, waiting: _Waiting[T]) -> Iterator[Received[T]]:
        """Refuse whatever else the same carrier holds: it could cost as much again."""
        if not waiting.source.inner:
            return
        same = [each for each in self._queue if each.source.path == waiting.source.path]
        self._queue = deque(each for each in self._queue if each not in same)
        refusal = Refusal(Reason.GIVEN_UP, {"reason": "同一个压缩包或邮件里有读不了的文件"})
        for each in same:
            yield each.received(Content(refusal), refusal)
