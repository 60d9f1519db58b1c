"""Changes to the disk as a value, and the one place that applies them."""

import errno
import os
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import chain, count
from pathlib import Path
from stat import S_ISREG
from typing import BinaryIO

from wuhao_batch.workspace.disk import ChangedError, copied
from wuhao_batch.workspace.processes import process_of, this_process
from wuhao_batch.workspace.syncing import CAN_TOGETHER, bring_to_disk

_PASSING, _PASSING_SUFFIX = ".wuhao-", ".tmp"
"""Beginning and end of a file's name until it is complete; process and number stand between."""

_VERY_OLD = 24 * 3600.0
"""Seconds after which a passing file is nobody's, whatever computer it is from."""

_ANEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
"""How a file is opened that is not there yet; no child is given it."""

_FEW = 20
"""Files that are brought to the disk one by one, which takes some milliseconds each."""

_numbers = count()

_spared: dict[str, int] = {}
"""Folder → files that may be written there until it is looked through again: as many as it held.

Otherwise each file would cost a look at all the others. A command begins anew.
"""


@dataclass(frozen=True, slots=True)
class Copy:
    """The content of a file that lies somewhere, too large perhaps for memory, by its SHA-256."""

    source: Path
    sha256: str


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to write or to copy, by path, files to remove, and files that stay although due.

    What stays is somebody's work; no path is in two of the four.
    """

    write: Mapping[Path, bytes] = field(default_factory=dict)
    remove: tuple[Path, ...] = ()
    keep: tuple[Path, ...] = ()
    copy: Mapping[Path, Copy] = field(default_factory=dict)

    def __post_init__(self) -> None:
        paths = [*self.write, *self.copy, *self.remove, *self.keep]
        if len(paths) != len(set(paths)):
            raise ValueError("a path is planned twice")

    def and_then(self, more: "Plan") -> "Plan":
        """Return both plans as one; where both name a path, ``more`` decides."""
        decided = {*more.write, *more.copy, *more.remove, *more.keep}
        return Plan(
            {path: data for path, data in self.write.items() if path not in decided}
            | dict(more.write),
            (*(path for path in self.remove if path not in decided), *more.remove),
            (*(path for path in self.keep if path not in decided), *more.keep),
            {path: each for path, each in self.copy.items() if path not in decided}
            | dict(more.copy),
        )


def apply(plan: Plan, made: Iterable[tuple[Path, bytes]] = ()) -> None:
    """Remove files first, then write and copy: each complete or not at all, none before all are.

    ``made`` are more files, made one after the other and let go of. A file that holds these very
    bytes already is left as it is. One that cannot be removed does not stop the rest; its error is
    raised at the end. What dead processes have left half written in the folders is cleared away.

    Raises:
        ChangedError: A file to be copied is no longer what it was; nothing is written.
        OSError: A file cannot be written, and nothing of ours is left beside it; or the first that
            could not be removed. ``filename`` is its final name.
    """
    faults = _removed(plan.remove)
    for folder in {_folder_of(path) for path in (*plan.write, *plan.copy)}:
        _tidy(folder)
    files: Iterable[tuple[Path, bytes | Copy]] = chain(plan.write.items(), plan.copy.items(), made)
    write_together((path, data) for path, data in files if not _lies_there(path, data))
    if faults:
        raise faults[0]


def look_again() -> None:
    """Look through each folder once more for what is half written: a command begins."""
    _spared.clear()


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it appears complete under its name or not at all.

    Raises:
        OSError: As for :func:`apply`.
    """
    apply(Plan({path: data}))


