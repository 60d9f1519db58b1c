"""One command at a time writes in a workspace; a file in its root says which one does.

The file is made by exclusive creation, which network shares have where ``flock`` is missing. A
stale lock is replaced only by the process that created the claim file named after its token and
then saw that very lock again: tokens never come back, so no two can replace the same lock. A claim
is a file of the same kind, and is taken over in the same way.
"""

import os
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path

from wuhao_batch.workspace.folders import ImpossibleError, Workspace
from wuhao_batch.workspace.holder import BUSY, LOCK, Holder, holder_here, holder_in
from wuhao_batch.workspace.plan import write_atomically
from wuhao_batch.workspace.processes import this_process

PATIENCE = 5.0
"""Seconds that another command is waited for."""

REFRESHED = 300.0
"""Seconds after which a lock is touched again, so that other computers see it in use."""

STALE = 2 * 3600.0
"""Seconds after which another computer's lock that nobody touches is stale."""

UNWRITTEN = 60.0
"""Seconds after which a lock that names nobody, as a kill while it is made leaves it, is stale."""

_PAUSE = 0.05  # seconds between two tries
_REFUSALS = 5
"""Tries after which no lock can be made: Windows refuses, for a moment, names just deleted."""


class BusyError(ImpossibleError):
    """Another command is writing in the workspace; the text is one Chinese sentence."""


@contextmanager
def exclusive(workspace: Workspace, command: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Keep other commands from writing in the workspace while the block runs.

    A thread that has the workspace may enter again. Where no lock file can be made, as in a missing
    or read-only folder, the block runs without one and meets its own errors.

    Args:
        workspace: Where the block writes.
        command: Its name for people, as typed after ``wuhao``.
        patience: Seconds to wait for another command.

    Raises:
        BusyError: Another command, or another thread, still has it after that time.
    """
    path = workspace.root.resolve() / LOCK
    with _turn(path, patience) as first:
        if not first:
            yield
            return
        with _locked(path, holder_here(command), patience):
            yield


@dataclass(slots=True)
class _Turn:
    """The thread whose turn it is within this process, and how often it has entered."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    entered: int = 0


_turns: dict[tuple[int, Path], _Turn] = {}
"""By process too: what is held does not pass to a fork."""


@contextmanager
def _turn(path: Path, patience: float) -> Iterator[bool]:
    """Exclude the other threads of this process; gives True on the outermost entry."""
    turn = _turns.setdefault((os.getpid(), path), _Turn())
    if not turn.lock.acquire(timeout=patience):
        raise _busy(path)
    turn.entered += 1
    try:
        yield turn.entered == 1
    finally:
        turn.entered -= 1
        turn.lock.release()


@contextmanager
def _locked(path: Path, holder: Holder, patience: float) -> Iterator[None]:
    try:
        made = _acquired(path, holder, patience)
        with _refreshed(path) if made else nullcontext():
            yield
    finally:
        _release(path, holder)


def _acquired(path: Path, holder: Holder, patience: float) -> bool:
    """Make the lock; False if none can be made there."""
    deadline = time.monotonic() + patience
    refusals = 0
    while True:
        try:
            if _seize(path, holder):
                _sweep(path)
                return True
        except PermissionError:
            refusals += 1
            if refusals == _REFUSALS:
                return False
        except OSError:
            return False
        else:
            if time.monotonic() >= deadline:
                raise _busy(path)
        time.sleep(_PAUSE)


def _busy(path: Path) -> BusyError:
    found = _look(path)
    return BusyError(str(found.holder) if found and found.holder else BUSY)


def _seize(path: Path, holder: Holder) -> bool:
    """Create the file, or take over a stale one; False if it is somebody else's."""
    try:
        _create(path, holder)
    except FileExistsError:
        found = _look(path)
        return found is not None and _is_stale(path, found) and _take_over(path, found, holder)
    return True


def _create(path: Path, holder: Holder) -> None:
    with path.open("xb") as file:
        try:
            file.write(holder.as_bytes())
            file.flush()
        except BaseException:
            file.close()
            path.unlink(missing_ok=True)
            raise


def _take_over(path: Path, stale: "_Found", holder: Holder) -> bool:
    claim = path.with_name(f"{path.name}-{stale.token}")
    if not _seize(claim, holder.renewed()):
        return False
    try:
        again = _look(path)
        if again is None or again.token != stale.token:
            return False
        write_atomically(path, holder.as_bytes())
    finally:
        claim.unlink(missing_ok=True)
    return True


def _sweep(path: Path) -> None:
    """Delete claims that killed processes have left: all are to locks that are no more."""
    for claim in path.parent.glob(f"{path.name}-*"):
        with suppress(OSError):
            claim.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Found:
    """A lock as it stands there: who has it, if it says so, and when it was last touched."""

    holder: Holder | None
    token: str
    touched: float


def _look(path: Path) -> _Found | None:
    """Return the lock there, None if there is none."""
    try:
        touched, holder = path.stat(), holder_in(_content(path))
    except FileNotFoundError:
        return None
    token = holder.token if holder else f"{touched.st_mtime_ns:x}"
    return _Found(holder, token, touched.st_mtime)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except PermissionError:  # it is another user's
        return b""


def _is_stale(path: Path, found: _Found) -> bool:
    process = found.holder.running if found.holder else None
    if process is not None and process.is_here:
        # One of our own is left over from a release that failed: other threads have been excluded.
        return process.has_ended or process == this_process()
    limit = STALE if found.holder else UNWRITTEN
    return time.time() - found.touched > limit and _clock_of(path.parent) - found.touched > limit


def _clock_of(folder: Path) -> float:
    """Return the time by the clock of the disk, which may be another computer's."""
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.fstat(file.fileno()).st_mtime


@contextmanager
def _refreshed(path: Path) -> Iterator[None]:
    """Touch the lock now and then while the block runs."""
    over = threading.Event()

    def refresh() -> None:
        while not over.wait(REFRESHED):
            with suppress(OSError):
                os.utime(path)

    thread = threading.Thread(target=refresh, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _release(path: Path, holder: Holder) -> None:
    """Delete the lock if it is this holder's. One that stays behind ends with its process."""
    for _ in range(_REFUSALS):
        try:
            found = _look(path)
            if found is not None and found.token == holder.token:
                path.unlink(missing_ok=True)
        except PermissionError:
            time.sleep(_PAUSE)
        except OSError:
            return
        else:
            return
