"""Received files → the one return that counts for each branch, and what became of every file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta, timezone

from wuhao_batch.assessment import Assessment
from wuhao_batch.findings import Finding, Place, finding, has_errors
from wuhao_batch.numbers import from_points, plain, read_number
from wuhao_batch.packages import FIXED_TIME
from wuhao_batch.returns.checks import Checked, check
from wuhao_batch.returns.entries import read_entries, read_identity
from wuhao_batch.returns.intake import Received
from wuhao_batch.scoring import frame, known_rows, self_scores
from wuhao_batch.sheets import Book

CHINA = timezone(timedelta(hours=8))

ACCEPTED, IDENTICAL, DISPUTED = "已采用", "内容相同，未重复采用", "内容不同，待选定"
TO_CORRECT, BLANK_FORM, EXEMPT = "需更正", "空白表", "不参评，未采用"
NOT_ACCEPTED, NOT_A_FORM = "不能采用", "非评分表"


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


@dataclass(frozen=True, slots=True)
class _Case:
    """One file under examination."""

    received: Received
    state: str
    findings: tuple[Finding, ...]
    branch: str | None = None
    checked: Checked | None = None

    @property
    def is_version(self) -> bool:
        """A filled form of its branch."""
        return self.checked is not None and self.state != BLANK_FORM

    @property
    def content(self) -> object:
        """What was filled in."""
        return self.checked.content if self.checked else None


def examine(assessment: Assessment, received: Iterable[Received]) -> Examined:
    """Check every file and settle which one counts for its branch."""
    cases = _settle([_examine_file(assessment, one) for one in received])
    accepted = {
        case.branch: case.checked
        for case in cases
        if case.state in (ACCEPTED, TO_CORRECT) and case.branch and case.checked
    }
    disputed = {case.branch for case in cases if case.state == DISPUTED}
    refused = {case.branch for case in cases if case.state == NOT_ACCEPTED} - accepted.keys()
    findings = [found for case in cases for found in case.findings]
    findings += _compare(assessment, accepted)
    order = {case.received.file: number for number, case in enumerate(cases)}
    return Examined(
        accepted,
        frozenset(branch for branch in disputed | refused if branch is not None),
        tuple(_receipt(case) for case in cases),
        tuple(sorted(findings, key=lambda found: order.get(found.place.file or "", len(order)))),
    )


def _receipt(case: _Case) -> Receipt:
    one = case.received
    saved = None if one.book is None else saved_in_china(one.book)
    return Receipt(case.branch, case.state, one.file, one.sha256, saved)


def _examine_file(assessment: Assessment, one: Received) -> _Case:
    if one.book is None:
        state = NOT_ACCEPTED if has_errors(one.findings) else NOT_A_FORM
        return _Case(one, state, one.findings)
    standard, roster = assessment.standard, assessment.roster
    code, faults = read_identity(one.book, one.file, standard, roster)
    if code is None:
        return _Case(one, NOT_ACCEPTED, tuple(faults), faults[0].branch)
    branch = next(each for each in roster.branches if each.code == code)
    if not branch.takes_part:
        return _Case(one, EXEMPT, (finding("I009", Place(one.file), branch=code),), code)
    source, faults = read_entries(one.book, one.file, code, standard)
    if source is None:
        return _Case(one, NOT_ACCEPTED, tuple(faults), code)
    checked = check(source, branch, standard, assessment.settings)
    state = BLANK_FORM if source.is_blank else ACCEPTED if checked.is_sound else TO_CORRECT
    return _Case(one, state, (*faults, *checked.findings), code, checked)


def _settle(cases: Iterable[_Case]) -> list[_Case]:
    """Compare the versions of each branch: equal ones are one, different ones stand aside."""
    versions: dict[str | None, list[_Case]] = {}
    settled = [_beside(versions.setdefault(case.branch, []), case) for case in cases]
    return [
        replace(case, state=DISPUTED)
        if len(versions[case.branch]) > 1 and case.state in (ACCEPTED, TO_CORRECT)
        else case
        for case in settled
    ]


def _beside(versions: list[_Case], case: _Case) -> _Case:
    """A case beside the earlier, different versions from its branch; a new one joins them."""
    if not case.is_version:
        return case
    place = Place(case.received.file)
    for other in versions:
        if other.content == case.content:
            note = finding("I008", place, branch=case.branch, other=other.received.file)
            return replace(case, state=IDENTICAL, findings=(note,))
    versions.append(case)
    if len(versions) == 1:
        return case
    fault = finding("I007", place, branch=case.branch, other=versions[0].received.file)
    return replace(case, findings=(*case.findings, fault))


def saved_in_china(book: Book) -> datetime | None:
    """The workbook's own saved time in China, without a zone.

    A form that still has the time that we gave it was never saved. Workbooks store the time in
    UTC, but LibreOffice stores the local one.
    """
    if book.saved is None or book.saved.replace(tzinfo=UTC) == FIXED_TIME:
        return None
    if book.program.startswith("LibreOffice"):
        return book.saved
    return book.saved.replace(tzinfo=UTC).astimezone(CHINA).replace(tzinfo=None)


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
