"""Long work under way: one at a time, watched, stopped, and found again."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, wait
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any, TypeVar

from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.faults import Whose, failure
from wuhao_batch.workspace.folders import PANEL_FOLDER, RETURNED_FOLDER, ImpossibleError
from wuhao_batch.workspace.processes import start
from wuhao_batch.workspace.progress import Track

T = TypeVar("T")


class StoppedError(Exception):
    """The clerk has stopped the work."""


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to a button, for people.

    ``good`` is False where it was not carried out; ``to`` is the page to go on with.
    """

    sentence: str
    findings: tuple[Finding, ...] = ()
    good: bool = True
    to: str = ""


def not_on_returns(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return the findings without those on what was handed in: 收表 and 考评 show these."""
    folders = (f"{RETURNED_FOLDER}/", f"{PANEL_FOLDER}/")
    return tuple(each for each in findings if not (each.place.file or "").startswith(folders))


def told_of(fault: Exception) -> Told:
    """Return what a failure is told as."""
    if isinstance(fault, StoppedError):
        return Told("已停下。做过的都在，再点一次就接着做。", good=False)
    failed = failure(fault)
    return Told(failed.sentence, failed.findings, good=False)


def is_ours(fault: Exception) -> bool:
    """True if the program itself is at fault."""
    return not isinstance(fault, StoppedError) and failure(fault).whose is Whose.PROGRAM


class Watched:
    """Counts how far work is; its :meth:`track` is what a job is given to show progress by."""

    def __init__(self) -> None:
        self.label, self.done, self.total = "", 0, 0
        self._since = time.monotonic()
        self._stop = Event()

    def track(self, items: Sequence[T], label: str, /) -> Iterator[T]:
        """Pass items on and count them. Raises StoppedError once that is asked for."""
        self.label, self.done, self.total = label, 0, len(items)
        self._since = time.monotonic()
        for item in items:
            if self._stop.is_set():
                raise StoppedError
            yield item
            self.done += 1

    def stop(self) -> None:
        """Ask for an end before the next item."""
        self._stop.set()

    @property
    def seconds_left(self) -> int | None:
        """The time that the rest of this part may take; None while nobody can tell."""
        if not self.done:
            return None
        spent = time.monotonic() - self._since
        return round(spent / self.done * (self.total - self.done))


class Work(Watched):
    """One button's work in a thread of its own: what it is called, and what came of it."""

    def __init__(self, title: str, job: Callable[[Track], Told], page: str = "/") -> None:
        super().__init__()
        self.title, self._job = title, job
        self.page = page
        """Where its button was pressed: elsewhere what came of it is one line."""
        self.told: Told | None = None
        self.is_overtaken = False
        """True once something newer was told."""
        self._after: Future[Any] | None = None
        self._thread = Thread(target=self._run, daemon=True)

    def start(self, after: Future[Any] | None = None) -> None:
        """Begin once something else is over. Raises CannotStartError if there is no thread."""
        self._after = after
        start(self._thread)

    @property
    def is_running(self) -> bool:
        """True until something has come of it."""
        return self.told is None

    def wait(self, seconds: float) -> bool:
        """Wait for its end; True if it has come."""
        self._thread.join(seconds)
        return not self.is_running

    def as_json(self) -> dict[str, Any]:
        """Return how far it is, for the script of the page."""
        return {
            "title": self.title,
            "label": self.label,
            "done": self.done,
            "total": self.total,
            "left": self.seconds_left,
            "running": self.is_running,
        }

    def _run(self) -> None:
        try:
            if self._after is not None:
                wait([self._after])
            self.told = self._job(self.track)
        except Exception as fault:  # noqa: BLE001  the last boundary of this thread
            self.told = told_of(fault)


class OccupiedError(ImpossibleError):
    """Other work is under way."""

    def __init__(self, work: Work) -> None:
        super().__init__(f"正在{work.title}，请等它做完，或先停下它，再点一次。")
