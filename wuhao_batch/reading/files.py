"""A file on disk, or a file inside one, → what is in it.

This is what runs in a child process: it opens a file, looks inside, reads the workbook.
"""

import os
import stat
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.carriers import unpack
from wuhao_batch.reading.kinds import is_mail
from wuhao_batch.reading.limits import MAX_CARRIER, MAX_FILE, MAX_LEVELS, MIB
from wuhao_batch.reading.mail import MailHead, Member, read_head
from wuhao_batch.reading.refusal import Reason, Refusal, RefusedError
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.disk import digest, reason_of


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, or by ``inner`` the file inside it: the place in each carrier on the way.

    ``raw`` asks for its bytes and not for what they mean.
    """

    path: Path
    inner: tuple[int, ...] = ()
    raw: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What a source holds.

    ``body`` is a workbook, a refusal, the names of the files that it carries, or its bytes where
    these were asked for. ``sha256`` is of its own bytes, None where they could not be had; ``head``
    is of the mail that it is or that brought it, ``modified`` the time the file system has.
    """

    body: Book | Refusal | tuple[str, ...] | bytes
    sha256: str | None = None
    head: MailHead | None = None
    modified: float = 0.0


class UnreadableError(OSError):
    """The system does not give the file out, or it is no plain file."""


def read_source(source: Source) -> Content:
    """Open, look inside, read. Whatever is wrong with the file is a :class:`Refusal`."""
    try:
        data, modified = read_bytes(source.path)
    except OSError as fault:
        return Content(Refusal(Reason.NOT_OPENED, {"reason": reason_of(fault)}))
    if len(data) > MAX_CARRIER:
        return Content(
            Refusal(Reason.TOO_LARGE, {"limit": f"{MAX_FILE // MIB} MB"}), modified=modified
        )
    head = None
    sha256 = digest(data)
    try:
        head = _head(data)
        for place in source.inner:
            data = (unpack(data) or ())[place].read()
            head = _head(data) or head
        sha256 = digest(data)
        body = data if source.raw else _body(data, len(source.inner))
        return Content(body, sha256, head, modified)
    except RefusedError as refused:
        return Content(refused.refusal, sha256, head, modified)
    except (MemoryError, RecursionError):
        return Content(Refusal(Reason.GIVEN_UP, {"reason": "内存不够"}), sha256, head, modified)
    except Exception:  # noqa: BLE001  libraries raise whatever the damage causes
        return Content(Refusal(Reason.DAMAGED), sha256, head, modified)


def _head(data: bytes) -> MailHead | None:
    return read_head(data) if is_mail(data) else None


def _body(data: bytes, level: int) -> Book | Refusal | tuple[str, ...]:
    members = unpack(data)
    if members is None:
        return read_book(data)
    if not members:
        return Refusal(Reason.NOTHING_INSIDE, {"kind": "邮件" if is_mail(data) else "压缩包"})
    if level >= MAX_LEVELS:
        return Refusal(Reason.NESTED_TOO_DEEPLY, {"what": f"压缩包或邮件套了超过{MAX_LEVELS}层"})
    return _distinct(members)


def _distinct(members: tuple[Member, ...]) -> tuple[str, ...]:
    """Return the names of the files inside, each another one."""
    names: list[str] = []
    for member in members:
        name, count = member.name, 1
        while name in names:
            count += 1
            name = f"{member.name}（{count}）"
        names.append(name)
    return tuple(names)


def read_bytes(path: Path) -> tuple[bytes, float]:
    """The bytes of a plain file, one more than the limit at most, and when it was last changed.

    A pipe or a device would be waited on for ever (docs/reading.md).

    Raises:
        OSError: It cannot be opened; :class:`UnreadableError` where it is no plain file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableError(0, "不是普通文件，或文件夹打不开")
        with os.fdopen(handle, "rb", closefd=False) as stream:
            return stream.read(MAX_CARRIER + 1), about.st_mtime
    finally:
        os.close(handle)
