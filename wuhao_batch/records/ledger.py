"""Messages sent, in ``records.db``: the intent before a message goes, then the outcome.

Exactly once cannot be had over SMTP. What can be had: nobody is written to twice unasked, and
whoever may or may not have been written to is listed for the clerk (docs/mail.md, G28).
"""

import hashlib
import sqlite3
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from wuhao_batch.reading.mail import OWN_NUMBER
from wuhao_batch.records.database import reading, writing
from wuhao_batch.workspace.moments import now

AGAIN_AFTER = timedelta(hours=12)
"""A branch is reminded at most once within this time."""


class Kind(StrEnum):
    """The purpose of a message."""

    FORM = "form"
    REMINDER = "reminder"
    CORRECTION = "correction"
    NEW_DEADLINE = "new deadline"
    PANEL = "panel"
    PANEL_REMINDER = "panel reminder"
    FEEDBACK = "feedback"

    @property
    def label(self) -> str:
        """The word that people read."""
        return _KIND_LABELS[self]

    @property
    def paper(self) -> str:
        """The paper that it is about, for people."""
        return _PAPERS[self.subject]

    @property
    def subject(self) -> "Kind":
        """The first mail about the same paper; all about one paper are settled together."""
        return _SUBJECTS.get(self, self)

    @property
    def is_first(self) -> bool:
        """True if it brings the paper itself: once, whatever becomes of the paper afterwards."""
        return self.subject is self

    @property
    def reminds(self) -> bool:
        """True if it counts for a while only."""
        return self in (Kind.REMINDER, Kind.PANEL_REMINDER)

    @property
    def stands_for(self) -> tuple["Kind", ...]:
        """Itself, and the kinds after which it need not go for a while either."""
        return (self, Kind.NEW_DEADLINE) if self is Kind.REMINDER else (self,)

    @property
    def is_of_its_content(self) -> bool:
        """True if it counts for what it is about alone: a return, or a deadline."""
        return self in (Kind.CORRECTION, Kind.NEW_DEADLINE)

    @property
    def tells_deadline(self) -> bool:
        """True if its mails print the deadline."""
        return self.subject is Kind.FORM

    @property
    def to_panel(self) -> bool:
        """True if it goes to evaluators, by their 评委编号; else to branches, by their 编号."""
        return self.subject is Kind.PANEL


_SUBJECTS = {
    Kind.REMINDER: Kind.FORM,
    Kind.CORRECTION: Kind.FORM,
    Kind.NEW_DEADLINE: Kind.FORM,
    Kind.PANEL_REMINDER: Kind.PANEL,
}
_PAPERS = {Kind.FORM: "评分表", Kind.PANEL: "复核表", Kind.FEEDBACK: "反馈意见"}
_KIND_LABELS = {
    Kind.FORM: "发表",
    Kind.REMINDER: "催交",
    Kind.CORRECTION: "退回",
    Kind.NEW_DEADLINE: "改期",
    Kind.PANEL: "复核",
    Kind.PANEL_REMINDER: "催评",
    Kind.FEEDBACK: "反馈",
}


class State(StrEnum):
    """The state of a message; whether one in SENDING or DOUBTFUL has gone is not known."""

    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DOUBTFUL = "doubtful"

    @property
    def label(self) -> str:
        """Return the word that people read."""
        return _STATE_LABELS[self]


_STATE_LABELS = {
    State.SENDING: "不能断定",
    State.DOUBTFUL: "不能断定",
    State.SENT: "已发出",
    State.FAILED: "没有发出",
}

IN_DOUBT = frozenset((State.SENDING, State.DOUBTFUL))


@dataclass(frozen=True, slots=True)
class Intent:
    """Purpose, address and branches (or evaluators) of a message that is to be sent.

    ``about`` is their code → a digest of what the message is about: the paper, or what was filled
    into the return that goes back. ``deadline`` is the date that it tells, "" if there is none; its
    kind may tell none at all.
    """

    kind: Kind
    address: str
    about: Mapping[str, str]
    deadline: str | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """One message of the ledger; times are UTC. ``about`` is code → what it was about.

    ``period`` is the year, with its round as 识别码 have it; ``resend`` is code → when the clerk
    asked for it to be sent once more; ``deadline`` is the date that it told, None where that is not
    known.
    """

    number: int
    kind: Kind
    period: str
    address: str
    message_id: str
    state: State
    said: str
    begun: datetime
    ended: datetime | None
    about: Mapping[str, str] = field(default_factory=dict)
    resend: Mapping[str, datetime] = field(default_factory=dict)
    deadline: str | None = None

    @property
    def in_doubt(self) -> bool:
        """True if nobody has settled yet whether it has gone."""
        return self.state in IN_DOUBT and not self.resend

    def is_past(self, moment: datetime) -> bool:
        """True if it is so old that a 催交 may follow.

        A time far ahead is that of a clock that was wrong: nobody waits until it has come.
        """
        return not self.in_doubt and abs(moment - self.begun) >= AGAIN_AFTER

    def holds(self, code: str) -> bool:
        """True if it covers the branch, so that the program must not mail it again unasked."""
        return code not in self.resend and self.state is not State.FAILED


