"""Received files → the one return that counts for each branch, and what became of every file."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

from wuhao_batch.assessment import Assessment
from wuhao_batch.findings import Finding, Place, finding, has_errors
from wuhao_batch.numbers import from_points, plain, read_number
from wuhao_batch.packages import FIXED_TIME
from wuhao_batch.reading.isolated import child_processes
from wuhao_batch.returns.checks import Checked, check
from wuhao_batch.returns.entries import read_entries, read_identity
from wuhao_batch.returns.intake import Received, receive
from wuhao_batch.returns.settle import (
    DISPUTED,
    EXEMPT,
    NOT_A_FORM,
    NOT_ACCEPTED,
    UNDECIDED,
    Case,
    Decisions,
    settle,
    state_of,
)
from wuhao_batch.roster import Branch, Roster
from wuhao_batch.scoring import frame, known_rows, self_scores
from wuhao_batch.sheets import Book, fold
from wuhao_batch.workspace import Workspace

LONGEST_LINE = 300
"""Characters of a text in which a branch's name is looked for."""
CHINA = timezone(timedelta(hours=8))


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file: a row of 回收情况. ``saved`` is its own saved time, in China."""

    branch: str | None
    state: str
    file: str
    sha256: str | None
    saved: datetime | None


@dataclass(frozen=True)
class Examined:
    """What came back.

    ``accepted`` holds the return that counts for each branch, ``unusable`` the branches whose
    files contradict each other or cannot be read as their form, ``receipts`` every file.
    """

    accepted: Mapping[str, Checked] = field(default_factory=dict)
    unusable: frozenset[str] = frozenset()
    receipts: tuple[Receipt, ...] = ()
    findings: tuple[Finding, ...] = ()


def examine(
    assessment: Assessment, received: Iterable[Received], decisions: Decisions = UNDECIDED
) -> Examined:
    """Check every file and settle which one counts for its branch."""
    cases = settle([_examine_file(assessment, one, decisions) for one in received], decisions)
    accepted = {
        case.branch: case.checked
        for case in cases
        if case.is_version and case.branch and case.checked
    }
    disputed = {case.branch for case in cases if case.state == DISPUTED}
    refused = {case.branch for case in cases if case.state == NOT_ACCEPTED} - accepted.keys()
    findings = [found for case in cases for found in case.findings]
    findings += _compare(assessment, accepted)
    order = {case.file: number for number, case in enumerate(cases)}
    return Examined(
        accepted,
        frozenset(branch for branch in disputed | refused if branch is not None),
        tuple(_receipt(case) for case in cases),
        tuple(sorted(findings, key=lambda found: order.get(found.place.file or "", len(order)))),
    )


def examine_files(
    assessment: Assessment, workspace: Workspace, paths: Iterable[Path], decisions: Decisions
) -> Examined:
    """Read files in child processes, and examine them."""
    with child_processes() as reader:
        return examine(assessment, receive(paths, workspace, reader), decisions)


def _receipt(case: Case) -> Receipt:
    return Receipt(case.branch, case.state, case.file, case.sha256, case.saved)


def _examine_file(assessment: Assessment, one: Received, decisions: Decisions) -> Case:
    """One file as a case; its cells are let go of, only the inputs stay."""
    case = Case(one.file, one.sha256, NOT_ACCEPTED, one.findings, modified=one.modified)
    if one.book is None:
        return case if has_errors(one.findings) else replace(case, state=NOT_A_FORM)
    case = replace(case, saved=_in_china(one.sent) if one.sent else saved_in_china(one.book))
    standard, roster = assessment.standard, assessment.roster
    assigned = decisions.assigned.get(one.sha256 or "")
    code, faults = read_identity(one.book, one.file, standard, roster, assigned)
    if code is None:
        return replace(case, findings=tuple(faults), branch=faults[0].branch)
    case = replace(case, branch=code)
    branch = roster.by_code[fold(code)]
    if not branch.takes_part:
        exempt = finding("I009", Place(one.file), branch=code)
        return replace(case, state=EXEMPT, findings=(exempt,))
    source = read_entries(one.book, one.file, code, standard, one.sha256)
    checked = check(source, branch, standard, assessment.settings)
    told = (*faults, *_carried(one, code), *_other_name(one, branch, roster), *checked.findings)
    return replace(case, state=state_of(checked), findings=told, checked=checked)


def _carried(one: Received, branch: str) -> Iterator[Finding]:
    if one.book is not None and one.book.carried:
        what = "、".join(one.book.carried)
        yield finding("F022", Place(one.file), branch=branch, what=what)


def _other_name(one: Received, branch: Branch, roster: Roster) -> Iterator[Finding]:
    """The form is printed with the name of another branch, and nowhere with its own (I019)."""
    if one.book is None:
        return
    texts = "\n".join(fold(text) for text in one.book.visible_texts if len(text) < LONGEST_LINE)
    if not texts or fold(branch.name) in texts:
        return
    others = [each.name for each in roster.branches if fold(each.name) in texts]
    if others:
        facts = {"name": branch.name, "other": max(others, key=len)}
        yield finding("I019", Place(one.file), branch=branch.code, **facts)


def _in_china(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC).astimezone(CHINA).replace(tzinfo=None)


def saved_in_china(book: Book) -> datetime | None:
    """The workbook's own saved time in China, without a zone.

    A form that still has the time that we gave it was never saved. Workbooks store the time in
    UTC, but LibreOffice stores the local one.
    """
    if book.saved is None or book.saved.replace(tzinfo=UTC) == FIXED_TIME:
        return None
    if book.program.startswith("LibreOffice"):
        return book.saved
    return _in_china(book.saved)


def _compare(assessment: Assessment, accepted: Mapping[str, Checked]) -> list[Finding]:
    """What shows only beside the computed scores: V016 and S003."""
    standard = assessment.standard
    counts = frame(
        {branch: checked.counts for branch, checked in accepted.items()},
        [measure.code for measure in standard.measures],
    )
    own = self_scores(standard, counts, assessment.settings.capping)
    findings: list[Finding] = []
    for branch, scores in known_rows(own).items():
        checked = accepted[branch]
        findings += _unexplained(branch, checked, scores)
        findings += _other_total(branch, checked, "自评得分", scores)
        findings += _other_total(branch, checked, "考评得分", checked.panel)
    return findings


def _unexplained(branch: str, checked: Checked, own: Mapping[str, int]) -> Iterable[Finding]:
    reasons = checked.source.inputs["扣分说明"]
    for code, panel in checked.panel.items():
        if code in own and own[code] != panel and reasons[code].cell.blank:
            facts = {"panel": plain(from_points(panel)), "self": plain(from_points(own[code]))}
            yield finding("V016", reasons[code].place, branch=branch, code=code, **facts)


def _other_total(
    branch: str, checked: Checked, header: str, scores: Mapping[str, int]
) -> Iterable[Finding]:
    entry = checked.source.stored_totals.get(header)
    stored = None if entry is None else read_number(entry.cell)
    if entry is None or stored is None or not checked.is_sound:
        return
    computed = from_points(sum(scores.values()))
    if stored.value != computed:
        facts = {"header": header, "computed": plain(computed)}
        value = plain(stored.value)
        yield finding("S003", entry.place, value=value, branch=branch, **facts)
