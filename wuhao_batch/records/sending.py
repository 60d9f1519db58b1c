"""The ledger in ``records.db``: the intent before a message goes, then the outcome.

Exactly once cannot be had over SMTP. What can be had is that the intent is on disk before.
"""

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from wuhao_batch.records.database import reading, writing
from wuhao_batch.records.ledger import Demand, Intent, Ledger, Message
from wuhao_batch.records.mail_kinds import Kind, State
from wuhao_batch.workspace.moments import now


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