Demand = tuple[int, str]
"""A message to be sent once more, and the branch that it is for."""


@dataclass(frozen=True)
class Ledger:
    """All messages so far of one period, in their order."""

    period: str
    entries: tuple[Message, ...] = ()

    @cached_property
    def _by_recipient(self) -> Mapping[tuple[str, str], list[Message]]:
        """Address and code → the messages there about it."""
        found: dict[tuple[str, str], list[Message]] = {}
        for entry in self.entries:
            for code in entry.about:
                found.setdefault((entry.address, code), []).append(entry)
        return found

    @cached_property
    def _by_code(self) -> Mapping[str, list[Message]]:
        """Code → the messages about a branch or an evaluator of that code."""
        found: dict[str, list[Message]] = {}
        for entry in self.entries:
            for code in entry.about:
                found.setdefault(code, []).append(entry)
        return found

    @cached_property
    def _gone(self) -> Mapping[tuple[Kind, str], int]:
        """Kind and address → how many such messages have gone there."""
        gone = (each for each in self.entries if each.state is State.SENT)
        return Counter((each.kind, each.address) for each in gone)

    def about(self, intent: Intent, code: str, moment: datetime) -> Iterator[Message]:
        """Yield the messages of this kind to this address about this code, the newest first.

        A 退回 counts for the return that it sent back, a 改期 for the move that it told, a 催交 or
        催评 for a while, a 催交 also where a 改期 has just gone.
        """
        content = intent.about[code]
        for entry in reversed(self._by_recipient.get((intent.address, code), ())):
            if entry.kind not in intent.kind.stands_for:
                continue
            if intent.kind.is_of_its_content and entry.about[code] != content:
                continue
            if intent.kind.reminds and entry.is_past(moment):
                continue
            yield entry

    def last(self, intent: Intent, code: str, moment: datetime) -> Message | None:
        """Return the newest of these, if any."""
        return next(self.about(intent, code, moment), None)

    def is_asked_for(self, intent: Intent, code: str, moment: datetime) -> bool:
        """True if the clerk wants it once more and it has not been tried since."""
        last = self.last(intent, code, moment)
        return last is not None and code in last.resend

    def has_failed(self, intent: Intent, moment: datetime) -> bool:
        """True if it was tried and not taken."""
        last = (self.last(intent, code, moment) for code in intent.about)
        return any(entry is not None and entry.state is State.FAILED for entry in last)

    def held(self, intent: Intent, moment: datetime) -> dict[str, Message]:
        """Return code → message for the branches that have, or may have, been written to."""
        last = {code: self.last(intent, code, moment) for code in intent.about}
        return {
            code: entry for code, entry in last.items() if entry is not None and entry.holds(code)
        }

    def asked_again(self, demands: Collection["Demand"], moment: datetime) -> "Ledger":
        """Return the ledger as it is once these have been asked for again."""
        asked: dict[int, dict[str, datetime]] = {}
        for number, code in demands:
            asked.setdefault(number, {})[code] = moment

        def changed(entry: Message) -> Message:
            codes = asked.get(entry.number, {})
            return replace(entry, resend={**entry.resend, **codes})

        return Ledger(self.period, tuple(map(changed, self.entries)))

    def of_branch(self, code: str) -> list[Message]:
        """Return the messages to one branch; an evaluator may have the same code."""
        return [entry for entry in self._by_code.get(code, ()) if not entry.kind.to_panel]

    def last_told(self, code: str) -> Message | None:
        """Return the last mail from which a branch knows the deadline, as far as that is known."""
        told = (
            entry
            for entry in reversed(self.of_branch(code))
            if entry.state is State.SENT and entry.deadline is not None
        )
        return next(told, None)

    def on(self, subject: Kind, code: str) -> list[Message]:
        """Return the messages about one paper of a branch or of an evaluator."""
        return [entry for entry in self._by_code.get(code, ()) if entry.kind.subject is subject]

    def message_id(self, intent: Intent, domain: str) -> str:
        """Return the Message-ID, which stays the same until the message has gone.

        A server that was given it before the answer got lost can then recognise it.
        """
        gone = self._gone.get((intent.kind, intent.address), 0)
        about = [f"{code} {content}" for code, content in intent.about.items()]
        text = "\n".join((self.period, intent.kind, intent.address, str(gone), *about))
        return f"{OWN_NUMBER}{hashlib.sha256(text.encode()).hexdigest()[:32]}@{domain}>"


