"""A mail as a file → its sender, date and subject, and the files attached to it.

It is written by anybody: nothing here trusts it, and it is only parsed in a child process.
"""

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import Compat32
from email.utils import parsedate_to_datetime
from functools import partial

from wuhao_batch.reading.limits import MAX_MAIL_HEAD, MAX_PARTS_OF_MAIL
from wuhao_batch.reading.package import decoded_name
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import clean

OWN_MARK, OWN_NUMBER = "X-Wuhao", "<wuhao-"
"""A header, and the beginning of the Message-ID, that mark mails of this program."""
UNKNOWN = "发件人不明"

_UNNAMED = "附件"
_NO_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")
"""Surrogates that do not stand for a byte of undeclared text."""
_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_POINTED = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_DRIVE = re.compile(
    r"(?i)超大附件|中转站|网盘|云盘|云附件|文件已过期|ftn\.qq\.com|pan\.baidu|aliyundrive"
)
_POSTMASTERS = ("mailer-daemon", "postmaster")
_YEARS = range(1990, 2100)
_LONGEST = 300  # characters of a header that people read
_SCANNED = 1 << 18
_MOST_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside: its name for display, and how to get its bytes."""

    name: str
    read: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class MailHead:
    """Sender, date and subject as the mail claims them, which proves nothing.

    ``sender`` is the address in small letters or UNKNOWN, ``sent`` UTC without a zone. ``own``
    tells that it is one of this program's; ``failed`` holds the addresses that a 退信 names, None
    where it is none; ``hint`` says what stands in place of an attachment.
    """

    message_id: str
    sender: str
    subject: str
    sent: datetime | None
    own: bool = False
    failed: tuple[str, ...] | None = None
    hint: str = ""


class _AsItStands(Compat32):
    """Headers unchanged: the library would replace the bytes of undeclared Chinese."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        return value


_POLICY = _AsItStands()


def read_head(data: bytes) -> MailHead:
    """Read the claims that a mail makes of itself."""
    head = BytesHeaderParser(policy=_POLICY).parsebytes(data[:MAX_MAIL_HEAD])
    sender = _sender(_unfolded(head["From"]))
    subject = clean(decoded_words(_unfolded(head["Subject"])))
    message_id = clean(_unfolded(head["Message-ID"]))[:_LONGEST]
    texts, actions = _texts(data)
    report = head.get_content_type() == "multipart/report"
    failed = "failed" in actions or (sender.partition("@")[0] in _POSTMASTERS and not report)
    named = dict.fromkeys(found.lower() for found in _ADDRESS.findall(texts))
    return MailHead(
        message_id=message_id,
        sender=sender[:_LONGEST],
        subject=" ".join(subject.split())[:_LONGEST],
        sent=_sent(head),
        own=OWN_MARK in head and message_id.startswith(OWN_NUMBER),
        failed=tuple(named)[:_MOST_ADDRESSES] if failed else None,
        hint=_hint(texts, report=report),
    )


def _hint(texts: str, *, report: bool) -> str:
    if report:
        return "是邮件系统的通知，如已读回执、投递延迟"
    return "正文里是网盘或超大附件的链接" if _DRIVE.search(texts) else ""


def _sender(written: str) -> str:
    """Return the address in pointed brackets, or all of them if there are several."""
    found = _POINTED.findall(written) or _ADDRESS.findall(written)
    return "、".join(dict.fromkeys(clean(each).lower() for each in found)) or UNKNOWN


def _unfolded(value: str | None) -> str:
    return "".join((value or "").splitlines()).strip()


def _texts(data: bytes) -> tuple[str, set[str]]:
    """Return the beginnings of the text parts, and the actions of a delivery report."""
    try:
        parts = list(email.message_from_bytes(data, policy=_POLICY).walk())
    except RecursionError:
        return "", set()
    texts, actions = [], set()
    for part in parts[:MAX_PARTS_OF_MAIL]:
        if "Final-Recipient" in part:
            texts.append(str(part["Final-Recipient"]))
            actions.add(str(part["Action"]).strip().lower())
        elif part.get_content_maintype() == "text" and not attachment_name(part):
            payload = part.get_payload(decode=True)
            texts.append(_guessed(payload[:_SCANNED]) if isinstance(payload, bytes) else "")
    return "\n".join(texts), actions


def attachments(data: bytes) -> tuple[Member, ...]:
    """Return the files attached to a mail.

    Raises:
        RefusedError: There are too many parts (F011), or one in another too deep (F014).
    """
    try:
        return tuple(_attachments(email.message_from_bytes(data, policy=_POLICY)))
    except RecursionError:
        raise RefusedError(Reason.NESTED_TOO_DEEPLY, what="邮件嵌套太深") from None


def _attachments(message: Message) -> Iterator[Member]:
    count = 0
    for part in message.walk():
        count += 1
        if count > MAX_PARTS_OF_MAIL:
            raise RefusedError(Reason.TOO_MANY_FILES, limit=str(MAX_PARTS_OF_MAIL))
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
            # the library hands it out as it stands: it was cut off
            raise RefusedError(Reason.DAMAGED)
    return payload


def _without_spaces(text: str) -> bytes:
    return "".join(text.split()).encode("ascii", "surrogateescape")


def attachment_name(part: Message) -> str:
    """Read the name of an attachment in the spellings of Chinese mail programs.

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
    """Decode encoded words; gb2312 is read as gb18030 (docs/reading.md)."""
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
        if sent.year not in _YEARS:
            return None
        return (sent.astimezone(UTC) if sent.tzinfo else sent).replace(tzinfo=None)
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
