"""Identify a workbook's owner: by agreement of its 识别码, or as the clerk has assigned it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from wuhao_batch.assessment.identity import (
    FORM,
    PANEL,
    Identity,
    code_key,
    find_identities,
)
from wuhao_batch.assessment.layout import FEEDBACK_PROPERTY
from wuhao_batch.assessment.period import Period
from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.sheets import Book, fold
from wuhao_batch.workspace.folders import PANEL_FOLDER, RETURNED_FOLDER
from wuhao_batch.workspace.moments import FIXED_TIME, in_china

LONGEST_LINE = 300
"""Characters of a text in which an owner's name is looked for."""

_FEEDBACK = {"what": "反馈意见和整改清单", "folder": "input 以外的"}


@dataclass(frozen=True)
class Owners:
    """The owners of workbooks in one folder: the branches, or the evaluators.

    ``names`` maps the owners' codes, as the roster writes them, to their printed names,
    ``addresses`` to where mail from them comes from, as far as that is known. ``words`` are those
    of the assessment.
    """

    kind: str
    period: Period
    digest: str
    names: Mapping[str, str]
    addresses: Mapping[str, str] = field(default_factory=dict)
    words: Words = USUAL
    former: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def called(self) -> tuple[tuple[str, str], ...]:
        """Owner and name, for all names of each; an earlier name that is another's now is not."""
        now = {fold(name) for name in self.names.values()}
        earlier = (
            (own, name)
            for own, names in self.former.items()
            for name in names
            if fold(name) not in now
        )
        return (*self.names.items(), *earlier)

    def owner(self, code: str) -> str | None:
        """Return the owner of that code, as the roster writes it."""
        return self._owners.get(code_key(code))

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        return {code_key(code): code for code in self.names}

    @cached_property
    def _marks(self) -> Mapping[str, str]:
        return {self.mark(owner): owner for owner in self.names}

    @property
    def of_panel(self) -> bool:
        """True if the owners are evaluators."""
        return self.kind == PANEL

    def mark(self, owner: str) -> str:
        """Return the mark by which an assignment to an owner is remembered."""
        return f"{PANEL}-{owner}" if self.of_panel else owner

    def assigned(self, mark: str | None) -> str | None:
        """Return the owner whom such a mark names, if it is one of this kind."""
        return self._marks.get(mark or "")

    def branch(self, owner: str | None) -> str | None:
        """Return the 编号 that a finding on an owner's workbook names: an evaluator's has none."""
        return None if self.of_panel else owner


@dataclass(frozen=True, slots=True)
class Identified:
    """The owner, None if that is not clear, and the faults of the identity.

    ``elsewhere`` means that it is a workbook of ours that belongs into another folder,
    ``outdated`` that it is of another period or by another standard.
    """

    owner: str | None
    findings: tuple[Finding, ...] = ()
    elsewhere: bool = False
    outdated: bool = False


def read_identity(book: Book, file: str, owners: Owners, assigned: str | None = None) -> Identified:
    """Find the owner of this workbook.

    An assignment settles whose it is if the workbook does not say (I001–I003); kind, period and
    standard must still be right.

    Returns:
        The owner's code as the roster writes it (with a note I014 if it was assigned), or None
        with the one reason why not (I001–I006, I021). Exempt branches are the caller's concern.
    """
    place = Place(file)
    if FEEDBACK_PROPERTY in book.properties:
        return Identified(None, (finding("I021", place, **_FEEDBACK),), elsewhere=True)
    return _by_codes(book, place, owners, assigned)


def _by_codes(book: Book, place: Place, owners: Owners, assigned: str | None) -> Identified:
    """Find the owner by the 识别码 of a workbook, or by its assignment."""
    good, damaged, beginnings = find_identities(book)
    identity = next(iter(good)) if len(good) == 1 and not damaged else None
    if identity is None and assigned is None:
        codes = {str(each) for each in good} | (damaged if good else set())
        return Identified(None, (_no_identity(place, codes, damaged | beginnings),))
    wanted = str(assigned) if identity is None else identity.owner
    owner = owners.owner(wanted)
    if identity is None:
        return _assigned(place, owners, owner, wanted)
    if identity.kind != owners.kind:
        what, folder = _told(identity.kind, owners.words)
        wrong = finding("I021", place, value=str(identity), what=what, folder=folder)
        return Identified(None, (wrong,), elsewhere=True)
    fault = _other_assessment(identity, owners, owner, place)
    if fault is not None:
        return Identified(None, (fault,), outdated=True)
    if owner is None:
        facts = {"code": wanted, **owners.words.facts}
        fault = finding("I006", place, value=str(identity), **facts)
        return Identified(None, (fault,))
    return Identified(owner)


