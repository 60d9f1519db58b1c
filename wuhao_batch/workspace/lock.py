"""One command at a time writes in a workspace; a file in its root says which one does.

The file is made by exclusive creation, which network shares have where ``flock`` is missing. Its
holder touches it while it works. A stale lock is replaced only by the process that has created the
permit, a file named after the lock's token, and then has seen the lock with that token again, stale
as before. No later lock has the token, which is random (in a lock that names nobody: the time it
was last touched), so two that saw the same stale lock cannot both replace it. A permit is a file of
the same kind, and one that a killed process left is taken over in the same way.
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
from wuhao_batch.workspace.plan import look_again, write_atomically
from wuhao_batch.workspace.processes import start, this_process

PATIENCE = 5.0
"""Seconds that another command is waited for."""

REFRESHED = 20.0
"""Seconds after which a lock is touched again, so that other computers see it in use."""

STALE = 2 * 3600.0
"""Seconds after which a lock is stale if nobody touches it and its process cannot be asked for."""

UNWRITTEN = 60.0
"""The same for a lock that was read and names nobody, as a kill while it is made leaves it."""

_PAUSE = 0.05  # seconds between two tries
_REFUSALS = 5
"""Tries in a row after which we give up: Windows refuses, for a moment, names just deleted."""


class BusyError(ImpossibleError):
    """Another command is writing in the workspace; the text is one Chinese sentence."""


@contextmanager
def exclusive(workspace: Workspace, command: str, *, patience: float = PATIENCE) -> Iterator[None]:
    """Keep other commands from writing in the workspace while the block runs.

    A thread that has the workspace may enter again. Where no lock file is and none can be made, as
    in a missing or read-only folder, the block runs without one and meets its own errors.

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
            look_again()
            yield


def has(workspace: Workspace) -> bool:
    """True if this thread has the workspace for itself."""
    turn = _turns.get((os.getpid(), workspace.root.resolve() / LOCK))
    return turn is not None and turn.entered > 0 and turn.thread == threading.get_ident()


@dataclass(slots=True)
class _Turn:
    """The thread whose turn it is within this process, and how often it has entered."""

    lock: threading.RLock = field(default_factory=threading.RLock)
    entered: int = 0
    thread: int = 0


_turns: dict[tuple[int, Path], _Turn] = {}
"""By process too: what is held does not pass to a fork."""


@contextmanager
def _turn(path: Path, patience: float) -> Iterator[bool]:
    """Exclude the other threads of this process; gives True on the outermost entry."""
    turn = _turns.setdefault((os.getpid(), path), _Turn())
    if not turn.lock.acquire(timeout=patience):
        raise _busy(path)
    turn.entered += 1
    turn.thread = threading.get_ident()
    try:
        yield turn.entered == 1
    finally:
        turn.entered -= 1
        turn.lock.release()


@contextmanager
def _locked(path: Path, holder: Holder, patience: float) -> Iterator[None]:
    try:
        made = _acquired(path, holder, patience)
        with _refreshed(path, holder) if made else nullcontext():
            yield
    finally:
        _release(path, holder)


def _acquired(path: Path, holder: Holder, patience: float) -> bool:
    """Make the lock; False if none is there and none can be made."""
    deadline = time.monotonic() + patience
    refusals = 0
    while refusals < _REFUSALS:
        try:
            if _seize(path, holder):
                _sweep(path)
                return True
            refusals = 0
        except OSError:  # a lock that cannot be examined is somebody's
            refusals = 0 if os.path.lexists(path) else refusals + 1
        if not refusals and time.monotonic() >= deadline:
            raise _busy(path)
        time.sleep(_PAUSE)
    return False


def _busy(path: Path) -> BusyError:
    holder = None
    with suppress(OSError):
        found = _look(path)
        holder = found.holder if found else None
    return BusyError(str(holder) if holder else BUSY)


def _seize(path: Path, holder: Holder) -> bool:
    """Create the file, or take over a stale one; False if it is somebody else's.

    Raises:
        OSError: It cannot be created, examined or replaced.
    """
    try:
        _create(path, holder)
    except FileExistsError:
        found = _look(path)
        return found is not None and _is_stale(path, found) and _take_over(path, found, holder)
    return True


def _create(path: Path, holder: Holder) -> None:
    file = path.open("xb")
    try:
        with file:
            file.write(holder.as_bytes())
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _take_over(path: Path, stale: "_Found", holder: Holder) -> bool:
    permit = path.with_name(f"{path.name}-{stale.token}")
    if not _seize(permit, holder.renewed()):
        return False
    try:
        again = _look(path)
        if again is None or again.token != stale.token or not _is_stale(path, again):
            return False
        write_atomically(path, holder.as_bytes())
    finally:
        with suppress(OSError):  # the next holder sweeps it away
            permit.unlink(missing_ok=True)
    return True


def _sweep(path: Path) -> None:
    """Delete permits that killed processes have left: all are to locks that are no more."""
    for permit in path.parent.glob(f"{path.name}-*"):
        with suppress(OSError):
            permit.unlink(missing_ok=True)


@dataclass(frozen=True, slots=True)
class _Found:
    """A lock as it stands there: who has it, if it says so, and when it was last touched.

    After ``limit`` seconds without a touch it is stale, unless its process can be asked for.
    """

    holder: Holder | None
    token: str
    touched: float
    limit: float


def _look(path: Path) -> _Found | None:
    """Return the lock there, None if there is none.

    Raises:
        OSError: It cannot be examined.
    """
    try:
        with path.open("rb") as file:
            holder, status = holder_in(file.read()), os.fstat(file.fileno())
    except FileNotFoundError:
        return None
    except PermissionError:  # it is another user's, who may be at work
        status = path.stat()
        return _Found(None, f"{status.st_mtime_ns:x}", status.st_mtime, STALE)
    if holder is None:
        return _Found(None, f"{status.st_mtime_ns:x}", status.st_mtime, UNWRITTEN)
    return _Found(holder, holder.token, status.st_mtime, STALE)


def _is_stale(path: Path, found: _Found) -> bool:
    process = found.holder.process if found.holder else None
    if process is not None and process.is_here:
        # One of our own is left over from a release that failed: other threads have been excluded.
        return process.has_ended or process == this_process()
    clocks = (time.time(), _clock_of(path.parent))
    return all(clock - found.touched > found.limit for clock in clocks)


def _clock_of(folder: Path) -> float:
    """Return the time by the clock of the disk, which may be another computer's."""
    with tempfile.TemporaryFile(dir=folder) as file:
        return os.fstat(file.fileno()).st_mtime


@contextmanager
def _refreshed(path: Path, holder: Holder) -> Iterator[None]:
    """Touch the lock now and then while the block runs and the lock is this holder's."""
    over = threading.Event()

    def refresh() -> None:
        while not over.wait(REFRESHED):
            with suppress(OSError):
                if not _is_of(path, holder):
                    return
                os.utime(path)

    thread = threading.Thread(target=refresh, daemon=True)
    start(thread)
    try:
        yield
    finally:
        over.set()
        thread.join()


def _is_of(path: Path, holder: Holder) -> bool:
    return path.read_bytes() == holder.as_bytes()


def _release(path: Path, holder: Holder) -> None:
    """Delete the lock if it is this holder's. One that stays behind ends with its process."""
    for _ in range(_REFUSALS):
        try:
            if _is_of(path, holder):
                path.unlink(missing_ok=True)
        except PermissionError:
            time.sleep(_PAUSE)
        except OSError:
            return
        else:
            return
