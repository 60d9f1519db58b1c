"""Who has been written to, in ``records.db``: the intent before a message goes, then the outcome.

Exactly once cannot be had over SMTP. What can be had: nobody is written to twice unasked, and
whoever may or may not have been written to is listed for the clerk (facts/security.md §1.9, G28).
"""

import hashlib
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

from wuhao_batch.moments import now
from wuhao_batch.reading.mail import OWN_NUMBER
from wuhao_batch.records.database import reading, writing

AGAIN_AFTER = timedelta(hours=12)
"""A branch is reminded once in this time."""


class Kind(StrEnum):
    """Why somebody is written to."""

    FORM = "form"
    REMINDER = "reminder"
    CORRECTION = "correction"

    @property
    def label(self) -> str:
        """The word that people read."""
        return {"form": "发表", "reminder": "催交", "correction": "退回"}[self.value]


class State(StrEnum):
    """What became of a message; SENDING and DOUBTFUL are not known to have gone or not."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DOUBTFUL = "doubtful"


IN_DOUBT = frozenset((State.SENDING, State.DOUBTFUL))


@dataclass(frozen=True, slots=True)
class Intent:
    """What a message is for, before it is one: why, to which address, about which branches.

    ``about`` is 编号 → a digest of what the message is about: the form, or what was filled into
    the return that goes back.
    """

    kind: Kind
    address: str
    about: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the ledger; times are UTC. ``about`` is 编号 → what it was about.

    ``resend`` is 编号 → when the clerk asked for it to be sent once more.
    """

    number: int
    kind: Kind
    year: str
    address: str
    message_id: str
    state: State
    said: str
    begun: datetime
    ended: datetime | None
    about: Mapping[str, str] = field(default_factory=dict)
    resend: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def in_doubt(self) -> bool:
        """Nobody has settled yet whether it has gone."""
        return self.state in IN_DOUBT and not self.resend

    def is_past(self, moment: datetime) -> bool:
        """So long ago that a 催交 may follow."""
        return not self.in_doubt and moment - self.begun >= AGAIN_AFTER

    def holds(self, code: str) -> bool:
        """That branch is not to be written to again of itself."""
        return code not in self.resend and self.state is not State.FAILED


Demand = tuple[int, str]
"""A message that is wanted once more, and the branch that wants it."""


@dataclass(frozen=True)
class Ledger:
    """All messages so far of one year, in their order."""

    year: str
    entries: tuple[Message, ...] = ()

    def about(self, intent: Intent, code: str, moment: datetime) -> Iterator[Message]:
        """The messages of this kind to this address about this branch, the newest first.

        A 退回 counts for the return that it sent back, a 催交 for a while.
        """
        content = intent.about[code]
        for entry in reversed(self.entries):
            if (entry.kind, entry.address) != (
                intent.kind,
                intent.address,
            ) or code not in entry.about:
                continue
            if intent.kind is Kind.CORRECTION and entry.about[code] != content:
                continue
            if intent.kind is Kind.REMINDER and entry.is_past(moment):
                continue
            yield entry

    def last(self, intent: Intent, code: str, moment: datetime) -> Message | None:
        """The newest of these."""
        return next(self.about(intent, code, moment), None)

    def is_asked_for(self, intent: Intent, code: str, moment: datetime) -> bool:
        """The clerk wants it once more, and it has not been tried since."""
        last = self.last(intent, code, moment)
        return last is not None and code in last.resend

    def has_failed(self, intent: Intent, moment: datetime) -> bool:
        """It was tried and not taken."""
        last = (self.last(intent, code, moment) for code in intent.about)
        return any(entry is not None and entry.state is State.FAILED for entry in last)

    def held(self, intent: Intent, moment: datetime) -> dict[str, Message]:
        """The branches of a intent that have been written to, or may have been: code → message."""
        last = {code: self.last(intent, code, moment) for code in intent.about}
        return {
            code: entry for code, entry in last.items() if entry is not None and entry.holds(code)
        }

    def asked_again(self, demands: Collection["Demand"], moment: datetime) -> "Ledger":
        """The same, once these have been asked for again."""

        def changed(entry: Message) -> Message:
            codes = {code: moment for number, code in demands if number == entry.number}
            return replace(entry, resend={**entry.resend, **codes})

        return Ledger(self.year, tuple(map(changed, self.entries)))

    def of_branch(self, code: str) -> list[Message]:
        """The messages about one branch."""
        return [entry for entry in self.entries if code in entry.about]

    def message_id(self, intent: Intent, domain: str) -> str:
        """The same as long as the message has not gone.

        A server that was given it before the answer got lost can then tell that it is the same.
        """
        gone = sum(
            entry.state is State.SENT
            and (entry.kind, entry.address) == (intent.kind, intent.address)
            for entry in self.entries
        )
        about = [f"{code} {content}" for code, content in intent.about.items()]
        text = "\n".join((self.year, intent.kind, intent.address, str(gone), *about))
        return f"{OWN_NUMBER}{hashlib.sha256(text.encode()).hexdigest()[:32]}@{domain}>"


