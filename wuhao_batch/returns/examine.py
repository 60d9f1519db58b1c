"""Received files → the one return that counts for each branch, and what became of every file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from wuhao_batch.assessment import Assessment
from wuhao_batch.findings import Finding, Place, finding, has_errors
from wuhao_batch.numbers import from_points, plain, read_number
from wuhao_batch.packages import FIXED_TIME
from wuhao_batch.returns.checks import Checked, check
from wuhao_batch.returns.entries import read_entries, read_identity
from wuhao_batch.returns.intake import Received
from wuhao_batch.scoring import frame, known_rows, self_scores
from wuhao_batch.sheets import Book

ACCEPTED, IDENTICAL, DISPUTED = "已采用", "内容相同，未重复采用", "内容不同，待选定"
BLANK_FORM, NOT_ACCEPTED, NOT_A_FORM = "空白表", "不能采用", "非评分表"


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of one file: a row of 回收情况."""

    branch: str | None
    state: str
    file: str
    sha256: str | None
    saved: datetime | None


@dataclass(frozen=True)
class Examined:
    """What came back: the return that counts for each branch, who is in dispute, and every file."""

    accepted: Mapping[str, Checked] = field(default_factory=dict)
    unusable: frozenset[str] = frozenset()
    receipts: tuple[Receipt, ...] = ()
    findings: tuple[Finding, ...] = ()


def examine(assessment: Assessment, received: Iterable[Received]) -> Examined:
    """Check every file and settle which one counts for its branch.

    A branch whose only usable files contradict each other, or could not be read as a form, is
    ``unusable``: it needs correction.
    """
    accepted: dict[str, list[Checked]] = {}
    unusable: set[str] = set()
    receipts: list[Receipt] = []
    findings: list[Finding] = []
    for one in received:
        checked, branch, faults = _examine_file(assessment, one)
        state = _file_state(one, checked)
        saved = None if one.book is None else _saved(one.book)
        if checked is not None and state == ACCEPTED:
            state, faults = _settle(accepted.setdefault(checked.source.branch, []), checked, faults)
        elif branch is not None and state == NOT_ACCEPTED:
            unusable.add(branch)
        receipts.append(Receipt(branch, state, one.file, one.sha256, saved))
        findings += faults
    disputed = {branch for branch, versions in accepted.items() if len(versions) > 1}
    receipts = [
        replace(receipt, state=DISPUTED)
        if receipt.branch in disputed and receipt.state == ACCEPTED
        else receipt
        for receipt in receipts
    ]
    sole = {branch: versions[0] for branch, versions in accepted.items() if branch not in disputed}
    findings += _compare(assessment, sole)
    order = {receipt.file: number for number, receipt in enumerate(receipts)}
    findings.sort(key=lambda found: order.get(found.place.file or "", len(order)))
    return Examined(
        sole, frozenset(disputed | (unusable - accepted.keys())), tuple(receipts), tuple(findings)
    )


def _examine_file(
    assessment: Assessment, one: Received
) -> tuple[Checked | None, str | None, list[Finding]]:
    """The checked return of a file, the branch it says it is from, and its findings."""
    findings = list(one.findings)
    if one.book is None or one.sha256 is None:
        return None, None, findings
    standard, roster = assessment.standard, assessment.roster
    code, faults = read_identity(one.book, one.file, standard, roster)
    findings += faults
    if code is None:
        return None, faults[0].branch, findings
    branch = next(each for each in roster.branches if each.code == code)
    if not branch.takes_part:
        return None, code, [*findings, finding("I009", Place(one.file), branch=code)]
    source, faults = read_entries(one.book, one.file, one.sha256, code, standard)
    findings += faults
    if source is None:
        return None, code, findings
    checked = check(source, branch, standard, assessment.settings)
    return checked, code, [*findings, *checked.findings]


def _file_state(one: Received, checked: Checked | None) -> str:
    if checked is not None:
        return BLANK_FORM if checked.source.is_blank else ACCEPTED
    harmless = one.findings and not has_errors(one.findings)
    return NOT_A_FORM if harmless else NOT_ACCEPTED


def _settle(
    versions: list[Checked], checked: Checked, faults: list[Finding]
) -> tuple[str, list[Finding]]:
    """Put a return beside the branch's earlier ones: its state, and the findings that stay."""
    place, branch = Place(checked.source.file), checked.source.branch
    for version in versions:
        if version.source.content == checked.source.content:
            other = version.source.file
            return IDENTICAL, [finding("I008", place, branch=branch, other=other)]
    if versions:
        other = versions[0].source.file
        faults = [*faults, finding("I007", place, branch=branch, other=other)]
    versions.append(checked)
    return ACCEPTED, faults


def _saved(book: Book) -> datetime | None:
    """The workbook's own saved time; a form that still has the time we gave it was never saved."""
    if book.saved is None or book.saved.replace(tzinfo=FIXED_TIME.tzinfo) == FIXED_TIME:
        return None
    return book.saved


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