def load_ledger(path: Path, period: str) -> Ledger:
    """Load the messages of a period; there are none without records."""
    with reading(path) as records:
        return _ledger(records, period)


def _ledger(records: sqlite3.Connection, period: str, address: str | None = None) -> Ledger:
    """Return the messages of a period; with an address, those to it alone."""
    chosen = {"period": period, "address": address}
    about: dict[int, dict[str, str]] = {}
    resend: dict[int, dict[str, datetime]] = {}
    for mail, branch, content, asked in records.execute(
        "SELECT mail, branch, content, resend FROM sent_about JOIN sent ON sent.id = mail"
        " WHERE year = :period AND (:address IS NULL OR address = :address)"
        " ORDER BY sent_about.rowid",
        chosen,
    ):
        about.setdefault(mail, {})[branch] = content
        if asked:
            resend.setdefault(mail, {})[branch] = datetime.fromisoformat(asked)
    rows = records.execute(
        "SELECT id, kind, year, address, message_id, state, said, begun, ended, deadline FROM sent"
        " WHERE year = :period AND (:address IS NULL OR address = :address) ORDER BY id",
        chosen,
    )
    return Ledger(
        period,
        tuple(_entry(row, about.get(row[0], {}), resend.get(row[0], {})) for row in rows),
    )


def _entry(
    row: tuple[int, str, str, str, str, str, str, str, str, str | None],
    about: Mapping[str, str],
    resend: Mapping[str, datetime],
) -> Message:
    number, kind, period, address, message_id, state, said, begun, ended, deadline = row
    return Message(
        number,
        Kind(kind),
        period,
        address,
        message_id,
        State(state),
        said,
        datetime.fromisoformat(begun),
        datetime.fromisoformat(ended) if ended else None,
        about,
        resend,
        deadline,
    )


@dataclass(frozen=True, slots=True)
class Claim:
    """A message about to go: the number for its outcome, and its Message-ID."""

    number: int
    message_id: str


def claim(path: Path, period: str, intent: Intent, domain: str) -> Claim | None:
    """Record that a message is about to go; None if it has been begun meanwhile."""
    with writing(path) as records:
        ledger = _ledger(records, period, intent.address)
        if ledger.held(intent, datetime.now(UTC)):
            return None
        return _enter(records, ledger, intent, domain)


def _enter(records: sqlite3.Connection, ledger: Ledger, intent: Intent, domain: str) -> Claim:
    message_id = ledger.message_id(intent, domain)
    rest = (intent.address, message_id, State.SENDING, now(), intent.deadline)
    cursor = records.execute(
        "INSERT INTO sent (kind, year, address, message_id, state, begun, deadline)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        (intent.kind, ledger.period, *rest),
    )
    number = int(cursor.lastrowid or 0)
    records.executemany(
        "INSERT INTO sent_about (mail, branch, content) VALUES (?, ?, ?)",
        [(number, code, content) for code, content in intent.about.items()],
    )
    return Claim(number, message_id)


def conclude(path: Path, number: int, state: State, said: str) -> None:
    """Record a message's outcome."""
    with writing(path) as records:
        _conclude(records, number, state, said)


def _conclude(records: sqlite3.Connection, number: int, state: State, said: str) -> None:
    records.execute(
        "UPDATE sent SET state = ?, said = ?, ended = ? WHERE id = ?",
        (state, said, now(), number),
    )


def ask_again(path: Path, demands: Iterable[Demand]) -> None:
    """Record that the clerk wants these sent once more."""
    with writing(path) as records:
        note_demands(records, demands)


# --- within somebody's transaction ----------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A mail that this program did not send, and what is known of it.

    Its Message-ID is of ``domain``, should it ever be sent from here.
    """

    intent: Intent
    domain: str
    state: State
    said: str


def note_mail(records: sqlite3.Connection, period: str, mail: Elsewhere) -> None:
    """Note what became of a mail, but for those of its recipients of whom it is known."""
    ledger = _ledger(records, period, mail.intent.address)
    known = ledger.held(mail.intent, datetime.now(UTC))
    new = {code: content for code, content in mail.intent.about.items() if code not in known}
    if new:
        claimed = _enter(records, ledger, replace(mail.intent, about=new), mail.domain)
        _conclude(records, claimed.number, mail.state, mail.said)


def note_sent(records: sqlite3.Connection, entries: Iterable[Message]) -> None:
    """Note the clerk's word that these have gone."""
    records.executemany(
        "UPDATE sent SET state = ?, ended = ? WHERE id = ?",
        [(State.SENT, now(), entry.number) for entry in entries],
    )


def note_demands(records: sqlite3.Connection, demands: Iterable[Demand]) -> None:
    """Note that the clerk wants these sent once more."""
    records.executemany(
        "UPDATE sent_about SET resend = ? WHERE mail = ? AND branch = ?",
        [(now(), *demand) for demand in demands],
    )
