"""The decisions on returns that hold now, in ``records.db``; who took them: :mod:`.acts`."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wuhao_batch.records.acts import Deed, note_act
from wuhao_batch.records.database import reading, writing
from wuhao_batch.workspace.moments import now

NOBODYS = "-"
"""In place of an owner's code: the file is none that was to be handed in."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """The word of somebody that a veto is as it was claimed; ``at`` is UTC."""

    at: datetime
    by: str
    why: str


@dataclass(frozen=True)
class Decisions:
    """The clerk's decisions; see :mod:`wuhao_batch.records.database`.

    ``assigned`` maps the SHA-256 of a file to its owner's code, ``set_aside`` that of a version to
    the version chosen instead, ``confirmed`` that of a claimed veto to who confirmed it; ``latest``
    takes the newest where nothing else decides.
    """

    assigned: Mapping[str, str] = field(default_factory=dict)
    set_aside: Mapping[str, str] = field(default_factory=dict)
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)
    latest: bool = False

    def is_nobodys(self, sha256: str | None) -> bool:
        """True if the clerk has said that a file is none that was to be handed in."""
        return sha256 is not None and self.assigned.get(sha256) == NOBODYS


UNDECIDED = Decisions()
NOTHING_CONFIRMED = UNDECIDED.confirmed


def load_decisions(path: Path, *, latest: bool = False) -> Decisions:
    """Load the decisions so far; there are none without records."""
    with reading(path) as records:
        assigned = dict(records.execute("SELECT sha256, branch FROM assigned"))
        set_aside = dict(records.execute("SELECT sha256, chosen FROM set_aside"))
        confirmed = {
            sha256: Confirmed(datetime.fromisoformat(at), by, why)
            for sha256, at, by, why in records.execute(_CONFIRMED)
        }
    return Decisions(assigned, set_aside, confirmed, latest)


_CONFIRMED = (
    'SELECT confirmed.sha256, at, "by", why FROM confirmed'
    " JOIN acts ON acts.sha256 = confirmed.sha256 AND command = 'confirm' ORDER BY acts.id"
)


def assign(path: Path, sha256: str, branch: str, deed: Deed) -> None:
    """Record the owner of a file that does not name it, or that it is nobody's."""
    with writing(path) as records:
        records.execute("INSERT OR REPLACE INTO assigned VALUES (?, ?, ?)", (sha256, branch, now()))
        note_act(records, deed)


def accept(path: Path, branch: str, chosen: str, others: Iterable[str], deed: Deed) -> None:
    """Record that one version of a branch's return was chosen over the others.

    A version that comes later was not among them: it has to be decided on again.
    """
    with writing(path) as records:
        records.execute("DELETE FROM set_aside WHERE sha256 = ?", (chosen,))
        records.executemany(
            "INSERT OR REPLACE INTO set_aside VALUES (?, ?, ?, ?)",
            [(other, chosen, branch, now()) for other in others if other != chosen],
        )
        note_act(records, deed)


def confirm(path: Path, sha256: str, branch: str, veto: str, deed: Deed) -> None:
    """Record that a veto is as it was claimed; ``sha256`` is the fingerprint of the claim."""
    with writing(path) as records:
        told = sha256, branch, veto, now()
        records.execute("INSERT OR REPLACE INTO confirmed VALUES (?, ?, ?, ?)", told)
        note_act(records, deed)
