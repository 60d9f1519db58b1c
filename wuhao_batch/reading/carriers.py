"""What carries workbooks: a zip archive, or a mail saved as .eml → the files inside.

A name inside only ever serves for display; nothing is unpacked to disk (facts/security.md G25).
"""

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from functools import partial

from wuhao_batch.reading.book import is_workbook
from wuhao_batch.reading.kinds import HARMLESS, WORKBOOKS, is_mail, refuse
from wuhao_batch.reading.limits import MAX_MEMBERS, MAX_PARTS_OF_MAIL
from wuhao_batch.reading.package import END, Package, decoded_name, open_package
from wuhao_batch.reading.package import MAGIC as ZIP
from wuhao_batch.reading.refusal import DAMAGED, RefusedError
from wuhao_batch.sheets import clean

_UNNAMED = "附件"
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that do not stand for a byte of undeclared text."""
_SUFFIXES = tuple(
    f".{name}"
    for name in ["xlsx", "xlsm", "xlsb", "xls", "et", "ods", "csv", "zip", "rar", "7z", "eml"]
)
_CONTENT_TYPES = b"[Content_Types].xml"


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside: its name for display, and how to get its bytes."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Carried:
    """The files inside, and when the mail that brought them was sent (UTC, without a zone)."""

    members: tuple[Member, ...]
    sent: datetime | None = None


def unpack(data: bytes) -> Carried | None:
    """The files that an archive or a mail carries; None where it is neither.

    Raises:
        RefusedError: Opening it would cost too much or cannot be trusted (F002, F008–F015), or
            it carries nothing (F021).
    """
    if data.startswith((ZIP, END)):
        carried = _from_zip(data)
    elif is_mail(data):
        carried = _from_mail(data)
    else:
        return None
    if carried is not None and not carried.members:
        kind = "邮件" if is_mail(data) else "压缩包"
        raise RefusedError("F021", kind=kind)
    return carried


def _from_zip(data: bytes) -> Carried | None:
    try:
        package = open_package(data)
    except RefusedError as refused:
        if refused.refusal.code == "F006" and _CONTENT_TYPES not in data:
            raise RefusedError("F008", kind="加了密码的压缩包") from None
        raise
    if is_workbook(package):
        return None
    if len(package.entries) > MAX_MEMBERS:
        raise RefusedError("F011", limit=str(MAX_MEMBERS))
    if not any(_may_be_meant(package, name) for name in package.entries):
        return Carried(())
    return Carried(
        tuple(Member(clean(name), partial(package.read, name)) for name in package.entries)
    )


def _may_be_meant(package: Package, name: str) -> bool:
    """A workbook, or what somebody may have sent for one: worth a finding of its own."""
    if name.casefold().endswith(_SUFFIXES):
        return True
    head = package.head(name)
    return head.startswith(WORKBOOKS) or refuse(head).code == HARMLESS


# --- mail ---------------------------------------------------------------------------------------


class _AsItStands(Compat32):
    """Headers as they stand: the library would replace the bytes of undeclared Chinese."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


def _from_mail(data: bytes) -> Carried:
    try:
        message = email.message_from_bytes(data, policy=_AsItStands())
        parts = list(_attachments(message))
        sent = _sent(message)
    except RecursionError:
        raise RefusedError("F014", what="邮件嵌套太深") from None
    return Carried(tuple(parts), sent)


def _attachments(message: Message) -> Iterator[Member]:
    count = 0
    for part in message.walk():
        count += 1
        if count > MAX_PARTS_OF_MAIL:
            raise RefusedError("F011", limit=str(MAX_PARTS_OF_MAIL))
        if part.is_multipart():
            continue
        name = attachment_name(part)
        if name:
            yield Member(name, partial(_payload, part))


def _payload(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    if not isinstance(payload, bytes):
        return b""
    if part.get("Content-Transfer-Encoding", "").strip().lower() == "base64":
        written = part.get_payload()
        if isinstance(written, str) and payload and payload == _without_spaces(written):
            raise RefusedError(DAMAGED)  # the library hands it out as it stands: it was cut off
    return payload


def _without_spaces(text: str) -> bytes:
    return "".join(text.split()).encode("ascii", "surrogateescape")


def attachment_name(part: Message) -> str:
    """The name of an attachment, in the ways that Chinese mail programs write it.

    A text or a picture without a name is part of the message and no attachment: "".
    """
    try:
        written = part.get_filename() or ""
    except (ValueError, LookupError):  # a character set that there is not
        written = ""
    name = clean(decoded_words(written)).replace("\\", "/").rpartition("/")[2]
    name = " ".join(name.split())
    if name.startswith(".") and not name.startswith("._"):  # only Macs send hidden files
        name = f"{_UNNAMED}.{name.lstrip('.')}"
    unnamed = part.get_content_maintype() not in ("text", "image")
    return name or (_UNNAMED if unnamed else "")


def decoded_words(text: str) -> str:
    """Encoded words decoded; gb2312 in truth is gb18030 (facts/security.md §1.9)."""
    raw = _NO_BYTE.sub("", text).encode("utf-8", "surrogateescape")
    try:
        pieces = decode_header(text)
    except (ValueError, LookupError, MessageError):
        return _guessed(raw)
    if all(isinstance(piece, str) for piece, _ in pieces):
        return _guessed(raw)
    return "".join(_piece(piece, charset) for piece, charset in pieces)


def _piece(piece: bytes | str, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    name = (charset or "utf-8").lower()
    if name in ("gb2312", "gbk", "x-gbk", "gb18030"):
        name = "gb18030"
    try:
        return piece.decode(name)
    except (LookupError, ValueError):
        return _guessed(piece)


def _guessed(raw: bytes) -> str:
    guessed = decoded_name(raw)
    return raw.decode("utf-8", "replace") if guessed is None else guessed


def _sent(message: Message) -> datetime | None:
    try:
        sent = parsedate_to_datetime(str(message["Date"]))
        return (sent.astimezone(UTC) if sent.tzinfo else sent).replace(tzinfo=None)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