def load_ledger(path: Path, year: str) -> Ledger:
    """The messages of a year; none where there are no records yet."""
    with reading(path) as records:
        return _ledger(records, year)


def _ledger(records: sqlite3.Connection, year: str) -> Ledger:
    about: dict[int, dict[str, str]] = {}
    resend: dict[int, dict[str, datetime]] = {}
    for mail, branch, content, asked in records.execute(
        "SELECT mail, branch, content, resend FROM sent_about"
    ):
        about.setdefault(mail, {})[branch] = content
        if asked:
            resend.setdefault(mail, {})[branch] = datetime.fromisoformat(asked)
    rows = records.execute(
        "SELECT id, kind, year, address, message_id, state, said, begun, ended FROM sent"
        " WHERE year = ? ORDER BY id",
        (year,),
    )
    return Ledger(
        year,
        tuple(_entry(row, about.get(row[0], {}), resend.get(row[0], {})) for row in rows),
    )


def _entry(
    row: tuple[int, str, str, str, str, str, str, str, str],
    about: Mapping[str, str],
    resend: Mapping[str, datetime],
) -> Message:
    number, kind, year, address, message_id, state, said, begun, ended = row
    return Message(
        number,
        Kind(kind),
        year,
        address,
        message_id,
        State(state),
        said,
        datetime.fromisoformat(begun),
        datetime.fromisoformat(ended) if ended else None,
        about,
        resend,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A message that is about to go: the number to write its outcome under, its Message-ID."""

    number: int
    message_id: str


def claim(path: Path, year: str, intent: Intent, domain: str) -> Claim | None:
    """Write down that a message is about to go; None where it has been begun meanwhile."""
    with writing(path) as records:
        ledger = _ledger(records, year)
        if ledger.held(intent, datetime.now(UTC)):
            return None
        message_id = ledger.message_id(intent, domain)
        cursor = records.execute(
            "INSERT INTO sent (kind, year, address, message_id, state, begun)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (intent.kind, year, intent.address, message_id, State.SENDING, now()),
        )
        number = int(cursor.lastrowid or 0)
        records.executemany(
            "INSERT INTO sent_about (mail, branch, content) VALUES (?, ?, ?)",
            [(number, code, content) for code, content in intent.about.items()],
        )
    return Claim(number, message_id)


def conclude(path: Path, number: int, state: State, said: str) -> None:
    """Write down what became of a message."""
    with writing(path) as records:
        records.execute(
            "UPDATE sent SET state = ?, said = ?, ended = ? WHERE id = ?",
            (state, said, now(), number),
        )


def settle_as_sent(path: Path, entries: Iterable[Message]) -> None:
    """The clerk has found out that these have gone."""
    with writing(path) as records:
        records.executemany(
            "UPDATE sent SET state = ?, ended = ? WHERE id = ?",
            [(State.SENT, now(), entry.number) for entry in entries],
        )


def ask_again(path: Path, demands: Iterable[Demand]) -> None:
    """The clerk wants these to be sent once more."""
    with writing(path) as records:
        records.executemany(
            "UPDATE sent_about SET resend = ? WHERE mail = ? AND branch = ?",
            [(now(), *demand) for demand in demands],
        )
