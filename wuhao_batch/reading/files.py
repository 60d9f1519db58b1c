"""A file on disk, or a file inside one, → its content.

This is what runs in a child process: it opens a file, looks inside, reads the workbook.
"""

import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Generic, TypeVar

from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.carriers import opened, unpack
from wuhao_batch.reading.kinds import refuse
from wuhao_batch.reading.limits import MAX_CARRIER, MAX_FILE, MAX_LEVELS, MIB
from wuhao_batch.reading.mail import MailHead, read_head
from wuhao_batch.reading.mail_files import Member
from wuhao_batch.reading.mail_head import as_mail
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.papers import is_ornament, paper_kind
from wuhao_batch.reading.refusal import Reason, Refusal, RefusedError
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.disk import digest, reason_of

T = TypeVar("T")
U = TypeVar("U")


@dataclass(frozen=True, slots=True)
class Source:
    """A file on disk, or, by ``inner``, a file inside it: its place in each carrier on the way.

    ``name`` is how people know it, relative to the workspace.
    """

    path: Path
    inner: tuple[int, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Content(Generic[T]):
    """The content of a source.

    ``body`` is what was made of it, why nothing was, or the names of the files that it carries.
    ``sha256`` is of its own bytes, None where they could not be had; ``head`` is of the mail that
    it is or that brought it, ``modified`` the file system's time, in seconds since 1970. It is
    ``meant`` unless it is a picture that a mail has in its text or beside it for its looks.
    ``on_disk`` is the SHA-256 of the file on disk, which may carry it.
    """

    body: T | Refusal | tuple[str, ...]
    sha256: str | None = None
    head: MailHead | None = None
    modified: float = 0.0
    meant: bool = True
    on_disk: str | None = None

    def made(self, body: "U | Refusal | tuple[str, ...]") -> "Content[U]":
        """Return the same source with something else made of it."""
        return Content(body, self.sha256, self.head, self.modified, self.meant, self.on_disk)


class UnreadableError(OSError):
    """The system refuses the file, or it is no plain file."""


_ONLINE = Refusal(Reason.ONLINE, {"kind": "网盘里还没有下载到本机的文件"})
_OFFLINE = 0x1000 | 0x40000 | 0x400000
"""Windows: offline, to be fetched on opening, on reading."""
_DATALESS = 0x40000000
"""macOS."""


def is_online(path: Path) -> bool:
    """True for the placeholder of a file that is on a server alone, as far as the system tells."""
    try:
        about = path.lstat()
    except OSError:
        return False
    attributes = getattr(about, "st_file_attributes", 0) & _OFFLINE
    return bool(attributes or getattr(about, "st_flags", 0) & _DATALESS)


def read_source(source: Source) -> Content[Book]:
    """Open, look inside, read. Any fault of the file is a :class:`Refusal`; nothing is raised."""
    return _open(source, lambda data: _look_inside(data, len(source.inner)))


def try_source(source: Source) -> Content[bool]:
    """Read the workbook as :func:`read_source` does, and keep nothing of it: True."""
    content = read_source(source)
    return content.made(True if isinstance(content.body, Book) else content.body)


def fetch_source(source: Source) -> Content[bytes]:
    """Return the bytes of a source and not what they mean; refused as by :func:`read_source`."""
    return _open(source, lambda data: data)


def _open(source: Source, look: Callable[[bytes], T | Refusal | tuple[str, ...]]) -> Content[T]:
    try:
        data, modified = read_bytes(source.path)
    except OSError as fault:
        told = Refusal(Reason.NOT_OPENED, {"reason": reason_of(fault)})
        return Content(_ONLINE if is_online(source.path) else told)
    refusal = _by_size(source.path, data)
    if refusal is not None:
        return Content(refusal, modified=modified)
    on_disk = digest(data)
    return replace(_opened(source, data, on_disk, modified, look), on_disk=on_disk)


def _opened(
    source: Source,
    data: bytes,
    sha256: str,
    modified: float,
    look: Callable[[bytes], T | Refusal | tuple[str, ...]],
) -> Content[T]:
    head = None
    meant = True
    try:
        head = of_mail = _head(data)
        for place in source.inner:
            member = (unpack(data) or ())[place]
            data = member.read()
            meant = member.meant and not (of_mail and is_ornament(data))
            of_mail = _head(data)
            head = of_mail or head
            sha256 = digest(data)
        return Content(look(data), sha256, head, modified, meant)
    except RefusedError as refused:
        return Content(refused.refusal, sha256, head, modified)
    except (MemoryError, RecursionError):
        return Content(Refusal(Reason.GIVEN_UP, {"reason": "内存不够"}), sha256, head, modified)
    except Exception:  # noqa: BLE001  libraries raise whatever the damage causes
        return Content(Refusal(Reason.DAMAGED), sha256, head, modified)


def _by_size(path: Path, data: bytes) -> Refusal | None:
    if not data and is_online(path):
        return _ONLINE
    if len(data) <= MAX_CARRIER:
        return None
    told = refuse(data)
    limit = {"limit": f"{MAX_FILE // MIB} MB"}
    return told if paper_kind(told) else Refusal(Reason.TOO_LARGE, limit)


def _head(data: bytes) -> MailHead | None:
    mail = as_mail(data)
    return None if mail is None else read_head(mail)


def _look_inside(data: bytes, level: int) -> Book | Refusal | tuple[str, ...]:
    members = opened(data)
    if members is None or isinstance(members, Package):
        return read_book(data, members)
    if not members:
        return Refusal(Reason.NOTHING_INSIDE, {"kind": "邮件" if as_mail(data) else "压缩包"})
    if level >= MAX_LEVELS:
        what = f"压缩包或邮件套了超过{MAX_LEVELS}层"
        return Refusal(Reason.NESTED_TOO_DEEPLY, {"what": what})
    return _distinct(members)


def _distinct(members: tuple[Member, ...]) -> tuple[str, ...]:
    """Return the names of the files inside, made distinct whatever their case."""
    names: dict[str, str] = {}
    for member in members:
        name, count = member.name, 1
        while name.casefold() in names:
            count += 1
            path = PurePosixPath(member.name)
            name = str(path.with_name(f"{path.stem}（{count}）{path.suffix}"))
        names[name.casefold()] = name
    return tuple(names.values())


def read_bytes(path: Path) -> tuple[bytes, float]:
    """Read a plain file, up to one byte more than the limit, and its time of change.

    A pipe or a device would be waited on for ever (docs/reading.md).

    Raises:
        OSError: It cannot be opened; :class:`UnreadableError` if it is no plain file.
    """
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        about = os.fstat(handle)
        if not stat.S_ISREG(about.st_mode):
            raise UnreadableError(0, "不是普通文件，或文件夹打不开")
        with os.fdopen(handle, "rb", closefd=False) as stream:
            data = stream.read(min(about.st_size, MAX_CARRIER) + 1)
            if len(data) > about.st_size:  # it has grown, or its size is not told
                data += stream.read(MAX_CARRIER + 1 - len(data))
            return data, about.st_mtime
    finally:
        os.close(handle)
