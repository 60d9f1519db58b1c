"""Senders of files, and times of sending, from the records."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from wuhao_batch.reading.mail import MailHead
from wuhao_batch.records.received import Arrival, Journal


@dataclass(frozen=True, slots=True)
class Sent:
    """Senders and time (UTC, no zone) of one file; empty for a file that came otherwise."""

    senders: frozenset[str] = frozenset()
    at: datetime | None = None

    def also_by(self, head: MailHead | None) -> "Sent":
        """Return the same with the mail in which the file lies; that one's time goes first."""
        if head is None:
            return self
        senders = self.senders | ({head.sender} if head.sender else frozenset())
        return Sent(senders, head.sent or self.at)


def sent_by_mail(journal: Journal) -> Mapping[str, Sent]:
    """Return SHA-256 of a workbook, scan or paper → by whom and when it was sent first."""
    return {sha256: _sent(mails) for sha256, mails in journal.carried.items()}


def _sent(mails: Iterable[Arrival]) -> Sent:
    mails = list(mails)
    times = [mail.sent for mail in mails if mail.sent]
    return Sent(frozenset(mail.sender for mail in mails), min(times, default=None))
