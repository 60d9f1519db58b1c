"""Whose a returned workbook is: by agreement of its 识别码, or as the clerk has assigned it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property

from wuhao_batch.assessment.identity import FORM, PANEL, Identity, find_identities
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.moments import in_china
from wuhao_batch.records.decisions import Decisions
from wuhao_batch.returns.intake import Received
from wuhao_batch.returns.settle import NOT_A_FORM, NOT_ACCEPTED, UNCHECKED, Case, F
from wuhao_batch.sheets import Book, fold
from wuhao_batch.workspace.folders import PANEL_FOLDER, RETURNED_FOLDER
from wuhao_batch.writing.packages import FIXED_TIME

LONGEST_LINE = 300
"""Characters of a text in which an owner's name is looked for."""

_WORKBOOKS = {FORM: ("党总支的评分表", RETURNED_FOLDER), PANEL: ("评委的复核表", PANEL_FOLDER)}


@dataclass(frozen=True)
class Expected:
    """What may lie in one folder: the forms of the branches, or the workbooks of the evaluators.

    ``names`` maps the owners' codes, as the roster writes them, to their printed names,
    ``addresses`` to where mail from them comes from, as far as that is known.
    """

    kind: str
    year: str
    digest: str
    names: Mapping[str, str]
    addresses: Mapping[str, str] = field(default_factory=dict)

    def owner(self, code: str) -> str | None:
        """The owner of that code, as the roster writes it."""
        return self._owners.get(fold(code))

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        return {fold(code): code for code in self.names}

    @property
    def of_panel(self) -> bool:
        """The owners are evaluators."""
        return self.kind == PANEL

    def mark(self, owner: str) -> str:
        """How an assignment to an owner is remembered."""
        return f"{PANEL}-{owner}" if self.of_panel else owner

    def assigned(self, mark: str | None) -> str | None:
        """The owner whom such a mark names, where it is one of this kind."""
        return next((own for own in self.names if mark == self.mark(own)), None)

    def branch(self, owner: str | None) -> str | None:
        """The 编号 that a finding on an owner's workbook names: an evaluator's has none."""
        return None if self.of_panel else owner


def expected_forms(assessment: Assessment) -> Expected:
    """The forms of all branches of the roster."""
    branches = assessment.roster.branches
    names = {branch.code: branch.name for branch in branches}
    addresses = {branch.code: branch.address for branch in branches if branch.address}
    return Expected(FORM, assessment.settings.year, assessment.standard.digest, names, addresses)


def expected_workbooks(assessment: Assessment) -> Expected:
    """The workbooks of all evaluators."""
    names = {evaluator.code: evaluator.name for evaluator in assessment.panel}
    return Expected(PANEL, assessment.settings.year, assessment.standard.digest, names)


def identified(one: Received, expected: Expected, decisions: Decisions) -> Case[F]:
    """One file as far as whose it is: UNCHECKED where that is clear, else what became of it."""
    case: Case[F] = Case(one.file, one.sha256, NOT_ACCEPTED, one.findings, modified=one.modified)
    if one.book is None:
        return case if has_errors(one.findings) else replace(case, state=NOT_A_FORM)
    case = replace(case, saved=in_china(one.sent) if one.sent else saved_in_china(one.book))
    assigned = expected.assigned(decisions.assigned.get(one.sha256 or ""))
    owner, faults = read_identity(one.book, one.file, expected, assigned)
    if owner is None:
        return replace(case, owner=faults[0].branch, findings=tuple(faults))
    branch = expected.branch(owner)
    told = (
        *faults,
        *carried_along(one.book, one.file, branch),
        *other_name(one.book, one.file, owner, expected),
        *other_sender(one, owner, expected),
    )
    return replace(case, state=UNCHECKED, owner=owner, branch=branch, findings=told)