def _told(kind: str, words: Words) -> tuple[str, str]:
    """Return the words for a workbook of that kind, and the folder where it belongs."""
    if kind == FORM:
        return f"{words.unit}的评分表", RETURNED_FOLDER
    return "评委的复核表", PANEL_FOLDER


def _assigned(place: Place, owners: Owners, owner: str | None, wanted: str) -> Identified:
    if owner is None:
        facts = {"code": wanted, **owners.words.facts}
        return Identified(None, (finding("I006", place, value=wanted, **facts),))
    note = finding("I014", place, branch=owners.branch(owner), code=owner)
    return Identified(owner, (note,))


def _no_identity(place: Place, disagreeing: set[str], damaged: set[str]) -> Finding:
    if disagreeing:
        return finding("I002", place, codes="、".join(sorted(disagreeing)))
    return finding("I003", place, value=min(damaged)) if damaged else finding("I001", place)


def _other_assessment(
    identity: Identity, owners: Owners, owner: str | None, place: Place
) -> Finding | None:
    """Find a workbook of another year (I004) or round (I027), or by another standard (I005)."""
    value, branch = str(identity), owners.branch(owner)
    own, expected = identity.period, owners.period
    if own.year != expected.year:
        facts = {"year": own.year, "expected": expected.year}
        return finding("I004", place, value=value, branch=branch, **facts)
    if own.round != expected.round:
        facts = {"period": own.words, "expected": expected.words}
        return finding("I027", place, value=value, branch=branch, **facts)
    if owner is not None and identity.digest != owners.digest:
        return finding("I005", place, value=value, branch=branch)
    return None


def other_name(book: Book, file: str, owner: str, owners: Owners) -> Iterator[Finding]:
    """Find a workbook printed with another owner's name, and nowhere with its own (I019)."""
    own = owners.names[owner]
    theirs = [fold(name) for name in (own, *owners.former.get(owner, ()))]
    if any(name in text for text in _lines(book) for name in theirs):
        return
    texts = "\n".join(_lines(book))
    if not texts:
        return
    others = [name for name in owners.names.values() if fold(name) in texts]
    if others:
        facts = {"name": own, "other": max(others, key=len)}
        yield finding("I019", Place(file), branch=owners.branch(owner), **facts)


def _lines(book: Book) -> Iterator[str]:
    """Yield the texts in which a name is looked for, folded."""
    seen = (sheet for sheet in book.sheets if sheet.visible)
    return (fold(text) for sheet in seen for text in sheet.texts() if len(text) < LONGEST_LINE)


def other_sender(
    senders: frozenset[str], file: str, owner: str, owners: Owners
) -> Iterator[Finding]:
    """Find a form that came by mail, but not from its owner's address (I024)."""
    address = owners.addresses.get(owner, "")
    if senders and address not in senders and not owners.of_panel:
        facts = {"name": owners.names[owner], "address": address or "空白"}
        told = "、".join(sorted(senders))
        yield finding("I024", Place(file), branch=owners.branch(owner), sender=told, **facts)


def carried_along(book: Book, file: str, branch: str | None) -> Iterator[Finding]:
    """Find macros and the like, which are neither run nor kept (F022)."""
    if book.carried:
        yield finding("F022", Place(file), branch=branch, what="、".join(book.carried))


def saved_in_china(book: Book) -> datetime | None:
    """Return the workbook's own saved time in China, without a zone.

    A workbook that still has the time that we gave it was never saved. Workbooks store the time in
    UTC, but LibreOffice stores the local one.
    """
    if book.saved is None or book.saved.replace(tzinfo=UTC) == FIXED_TIME:
        return None
    if book.program.startswith("LibreOffice"):
        return book.saved
    return in_china(book.saved)
