"""A mail as a file → its sender, date and subject, and the files attached to it.

It is written by anybody: nothing here trusts it, and it is only parsed in a child process.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from email.message import Message
from email.parser import BytesHeaderParser

from wuhao_batch.reading.limits import MAX_MAIL_HEAD
from wuhao_batch.reading.links import Link, links_in
from wuhao_batch.reading.mail_dates import Moment, read_date
from wuhao_batch.reading.mail_files import Member, gathered
from wuhao_batch.reading.mail_head import clean_head
from wuhao_batch.reading.mail_parts import POLICY, body, is_words, parts
from wuhao_batch.reading.mail_words import decoded_words, guessed
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import clean

OWN_MARK, OWN_NUMBER = "X-Wuhao", "<wuhao-"
"""A header, and the beginning of the Message-ID, that mark mails of this program."""
UNKNOWN = "发件人不明"

_ADDRESS = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_POINTED = re.compile(r"<\s*([^<>\s]+@[^<>\s]+)\s*>")
_POSTMASTERS = ("mailer-daemon", "postmaster")
_NOTICE = "是邮件系统的通知，如已读回执、投递延迟"
_LONGEST = 300  # characters of a header that people read
_SCANNED = 1 << 18
_MOST_ADDRESSES = 50


@dataclass(frozen=True, slots=True)
class MailHead:
    """Sender, date and subject as the mail claims them, which proves nothing.

    ``sender`` is the address in small letters or UNKNOWN, ``sent`` UTC without a zone, ``doubt``
    the zone of its date where that is not clear. ``own`` tells that it is one of this program's;
    ``failed`` holds the addresses that a 退信 names, None where it is none; ``hint`` says what it
    is instead of a mail with an attachment, ``link`` to where its text links.
    """

    message_id: str
    sender: str
    subject: str
    sent: datetime | None
    own: bool = False
    failed: tuple[str, ...] | None = None
    hint: str = ""
    link: Link | None = None
    doubt: str = ""

    @property
    def moment(self) -> Moment:
        """The time of sending, with what is doubtful about it."""
        return Moment(self.sent, self.doubt)


def read_head(data: bytes) -> MailHead:
    """Read the claims that a mail makes of itself."""
    cleaned = clean_head(data)
    head = BytesHeaderParser(policy=POLICY).parsebytes(cleaned[:MAX_MAIL_HEAD])
    sender = _sender(_unfolded(head["From"]))
    subject = clean(decoded_words(_unfolded(head["Subject"])))
    message_id = clean(_unfolded(head["Message-ID"]))[:_LONGEST]
    texts, actions = _texts(cleaned)
    report = head.get_content_type() == "multipart/report"
    failed = "failed" in actions or (sender.partition("@")[0] in _POSTMASTERS and not report)
    named = dict.fromkeys(found.lower() for found in _ADDRESS.findall(texts))
    moment = read_date(_unfolded(head["Date"]))
    return MailHead(
        message_id=message_id,
        sender=sender[:_LONGEST],
        subject=" ".join(subject.split())[:_LONGEST],
        sent=moment.at,
        own=OWN_MARK in head and message_id.startswith(OWN_NUMBER),
        failed=tuple(named)[:_MOST_ADDRESSES] if failed else None,
        hint=_NOTICE if report else "",
        link=None if report else _link(texts),
        doubt=moment.doubt,
    )


def _link(texts: str) -> Link | None:
    """Return the first service that the texts link to, named with all others."""
    found = list(dict.fromkeys(links_in(texts)))
    services = "、".join(dict.fromkeys(link.service for link in found))
    return Link(services, found[0].ask) if found else None


def _sender(written: str) -> str:
    """Return the address in pointed brackets, or all of them if there are several."""
    found = _POINTED.findall(written) or _ADDRESS.findall(written)
    return "、".join(dict.fromkeys(clean(each).lower() for each in found)) or UNKNOWN


def _unfolded(value: str | None) -> str:
    return "".join((value or "").splitlines()).strip()


def _texts(data: bytes) -> tuple[str, set[str]]:
    """Return the beginnings of the text parts, and the actions of a delivery report."""
    texts: list[str] = []
    actions: set[str] = set()
    with suppress(RefusedError):  # whoever reads what is attached tells
        for part in parts(data):
            if "Final-Recipient" in part:
                texts.append(str(part["Final-Recipient"]))
                actions.add(str(part["Action"]).strip().lower())
            elif is_words(part):
                texts.append(_words(part))
    return "\n".join(texts), actions


def _words(part: Message) -> str:
    try:
        return guessed(body(part)[:_SCANNED])
    except RefusedError:
        return ""


def attachments(data: bytes) -> tuple[Member, ...]:
    """Return the files attached to a mail.

    Without any, it is told what there is in their place.

    Raises:
        RefusedError: There are too many parts (F011), or one in another too deep (F014); there is
            only a link (F024), or something that was not understood (F025).
    """
    found = gathered(data)
    if not any(each.meant for each in found.files):
        link = read_head(data).link
        if found.unclear:
            raise RefusedError(Reason.NOT_UNDERSTOOD, what=found.unclear)
        if link is not None:
            raise RefusedError(Reason.ONLY_A_LINK, service=link.service, ask=link.ask)
    return found.files
