"""Files below a folder, their fingerprints, and the system's reasons in Chinese."""

import errno
import hashlib
import os
from pathlib import Path
from typing import IO


def digest(data: bytes) -> str:
    """Return the SHA-256 by which a file is known."""
    return hashlib.sha256(data).hexdigest()


CHUNK = 1024 * 1024
"""Bytes that are in memory at once of a file that is copied."""


def copied(source: IO[bytes], target: IO[bytes] | None = None) -> str:
    """Copy a stream, into nothing unless said otherwise, and return the SHA-256 of its bytes."""
    whole = hashlib.sha256()
    while chunk := source.read(CHUNK):
        whole.update(chunk)
        if target is not None:
            target.write(chunk)
    return whole.hexdigest()


class ChangedError(OSError):
    """A file is no longer the one that it was; somebody has just saved it."""

    def __init__(self, path: Path) -> None:
        super().__init__(0, "这个文件刚刚有人改动过", str(path))


def read_unchanged(path: Path, sha256: str) -> bytes:
    """Return a file's bytes, which are known by their SHA-256.

    Raises:
        ChangedError: It holds others now.
        OSError: It cannot be read.
    """
    data = path.read_bytes()
    if digest(data) != sha256:
        raise ChangedError(path)
    return data


def files_below(folder: Path) -> list[Path]:
    """List all files below a folder, in the order of their relative names.

    Linked folders are not followed: reading those would never end (docs/reading.md). They
    and the folders that cannot be read are listed themselves, so that nothing is left out silently.
    """
    if not folder.exists():
        return []
    found: list[Path] = []

    def unreadable(fault: OSError) -> None:
        found.append(Path(fault.filename))

    for inner, folders, names in os.walk(folder, onerror=unreadable):
        links = [name for name in folders if _is_link(Path(inner, name))]
        found += [Path(inner, name) for name in (*links, *names)]
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _is_link(path: Path) -> bool:
    try:
        return path.is_symlink()
    except OSError:  # a path that is too long to ask about
        return False


_REASONS = {
    errno.EEXIST: "同名的文件已经存在",
    errno.ENOTDIR: "路径里有一段是文件而不是文件夹",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘只能读，不能写",
    errno.EISDIR: "那里是一个文件夹",
    errno.ENOENT: "找不到",
    errno.ENOSPC: "磁盘已满",
    errno.EBUSY: "正被别的程序占用",
    errno.ENAMETOOLONG: "文件名太长",
    errno.EAGAIN: "系统不让再开新的程序",
    errno.ENOMEM: "内存不够",
}


def reason_of(fault: OSError) -> str:
    """Return the system's reason for a refusal, in Chinese if it is a common one."""
    return _REASONS.get(fault.errno or 0, fault.strerror or type(fault).__name__)
