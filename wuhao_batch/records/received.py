"""Arrivals, in ``records.db``: who sent which files when, and mails without any."""

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from wuhao_batch.records.database import reading, writing
from wuhao_batch.workspace.moments import now


class Verdict(StrEnum):
    """The verdict on an arrival."""

    COLLECTED = "collected"
    UNREADABLE = "unreadable"
    BOUNCED = "bounced"
    OWN = "own"

    @property
    def label(self) -> str:
        """The words that people read."""
        return _LABELS[self]


_LABELS = {
    Verdict.COLLECTED: "已收取",
    Verdict.UNREADABLE: "没有能读的评分表",
    Verdict.BOUNCED: "退信",
    Verdict.OWN: "本程序自己发的",
}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One mail, or one file that somebody put somewhere.

    ``message_id`` and ``content`` together identify it; ``sent`` is UTC without a zone.
    ``note`` says what it held instead of a form. ``files`` are those written below
    ``input/returned``, relative to the workspace, ``contents`` the SHA-256 of every workbook,
    scan and paper among and inside them.
    """

    message_id: str
    content: str
    sender: str
    subject: str
    sent: datetime | None
    source: str
    verdict: Verdict
    files: tuple[str, ...] = ()
    contents: tuple[str, ...] = ()
    note: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """The key by which it is recognised."""
        return self.message_id, self.content


@dataclass(frozen=True)
class Journal:
    """All that came in so far, in its order."""

    arrivals: tuple[Arrival, ...] = ()

    @property
    def verdicts(self) -> dict[tuple[str, str], Verdict]:
        """Key → verdict."""
        return {arrival.key: arrival.verdict for arrival in self.arrivals}

    @property
    def carried(self) -> Mapping[str, list[Arrival]]:
        """SHA-256 of a workbook, scan or paper → the mails that brought it."""
        found: dict[str, list[Arrival]] = {}
        for arrival in self.arrivals:
            for sha256 in arrival.contents if arrival.sender else ():
                found.setdefault(sha256, []).append(arrival)
        return found


def load_journal(path: Path) -> Journal:
    """Load all arrivals; there are none without records."""
    with reading(path) as records:
        return Journal(tuple(_arrivals(records)))


def _arrivals(records: sqlite3.Connection) -> Iterator[Arrival]:
    files: dict[int, list[tuple[str, str]]] = {}
    for mail, file, sha256 in records.execute("SELECT mail, file, sha256 FROM received_files"):
        files.setdefault(mail, []).append((file, sha256))
    for (
        number,
        message_id,
        content,
        sender,
        subject,
        sent,
        source,
        verdict,
        note,
    ) in records.execute(
        "SELECT id, message_id, content, sender, subject, sent, source, verdict, note"
        " FROM received ORDER BY id"
    ):
        own = files.get(number, [])
        yield Arrival(
            message_id,
            content,
            sender,
            subject,
            datetime.fromisoformat(sent) if sent else None,
            source,
            Verdict(verdict),
            tuple(file for file, _ in own if file),
            tuple(sha256 for _, sha256 in own if sha256),
            note,
        )


def remember(path: Path, arrival: Arrival, fetched: tuple[str, int] | None = None) -> None:
    """Record an arrival, with its mailbox and UID, so that it is taken in once."""
    with writing(path) as records:
        cursor = records.execute(
            "INSERT OR IGNORE INTO received"
            " (message_id, content, sender, subject, sent, source, verdict, note, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *arrival.key,
                arrival.sender,
                arrival.subject,
                arrival.sent.isoformat() if arrival.sent else None,
                arrival.source,
                arrival.verdict,
                arrival.note,
                now(),
            ),
        )
        if cursor.rowcount:
            rows = [(file, "") for file in arrival.files] + [
                ("", each) for each in arrival.contents
            ]
            records.executemany(
                "INSERT INTO received_files VALUES (?, ?, ?)",
                [(cursor.lastrowid, file, sha256) for file, sha256 in rows],
            )
        if fetched is not None:
            records.execute("INSERT OR IGNORE INTO fetched VALUES (?, ?)", fetched)


def fetched_from(path: Path, mailbox: str) -> frozenset[int]:
    """Return the UIDs of a mailbox that have been looked at."""
    with reading(path) as records:
        rows = records.execute("SELECT uid FROM fetched WHERE mailbox = ?", (mailbox,))
        return frozenset(uid for (uid,) in rows)
