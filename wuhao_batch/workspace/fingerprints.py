"""Fingerprints of all files below some folders: what a run was made from, and what it made."""

import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from wuhao_batch.workspace.disk import copied, files_below

Fingerprints = Mapping[str, str | None]
"""Name of a file → the SHA-256 of its bytes, None where it could not be read."""


def fingerprint(path: Path) -> str | None:
    """Return the SHA-256 of a file's bytes; None if it is no plain file or cannot be read."""
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | _BINARY)
        with os.fdopen(handle, "rb") as file:
            if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                return None
            return copied(file)
    except OSError:
        return None


_BINARY = getattr(os, "O_BINARY", 0)


def fingerprints(root: Path, folders: Iterable[str]) -> dict[str, str | None]:
    """Return name relative to ``root`` → fingerprint, of all files below these folders of it."""
    paths = (path for folder in folders for path in files_below(root / folder))
    return {path.relative_to(root).as_posix(): fingerprint(path) for path in paths}