@contextmanager
def written_at_once(path: Path) -> Iterator[BinaryIO]:
    """Give a file to write, too large for memory, that appears complete under its name or not.

    Raises:
        OSError: It cannot be written; nothing of ours is left beside it.
    """
    _clear(path.parent)
    _refuse_folder(path)
    passing = Path(next(_passing_names(_folder_of(path))))
    try:
        with open(_new(str(passing)), "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        passing.replace(path)
    finally:
        with suppress(OSError):
            passing.unlink(missing_ok=True)


def _removed(paths: Iterable[Path]) -> list[OSError]:
    faults: list[OSError] = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            fault.filename = str(path)
            faults.append(fault)
    return faults


def write_together(files: Iterable[tuple[Path, bytes | Copy]]) -> None:
    """Write files that are made one after the other: each complete or not at all, none before all.

    What lies there is written over. No path comes twice. Each file is let go of once it is written
    under a passing name.

    Raises:
        ChangedError, OSError: As for :func:`apply`; what making them raises passes as it is.
    """
    passing = _Passing()
    try:
        for path, data in files:
            with _told_of(path):
                passing.take(path, data)
        passing.bring_to_disk()
        passing.show()
    finally:
        passing.drop()


class _Passing:
    """Files that are written under passing names and not shown yet."""

    def __init__(self) -> None:
        self._ready: dict[str, Path] = {}
        self._names: dict[str, Iterator[str]] = {}
        self._given: Counter[str] = Counter()
        self._latest: dict[str, str] = {}

    def take(self, path: Path, data: bytes | Copy) -> None:
        """Write a file."""
        folder = _folder_of(path)
        if folder not in self._names:
            _tidy(folder)
            self._names[folder] = _passing_names(folder)
        self._given[folder] += 1
        name = next(self._names[folder])
        _write_new(name, data)
        self._ready[name], self._latest[folder] = path, name

    def bring_to_disk(self) -> None:
        """Wait until all are on the disk."""
        together = CAN_TOGETHER and len(self._ready) > _FEW
        for name in self._latest.values() if together else self._ready:
            with _told_of(self._ready[name]):
                bring_to_disk(name, together=together)

    def show(self) -> None:
        """Give them their names."""
        for name, path in list(self._ready.items()):
            with _told_of(path):
                os.replace(name, path)  # noqa: PTH105  there are many
            del self._ready[name]

    def drop(self) -> None:
        """Delete what is not shown."""
        for folder, number in self._given.items():
            _spared[folder] -= number
        for name in self._ready:
            with suppress(OSError):  # then the next run clears it
                Path(name).unlink(missing_ok=True)


class _told_of:  # noqa: N801  reads as a function, and costs a tenth of a generator's
    """Give faults a file's name."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, fault: BaseException | None, _trace: object) -> None:
        if isinstance(fault, OSError):
            fault.filename, fault.filename2 = str(self._path), None


def _tidy(folder: str) -> None:
    """Clear a folder if so much has been written there since that it may be worth it."""
    if _spared.get(folder, 0) <= 0:
        _spared[folder] = max(_clear(Path(folder)), 1)


def _folder_of(path: Path) -> str:
    return os.path.dirname(path)  # noqa: PTH120  there are many


def _lies_there(path: Path, data: bytes | Copy) -> bool:
    """True if a file with these bytes lies there. Raises IsADirectoryError if a folder does."""
    try:
        found = os.lstat(path)
        if S_ISREG(found.st_mode):
            same = isinstance(data, bytes) and found.st_size == len(data)
            return same and path.read_bytes() == data
    except OSError:
        return False
    _refuse_folder(path)
    return False


def _refuse_folder(path: Path) -> None:
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def _clear(folder: Path) -> int:
    """Delete what dead processes have left under passing names; return how many names there are."""
    names: list[str] = []
    with suppress(OSError):  # it is not there yet, or writing tells why it cannot be used
        names = os.listdir(folder)  # noqa: PTH208  there are many
    for name in names:
        if is_passing(name):
            with suppress(OSError):  # another process clears too
                if _is_left_over(left := folder / name):
                    left.unlink(missing_ok=True)
    return len(names)


def is_passing(name: str) -> bool:
    """True if a file of that name is being written, or was when its process ended."""
    return name.startswith(_PASSING) and name.endswith(_PASSING_SUFFIX)


def _is_left_over(path: Path) -> bool:
    name = path.name.removeprefix(_PASSING).removesuffix(_PASSING_SUFFIX)
    process = process_of(name.rpartition("-")[0])
    if process is not None and process.is_here:
        return process.has_ended
    return time.time() - path.stat().st_mtime > _VERY_OLD


def _write_new(passing: str, data: bytes | Copy) -> None:
    """Write a file under a passing name."""
    opened = _new(passing)
    try:
        if isinstance(data, bytes):
            _write_whole(opened, data)
        else:
            with open(opened, "wb", closefd=False) as file:
                _copy_into(file, data)
    except BaseException:
        Path(passing).unlink(missing_ok=True)
        raise
    finally:
        os.close(opened)


def _write_whole(opened: int, data: bytes) -> None:
    """Write all of it; the system may take less at once."""
    while data:
        data = data[os.write(opened, data) :]


def _copy_into(file: BinaryIO, copy: Copy) -> None:
    with copy.source.open("rb") as source:
        if copied(source, file) != copy.sha256:
            raise ChangedError(copy.source)


def _new(passing: str) -> int:
    """Open a new file, in a folder that is made if need be."""
    try:
        return os.open(passing, _ANEW, 0o666)
    except FileNotFoundError:
        Path(passing).parent.mkdir(parents=True, exist_ok=True)
        return os.open(passing, _ANEW, 0o666)


def _passing_names(folder: str) -> Iterator[str]:
    """Yield passing names in a folder."""
    beginning = os.path.join(folder, f"{_PASSING}{this_process()}-")  # noqa: PTH118  there are many
    while True:
        yield f"{beginning}{next(_numbers)}{_PASSING_SUFFIX}"