def read_identity(
    book: Book, file: str, expected: Expected, assigned: str | None = None
) -> tuple[str | None, list[Finding]]:
    """Whose workbook this is.

    An assignment settles whose it is where the workbook does not say (I001–I003); kind, year and
    standard must still be right.

    Returns:
        The owner's code as the roster writes it (with a note I014 where it was assigned), or None
        with the one reason why not (I001–I006, I021). Exempt branches are the caller's concern.
    """
    good, damaged, beginnings = find_identities(book)
    place = Place(file)
    identity = next(iter(good)) if len(good) == 1 and not damaged else None
    if identity is None and assigned is None:
        codes = {str(each) for each in good} | (damaged if good else set())
        return None, [_no_identity(place, codes, damaged | beginnings)]
    wanted = str(assigned) if identity is None else identity.owner
    owner = expected.owner(wanted)
    fault = _other_workbook(identity, expected, owner, place)
    if fault is not None:
        return None, [fault]
    if owner is None:
        value = wanted if identity is None else str(identity)
        return None, [finding("I006", place, value=value, code=wanted)]
    if identity is None:
        return owner, [finding("I014", place, branch=expected.branch(owner), code=owner)]
    return owner, []


def _no_identity(place: Place, disagreeing: set[str], damaged: set[str]) -> Finding:
    if disagreeing:
        return finding("I002", place, codes="、".join(sorted(disagreeing)))
    return finding("I003", place, value=min(damaged)) if damaged else finding("I001", place)


def _other_workbook(
    identity: Identity | None, expected: Expected, owner: str | None, place: Place
) -> Finding | None:
    """Of the other kind (I021), of another year (I004) or by another standard (I005)."""
    if identity is None:
        return None
    value, branch = str(identity), expected.branch(owner)
    if identity.kind != expected.kind:
        what, folder = _WORKBOOKS[identity.kind]
        return finding("I021", place, value=value, what=what, folder=folder)
    if identity.year != expected.year:
        facts = {"year": identity.year, "expected": expected.year}
        return finding("I004", place, value=value, branch=branch, **facts)
    if owner is not None and identity.digest != expected.digest:
        return finding("I005", place, value=value, branch=branch)
    return None


def other_name(book: Book, file: str, owner: str, expected: Expected) -> Iterator[Finding]:
    """The workbook is printed with another owner's name, and nowhere with its own (I019)."""
    own = expected.names[owner]
    texts = "\n".join(fold(text) for text in book.visible_texts if len(text) < LONGEST_LINE)
    if not texts or fold(own) in texts:
        return
    others = [name for name in expected.names.values() if fold(name) in texts]
    if others:
        facts = {"name": own, "other": max(others, key=len)}
        yield finding("I019", Place(file), branch=expected.branch(owner), **facts)


def other_sender(one: Received, owner: str, expected: Expected) -> Iterator[Finding]:
    """It came by mail, but not from its owner's address (I024)."""
    address = expected.addresses.get(owner, "")
    if one.senders and address not in one.senders and not expected.of_panel:
        facts = {"name": expected.names[owner], "address": address or "空白"}
        senders = "、".join(sorted(one.senders))
        branch = expected.branch(owner)
        yield finding("I024", Place(one.file), branch=branch, sender=senders, **facts)


def carried_along(book: Book, file: str, branch: str | None) -> Iterator[Finding]:
    """Macros and the like, which are neither run nor kept (F022)."""
    if book.carried:
        yield finding("F022", Place(file), branch=branch, what="、".join(book.carried))


def saved_in_china(book: Book) -> datetime | None:
    """The workbook's own saved time in China, without a zone.

    A workbook that still has the time that we gave it was never saved. Workbooks store the time in
    UTC, but LibreOffice stores the local one.
    """
    if book.saved is None or book.saved.replace(tzinfo=UTC) == FIXED_TIME:
        return None
    if book.program.startswith("LibreOffice"):
        return book.saved
    return in_china(book.saved)
