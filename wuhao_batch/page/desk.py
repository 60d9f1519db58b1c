"""The desk: the workspace that is open, what is known of it, and what is under way there."""

from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as NotDoneError
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Lock
from typing import Any, TypeVar

from wuhao_batch.jobs.close_look import CloseLook, look_closely
from wuhao_batch.jobs.loading import FaultyAssessmentError
from wuhao_batch.jobs.overview import Known, Onlooker, Overview
from wuhao_batch.mail.server import Ask, Server, UnreachableError
from wuhao_batch.page.incoming import incoming_folder
from wuhao_batch.page.work import OccupiedError, Told, Watched, Work
from wuhao_batch.reading.executor import ChildProcesses
from wuhao_batch.workspace.folders import Workspace, open_workspace
from wuhao_batch.workspace.progress import Track
from wuhao_batch.workspace.recent import Recent

K = TypeVar("K")
R = TypeVar("R")

PATIENCE = 2.0
"""Seconds that a page waits for what it shows to be read, before it shows how far that is."""


class NoWorkspaceError(Exception):
    """No workspace is open."""


class StillReadingError(Exception):
    """The contents of a page are still being read."""

    def __init__(self, reading: Watched) -> None:
        super().__init__()
        self.reading = reading


class Desk:
    """All that one run of the pages keeps in memory. Nothing of it is needed the next time."""

    def __init__(
        self, recent: Recent, root: Path | None = None, patience: float = PATIENCE
    ) -> None:
        self.recent, self._patience = recent, patience
        self.clerk = ""
        """The name under which the clerk has decided last."""
        self.work: Work | None = None
        self._workspace: Workspace | None = None
        self._onlooker: Onlooker | None = None
        self._reading: tuple[Watched, Future[Overview]] | None = None
        self._reader = ThreadPoolExecutor(1)
        self.children = ChildProcesses()
        """Read what came in; they stay, so that a page need not wait for one to start."""
        self._looks: tuple[Known | None, dict[Hashable, Any]] = (None, {})
        self._lock = Lock()
        self._told: list[Told] = []
        self._passwords: dict[Server, str] = {}
        self._incoming: TemporaryDirectory[str] | None = None
        self._kept: dict[type[Any], Any] = {}
        if root is not None:
            self.open(root)

    def close(self) -> None:
        """End what runs beside the pages."""
        self._reader.shutdown(cancel_futures=True)
        self.children.__exit__(None, None, None)

    # --- the workspace --------------------------------------------------------------------------

    @property
    def workspace(self) -> Workspace:
        """The workspace that is open. Raises NoWorkspaceError if none is."""
        if self._workspace is None:
            raise NoWorkspaceError
        return self._workspace

    @property
    def is_open(self) -> bool:
        """True if a workspace is open."""
        return self._workspace is not None

    def open(self, root: Path) -> None:
        """Open the workspace in a folder, and remember it among the recent ones.

        Raises:
            ImpossibleError: It is none, or work is under way in the one that is open.
        """
        self._refuse_at_work()
        place = open_workspace(root.resolve())
        with self._lock:
            self._workspace, self._reading = place, None
            self._onlooker = Onlooker(place, self.children)
            self._kept = {}
        self.work = None
        self.recent.add(place.root)

    # --- what is known of it --------------------------------------------------------------------

    def overview(self) -> Overview:
        """Return what is known; while work is under way, what was known before it.

        Raises:
            NoWorkspaceError: No workspace is open.
            StillReadingError: It takes longer than a page should.
        """
        with self._lock:
            onlooker = self._onlooker
            if onlooker is None:
                raise NoWorkspaceError
            if self.is_busy and onlooker.last is not None:
                return onlooker.last
            if self._reading is None:
                if (fresh := onlooker.fresh) is not None:
                    return fresh
                watched = Watched()
                self._reading = watched, self._reader.submit(onlooker.look, watched.track)
            watched, read = self._reading
        try:
            seen = read.result(self._patience)
        except NotDoneError:
            raise StillReadingError(watched) from None
        finally:
            with self._lock:
                if read.done() and self._reading == (watched, read):
                    self._reading = None
        return seen

    def known(self) -> Known:
        """Return what is known of an assessment without faults in its template and roster.

        Raises:
            FaultyAssessmentError: There are some.
            NoWorkspaceError: No workspace is open.
            StillReadingError: It takes longer than a page should.
        """
        seen = self.overview()
        if seen.known is None:
            raise FaultyAssessmentError(seen.findings)
        return seen.known

    def closely(self, code: str) -> CloseLook:
        """Return a close look at the files of a branch, kept while nothing changes.

        Raises:
            ImpossibleError: There is no branch of that code.
            OSError: A file cannot be read.
        """
        known = self.known()
        branch = known.assessment.roster.branch(code)
        return self.once(
            branch.code, lambda: look_closely(known, self.workspace, branch, self.children)
        )

    def once(self, name: Hashable, look: Callable[[], R]) -> R:
        """Return what a look at what is known finds, kept while nothing changes.

        Raises:
            FaultyAssessmentError, NoWorkspaceError, StillReadingError: As for :meth:`known`.
        """
        known = self.known()
        if self._looks[0] is not known:
            self._looks = known, {}
        looks = self._looks[1]
        if name not in looks:
            looks[name] = look()
        found: R = looks[name]
        return found

    @property
    def last(self) -> Overview | None:
        """The last overview, whatever has changed since."""
        return self._onlooker.last if self._onlooker else None

    # --- work -----------------------------------------------------------------------------------

    @property
    def is_busy(self) -> bool:
        """True while work is under way."""
        return self.work is not None and self.work.is_running

    def begin(
        self,
        title: str,
        job: Callable[[Workspace, Track], R],
        tell: Callable[[R], Told],
        page: str = "/",
    ) -> Work:
        """Begin long work in the background.

        Args:
            title: A verb for people, as in “生成评分表”.
            job: The work.
            tell: Says what came of it.
            page: The page on which its button was pressed.

        Raises:
            OccupiedError: Other work is under way.
        """
        place = self.workspace
        with self._lock:
            self._refuse_at_work()
            reading = self._reading
            self.work = Work(title, lambda track: tell(job(place, track)), page)
            self.work.start(after=reading[1] if reading else None)
            return self.work

    def _refuse_at_work(self) -> None:
        if self.work is not None and self.work.is_running:
            raise OccupiedError(self.work)

    def incoming(self) -> TemporaryDirectory[str]:
        """Return the folder for files that come in several requests; the first one makes it.

        Raises:
            OccupiedError: Other work is under way.
        """
        self._refuse_at_work()
        self._incoming = self._incoming or incoming_folder()
        return self._incoming

    def forget_incoming(self) -> None:
        """Leave that folder to whoever takes its files in."""
        self._incoming = None

    # --- what is said and kept ------------------------------------------------------------------

    def say(self, told: Told) -> None:
        """Keep an answer for the next page that is shown."""
        self._told.append(told)
        if self.work is not None:
            self.work.is_overtaken = not self.is_busy

    def said(self) -> list[Told]:
        """Return the answers that no page has shown yet."""
        told, self._told = self._told, []
        return told

    def keep(self, found: object) -> None:
        """Keep what work has found, the last of its kind, until another workspace is opened."""
        self._kept[type(found)] = found

    def kept(self, kind: type[K]) -> K | None:
        """Return what was found last of a kind."""
        return self._kept.get(kind)

    def keep_password(self, server: Server, password: str) -> None:
        """Keep the password of a mail server until the program ends."""
        if password:
            self._passwords[server] = password

    def knows_password(self, server: Server) -> bool:
        """True if the password of that server was typed in this run."""
        return server in self._passwords

    def ask_for(self, server: Server) -> Ask:
        """Return the function that gives the password of a mail server."""

        def ask() -> str:
            if server not in self._passwords:
                raise UnreachableError("服务器要登录，请填写邮箱的密码（授权码）")
            return self._passwords[server]

        return ask
