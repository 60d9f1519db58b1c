"""Mails as secretaries send them, written by other means than the program's own."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import format_datetime
from typing import Any

from wuhao_batch.mail.fate import Fate
from wuhao_batch.mail.smtp import Delivered, Outgoing

MOMENT = datetime(2026, 12, 7, 2, 30, tzinfo=UTC)


def mail(
    sender: str,
    subject: str = "评分表",
    files: dict[str, bytes] | None = None,
    *,
    number: str = "1",
    text: str = "请查收。",
    sent: datetime = MOMENT,
) -> bytes:
    """A mail with files attached."""
    message = EmailMessage(policy=SMTP)
    message["From"] = f"秘书 <{sender}>"
    message["To"] = "office@example.cn"
    message["Subject"] = subject
    message["Date"] = format_datetime(sent)
    message["Message-ID"] = f"<{number}@{sender.partition('@')[2]}>"
    message.set_content(text)
    for name, data in (files or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def answer(received: bytes, sender: str, files: dict[str, bytes]) -> bytes:
    """The reply to a mail, with files attached: another program's, a scripted secretary's."""
    original = message_from_bytes(received, policy=default)
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = str(original["From"])
    message["Subject"] = f"回复：{original['Subject']}"
    message["In-Reply-To"] = str(original["Message-ID"])
    message["Message-ID"] = f"<re-{sender}>"
    message["Date"] = format_datetime(MOMENT)
    message.set_content("已填好，请查收。")
    for name, data in files.items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def bounce(address: str) -> bytes:
    """A server's report that a mail could not be delivered."""
    return (
        "From: MAILER-DAEMON@example.cn\r\nTo: office@example.cn\r\nSubject: Undelivered\r\n"
        f"Date: {format_datetime(MOMENT)}\r\nMessage-ID: <bounce-{address}>\r\n"
        "MIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n"
        "--b\r\nContent-Type: text/plain\r\n\r\nSorry.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; example.cn\r\n\r\n"
        f"Final-Recipient: rfc822; {address}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    ).encode()


class Taking(Outgoing):
    """A way out that takes every message, without a server; ``taken`` are their addresses."""

    def __init__(self) -> None:
        self.taken: list[str] = []

    def connect(self) -> Any:
        """There is always a connection."""

    def deliver(self, sender: str, recipient: str, message: bytes) -> Delivered:
        """Take it."""
        self.taken.append(recipient)
        return Delivered(Fate.SENT)
