"""Files → workbooks: what was dropped into ``input/returned/``, each looked into once."""

import re
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.reading.files import Content, Source
from wuhao_batch.reading.isolated import Reader
from wuhao_batch.reading.limits import MAX_MEMBERS
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace

_NOT_MEANT = re.compile(
    r"(?i)(~\$.*|\..*|thumbs\.db|desktop\.ini|.*\.(tmp|part|crdownload))", re.DOTALL
)
_NOT_MEANT_INSIDE = "__MACOSX/"
INSIDE = " › "
"""Stands between an archive or mail and the file inside it."""

AHEAD = 4
"""Files that are being read while one is waited for."""


@dataclass(frozen=True)
class Received:
    """One file as it came: its name, the SHA-256 of its bytes, and its cells or why there are none.

    ``sha256`` is None where the file could not be read at all; ``sent`` is when the mail that
    brought it was sent (UTC, no zone) and ``senders`` the addresses that such mails came from,
    ``modified`` the time the file system has.
    """

    file: str
    sha256: str | None
    book: Book | None
    findings: tuple[Finding, ...] = ()
    sent: datetime | None = None
    modified: float = 0.0
    senders: frozenset[str] = frozenset()


@dataclass(eq=False, slots=True)
class _Waiting:
    """A file in the queue: its name for people, where it is and, once begun, how to wait for it."""

    file: str
    source: Source
    wait: Callable[[], Content] | None = None

    @property
    def is_meant(self) -> bool:
        """No temporary or system file."""
        inside = self.file.rpartition(INSIDE)[2] if self.source.inner else self.source.path.name
        return is_meant(inside)


def is_meant(name: str) -> bool:
    """A file of that name is no temporary or system file."""
    last = name.rpartition("/")[2]
    return not (_NOT_MEANT.fullmatch(last) or name.startswith(_NOT_MEANT_INSIDE))


def receive(paths: Iterable[Path], workspace: Workspace, reader: Reader) -> Iterator[Received]:
    """Read files in order, looking into archives and mails; refusals carry their finding (F…)."""
    return _Intake(workspace, reader).receive(paths)


class _Intake:
    """Keeps a few files ahead of the one that is waited for."""

    def __init__(self, workspace: Workspace, reader: Reader) -> None:
        self._workspace, self._reader = workspace, reader
        self._queue: deque[_Waiting] = deque()
        self._members: dict[Path, int] = {}

    def receive(self, paths: Iterable[Path]) -> Iterator[Received]:
        """Everything that the files hold, in their order."""
        coming = iter(paths)
        while self._fill(coming):
            yield from self._next()

    def _fill(self, coming: Iterator[Path]) -> bool:
        while len(self._queue) < AHEAD and (path := next(coming, None)) is not None:
            self._queue.append(_Waiting(self._workspace.relative(path), Source(path)))
        for waiting in islice(self._queue, AHEAD):
            if waiting.wait is None and waiting.is_meant:
                waiting.wait = self._reader(waiting.source)
        return bool(self._queue)

    def _next(self) -> Iterator[Received]:
        waiting = self._queue.popleft()
        place = Place(waiting.file)
        if waiting.wait is None:
            note = finding("F004", place, kind="临时文件或系统文件")
            yield Received(waiting.file, None, None, (note,))
            return
        content = waiting.wait()
        match content.body:
            case Book():
                yield _received(waiting, content, content.body)
            case Refusal():
                yield _received(waiting, content, None, content.body)
                if content.body.code == "F020" and waiting.source.inner:
                    yield from self._give_up(waiting)
            case tuple() as names:
                yield from self._look_inside(waiting, content, names)

    def _look_inside(
        self, waiting: _Waiting, content: Content, names: tuple[str, ...]
    ) -> Iterator[Received]:
        path = waiting.source.path
        self._members[path] = self._members.get(path, 0) + len(names)
        if self._members[path] > MAX_MEMBERS:
            refusal = Refusal("F011", {"limit": str(MAX_MEMBERS)})
            yield _received(waiting, content, None, refusal)
            return
        inside = [
            _Waiting(f"{waiting.file}{INSIDE}{name}", Source(path, (*waiting.source.inner, number)))
            for number, name in enumerate(names)
        ]
        self._queue.extendleft(reversed(inside))

    def _give_up(self, waiting: _Waiting) -> Iterator[Received]:
        """Whatever else the same carrier holds is not tried: it could cost as much again."""
        same = [each for each in self._queue if each.source.path == waiting.source.path]
        self._queue = deque(each for each in self._queue if each not in same)
        refusal = Refusal("F020", {"reason": "同一个压缩包或邮件里有读不了的文件"})
        for each in same:
            yield _received(each, Content(refusal), None, refusal)


def _received(
    waiting: _Waiting, content: Content, book: Book | None, refusal: Refusal | None = None
) -> Received:
    findings: tuple[Finding, ...] = ()
    if refusal is not None:
        place = Place(waiting.file, refusal.sheet, refusal.cell if refusal.sheet else None)
        findings = (finding(refusal.code, place, **refusal.facts),)
    head = content.head
    return Received(
        waiting.file,
        content.sha256,
        book,
        findings,
        head.sent if head else None,
        content.modified,
        frozenset({head.sender} if head and head.sender else ()),
    )
