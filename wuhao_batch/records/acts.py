"""Decisions of the office as they were taken, in ``records.db``: what, when, by whom and why.

They are written in the transaction of what they decide, and nothing takes them out again: what
holds now stands in tables of its own, the whole history here.
"""

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wuhao_batch.records.database import reading
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.workspace.moments import now


@dataclass(frozen=True, slots=True)
class Act:
    """Author and reason of a decision; neither is blank, both are one line of plain text.

    Raises:
        ImpossibleError: One of them is blank.
    """

    by: str
    why: str

    def __post_init__(self) -> None:
        for name in ("by", "why"):
            object.__setattr__(self, name, one_line(getattr(self, name)))
        if not (self.by and self.why):
            raise ImpossibleError(
                "这个决定要写明经办人和理由。请加上 --by 和 --why，如：--by 张三 --why 电话核实过。"
            )


@dataclass(frozen=True, slots=True)
class Deed:
    """A decision to be recorded: the command, about whom, in words for people, and whose it is.

    ``subject`` are codes as they stand in the roster; ``period`` is the year, with its round as
    识别码 have it; ``sha256`` is that of the file, if it is about one.
    """

    command: str
    subject: str
    what: str
    period: str
    act: Act
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class RecordedAct:
    """A decision of the past; ``at`` is UTC.

    Those of an earlier program name nobody, no reason and no period: the texts are "".
    """

    at: datetime
    period: str
    command: str
    subject: str
    what: str
    by: str
    why: str
    sha256: str


def one_line(text: str) -> str:
    """Return a text without what cannot be shown or stored, on one line."""
    shown = (sign if sign.isprintable() else " " for sign in text)
    return " ".join("".join(shown).split())


def note_act(records: sqlite3.Connection, deed: Deed) -> None:
    """Note a decision in the transaction that carries it out."""
    told = (deed.command, deed.subject, one_line(deed.what), deed.act.by, deed.act.why)
    records.execute(
        'INSERT INTO acts (at, period, command, subject, what, "by", why, sha256)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (now(), deed.period, *told, deed.sha256),
    )


def load_acts(path: Path) -> tuple[RecordedAct, ...]:
    """Load all decisions in their order; there are none without records."""
    query = 'SELECT at, period, command, subject, what, "by", why, sha256 FROM acts ORDER BY id'
    with reading(path) as records:
        return tuple(
            RecordedAct(datetime.fromisoformat(at), *told) for at, *told in records.execute(query)
        )


def acts_of(acts: Iterable[RecordedAct], period: str) -> tuple[RecordedAct, ...]:
    """Return those that may concern a period: its own, and those that name none."""
    return tuple(each for each in acts if each.period in ("", period))
