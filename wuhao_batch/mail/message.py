"""A letter → an e-mail message that Chinese mail programs show correctly.

Attachment names are given in three ways, because QQ mail and older Outlook show nonsense for the
continued parameters (``filename*0*=``) that the standard library writes (docs/mail.md).
"""

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from email import message_from_string
from email.header import Header
from email.message import Message
from email.policy import SMTP
from email.utils import format_datetime
from urllib.parse import quote

from wuhao_batch.assessment.settings import Settings
from wuhao_batch.mail.letters import Letter
from wuhao_batch.mail.parcels import Attachment
from wuhao_batch.reading.mail import OWN_MARK
from wuhao_batch.writing.plain_text import without_controls

_POLICY = SMTP.clone(refold_source="none")
"""Headers are kept as they are encoded here: the library's folding loses and adds blanks."""
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_LINE = 76  # characters of base64


def to_bytes(
    letter: Letter, settings: Settings, message_id: str, sent: datetime | None = None
) -> bytes:
    """Return the message's bytes; the same letter gives the same bytes.

    Without ``sent`` it is a draft to be opened in a mail program, which sets the date and offers to
    send it.
    """
    head = list(_head(letter, settings, message_id, sent))
    message = message_from_string("\n".join(head) + "\n\n", policy=_POLICY)
    message.set_content(without_controls(letter.text), cte="base64")
    message.add_alternative(without_controls(letter.page), subtype="html", cte="base64")
    message.make_mixed()
    for each in letter.parcel.attached:
        message.attach(_attachment(each))  # type: ignore[arg-type]  # any message is a part
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        mark = hashlib.sha256(f"{message_id} {number}".encode()).hexdigest()[:24]
        part.set_boundary(f"=_{mark}")  # no line of base64 can hold it
    return message.as_bytes()


def _head(
    letter: Letter, settings: Settings, message_id: str, sent: datetime | None
) -> Iterator[str]:
    if settings.sender_email:
        name = _encoded(settings.sender or "", "From")
        address = f"<{settings.sender_email}>"
        yield f"From: {name} {address}" if name else f"From: {address}"
    yield f"To: {letter.parcel.address}"
    yield f"Subject: {_encoded(letter.subject, 'Subject')}"
    yield f"Message-ID: {message_id}"
    yield f"{OWN_MARK}: {letter.parcel.kind.value}"
    yield "X-Unsent: 1" if sent is None else f"Date: {format_datetime(sent)}"


def _encoded(text: str, header: str) -> str:
    """Encode a text as encoded words, so that the header's syntax cannot see into it."""
    line = _one_line(text)
    return Header(line, "utf-8", header_name=header).encode() if line else ""


def _attachment(file: Attachment) -> Message:
    name = _one_line(file.name).replace('"', "＂").replace("\\", "＼")
    word = f"=?utf-8?B?{base64.b64encode(name.encode()).decode()}?="
    escaped = quote(name, safe="")
    part = Message()
    part["Content-Type"] = f'{_WORKBOOK};\n name="{word}"'
    part["Content-Transfer-Encoding"] = "base64"
    part["Content-Disposition"] = f"attachment;\n filename=\"{word}\";\n filename*=UTF-8''{escaped}"
    text = base64.b64encode(file.data()).decode()
    lines = (text[start : start + _LINE] for start in range(0, len(text), _LINE))
    part.set_payload("\n".join(lines) + "\n")
    return part


def _one_line(text: str) -> str:
    """Return a text as a header may hold it: one line, without control characters."""
    return " ".join(without_controls(text).split())
