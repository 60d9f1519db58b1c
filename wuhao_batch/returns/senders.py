"""TODO-DOC returns.senders."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from wuhao_batch.records.received import Journal
from wuhao_batch.returns.intake import Received


def accompanied(received: Iterable[Received], journal: Journal) -> Iterator[Received]:
    """Returns with who sent them when, as far as a mail brought them."""
    carried = journal.carried
    for one in received:
        mails = carried.get(one.sha256 or "", [])
        times = [mail.sent for mail in mails if mail.sent]
        yield replace(
            one,
            sent=one.sent or min(times, default=None),
            senders=one.senders | {mail.sender for mail in mails},
        )
