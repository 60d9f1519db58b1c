"""The office's word on mails, in ``records.db``: all of it and whose word it is, or nothing."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.records.acts import Deed, note_act
from wuhao_batch.records.database import writing
from wuhao_batch.records.ledger import Demand, Message
from wuhao_batch.records.sending import Elsewhere, note_demands, note_mail, note_sent


@dataclass(frozen=True, slots=True)
class Settlement:
    """The result of a word on some mails.

    ``gone`` were in doubt and have gone, ``wanted`` are to go once more, of ``elsewhere`` the
    program knows from the office alone.
    """

    deed: Deed
    gone: tuple[Message, ...] = ()
    wanted: tuple[Demand, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()


def record(path: Path, settlements: Iterable[Settlement]) -> None:
    """Record all settlements in one transaction; mails that several tell of are one decision."""
    settlements = tuple(settlements)
    with writing(path) as records:
        for each in settlements:
            note_sent(records, each.gone)
            note_demands(records, each.wanted)
            for mail in each.elsewhere:
                note_mail(records, each.deed.period, mail)
        for deed in dict.fromkeys(each.deed for each in settlements):
            note_act(records, deed)
