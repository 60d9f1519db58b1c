"""TODO-DOC workspace.plan."""

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

FRESH_MODE = 0o666


_PASSING, _PASSING_SUFFIX = ".wuhao-", ".tmp"
"""How a file is named until it is complete."""


@contextmanager
def taking_away(paths: Iterable[Path]) -> Iterator[None]:
    """Take files away first; what cannot be taken away keeps nothing else from being done.

    Raises:
        OSError: At the end, for the first file that is still there.
    """
    faults: list[OSError] = []
    for path in paths:
        try:
            path.unlink(missing_ok=True)
        except OSError as fault:
            fault.filename = str(path)
            faults.append(fault)
    yield
    if faults:
        raise faults[0]


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file so that it appears complete under its name or not at all.

    Raises:
        OSError: The folder cannot be made or written to; nothing is left behind.
    """
    write_together({path: data})


def write_together(files: Mapping[Path, bytes]) -> None:
    """Write files that belong together: each complete or not at all, none before all are ready.

    What a killed run has left half written under passing names is cleared away first.

    Raises:
        OSError: A file cannot be written; ``filename`` is its final name.
    """
    ready: dict[Path, Path] = {}
    path = Path()
    try:
        for folder in {path.parent for path in files}:
            for left in folder.glob(f"{_PASSING}*{_PASSING_SUFFIX}"):
                left.unlink(missing_ok=True)
        for path, data in files.items():
            ready[path] = _write_beside(path, data)
        for path, written in ready.items():
            written.replace(path)
    except OSError as fault:
        fault.filename, fault.filename2 = str(path), None
        raise
    finally:
        for written in ready.values():
            written.unlink(missing_ok=True)


def _write_beside(path: Path, data: bytes) -> Path:
    """Write under a passing name in the same folder."""
    if path.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=_PASSING, suffix=_PASSING_SUFFIX)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(FRESH_MODE & ~_umask())
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
