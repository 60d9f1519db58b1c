"""Enclosures for branches or evaluators → one parcel for each address."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from wuhao_batch.assessment import evaluators, roster
from wuhao_batch.assessment.identity import code_key, split_codes
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.forms.names import form_stems
from wuhao_batch.panel.names import panel_names
from wuhao_batch.records.ledger import Intent
from wuhao_batch.records.mail_kinds import Kind
from wuhao_batch.workspace.folders import ROSTER

SEND = {
    Kind.FORM: "wuhao send",
    Kind.REMINDER: "wuhao remind",
    Kind.CORRECTION: "wuhao remind",
    Kind.NEW_DEADLINE: "wuhao remind",
    Kind.PANEL: "wuhao send --panel",
    Kind.PANEL_REMINDER: "wuhao remind --panel",
    Kind.FEEDBACK: "wuhao send --feedback",
}
"""The command that sends mails of a kind."""


class Recipient(Protocol):
    """A branch, or an evaluator."""

    @property
    def code(self) -> str:
        """编号 or 评委编号."""

    @property
    def name(self) -> str:
        """Name for people."""

    @property
    def address(self) -> str:
        """Address for mail; "" if there is no usable one."""


R = TypeVar("R", bound=Recipient)


def recipients(kind: Kind, assessment: Assessment) -> tuple[Recipient, ...]:
    """Return everybody to whom a mail of that kind could go."""
    return assessment.panel if kind.to_panel else assessment.roster.branches


def named(kind: Kind, assessment: Assessment, texts: Iterable[str]) -> tuple[str, ...]:
    """Split what a clerk wrote into the codes of recipients; they need not exist."""
    known = {code_key(each.code) for each in recipients(kind, assessment)}
    return split_codes(texts, known)


def recipient(kind: Kind, assessment: Assessment, code: str) -> Recipient:
    """Return the recipient of a code as a clerk writes it.

    Raises:
        ImpossibleError: There is none.
    """
    if not kind.to_panel:
        return assessment.roster.branch(code)
    return assessment.evaluator(code)


def paper_stems(kind: Kind, assessment: Assessment) -> dict[str, str]:
    """Return code → stem of the file names of all papers for it."""
    if not kind.to_panel:
        return form_stems(assessment)
    names = panel_names(assessment)
    return {code: name.removesuffix(".xlsx") for code, name in names.items()}


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with a mail; its bytes are made or read only when the mail is written.

    ``data`` gives the same each time.
    """

    name: str
    data: Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Enclosure:
    """One recipient's file, None where the mail has none.

    ``content`` is a digest of what the mail is about: the paper, or what was filled into the
    return; ``letter`` is what is to be said of it beyond the usual. ``same`` are the digests of
    papers that say the same but for the deadline, ``former`` is the deadline known so far, "" if
    none was.
    """

    to: Recipient
    file: Attachment | None
    content: str
    letter: str = ""
    same: frozenset[str] = frozenset()
    former: str = ""


@dataclass(frozen=True, slots=True)
class Parcel:
    """The files that go to one address, in one mail; ``deadline`` is the one that it may tell."""

    kind: Kind
    address: str
    enclosures: tuple[Enclosure, ...]
    deadline: date | None = None

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of its recipients."""
        return tuple(each.to.code for each in self.enclosures)

    @property
    def attached(self) -> tuple[Attachment, ...]:
        """The files of all of them."""
        return tuple(each.file for each in self.enclosures if each.file is not None)

    @property
    def branch(self) -> str | None:
        """The 编号 that a finding on it names: evaluators have none."""
        return None if self.kind.to_panel else self.codes[0]

    @property
    def intent(self) -> Intent:
        """The parcel as the ledger knows it."""
        about = {each.to.code: each.content for each in self.enclosures}
        told = self.deadline.isoformat() if self.deadline else ""
        return Intent(self.kind, self.address, about, told if self.kind.tells_deadline else None)

    def without(self, codes: Iterable[str]) -> "Parcel":
        """Return the parcel without those recipients."""
        left_out = set(codes)
        rest = (each for each in self.enclosures if each.to.code not in left_out)
        return replace(self, enclosures=tuple(rest))


def addressed(
    kind: Kind, enclosures: Sequence[Enclosure], assessment: Assessment
) -> tuple[tuple[Parcel, ...], dict[str, Finding]]:
    """Make one parcel for each address, in their order; and code → why there is none.

    Nobody without an address is written to (D013), and no evaluator at the address of a branch:
    a 复核表 shows what all branches report (D053).
    """
    by_address: dict[str, list[Enclosure]] = {}
    unreached: dict[str, Finding] = {}
    branches = {each.address: each.name for each in assessment.roster.branches if each.address}
    for each in enclosures:
        if not each.to.address:
            unreached[each.to.code] = _without_address(kind, each.to)
        elif kind.to_panel and each.to.address in branches:
            owner = branches[each.to.address]
            facts = {"name": each.to.name, "owner": owner, "kind": kind.label}
            unreached[each.to.code] = finding("D053", Place(ROSTER, evaluators.SHEET), **facts)
        else:
            by_address.setdefault(each.to.address, []).append(each)
    deadline = assessment.settings.deadline
    parcels = (Parcel(kind, address, tuple(own), deadline) for address, own in by_address.items())
    return tuple(parcels), unreached


def _without_address(kind: Kind, to: Recipient) -> Finding:
    sheet = evaluators.SHEET if kind.to_panel else roster.SHEET
    branch = None if kind.to_panel else to.code
    facts = {"sheet": sheet, "name": to.name, "kind": kind.label}
    return finding("D013", Place(ROSTER, sheet), branch=branch, **facts)
