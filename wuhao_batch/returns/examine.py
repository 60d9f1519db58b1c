"""Received files → the one return that counts for each branch, and what became of every file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import partial

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import from_points, plain, read_number
from wuhao_batch.records.decisions import UNDECIDED, Decisions
from wuhao_batch.returns.checks import Checked, check
from wuhao_batch.returns.entries import read_entries
from wuhao_batch.returns.intake import Received
from wuhao_batch.returns.settle import (
    DISPUTED,
    EXEMPT,
    NOT_ACCEPTED,
    UNCHECKED,
    Case,
    Receipt,
    in_order_of,
    receipt,
    settle,
    state_of,
)
from wuhao_batch.returns.whose import Expected, expected_forms, identified
from wuhao_batch.scoring.self_scores import frame, known_rows, self_scores
from wuhao_batch.sheets import fold


@dataclass(frozen=True)
class Examined:
    """What came back.

    ``accepted`` holds the return that counts for each branch, ``unusable`` the branches whose
    files contradict each other or cannot be read as their form, ``receipts`` every file, the rows
    of 回收情况. ``self_items`` are the 自评得分 of the accepted returns, in millionths of a point.
    """

    accepted: Mapping[str, Checked] = field(default_factory=dict)
    unusable: frozenset[str] = frozenset()
    receipts: tuple[Receipt, ...] = ()
    self_items: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def own(self, branch: str, code: str) -> Decimal | None:
        """The 自评得分 of one item."""
        points = self.self_items.get(branch, {}).get(code)
        return None if points is None else from_points(points)


def examine(
    assessment: Assessment,
    received: Iterable[Received],
    decisions: Decisions = UNDECIDED,
    *,
    panel_apart: bool = False,
) -> Examined:
    """Check every file and settle which one counts for its branch.

    With ``panel_apart`` the 考评组 scores in its own workbooks.
    """
    examine_one = partial(
        _examine_file, assessment, expected_forms(assessment), decisions, panel_apart=panel_apart
    )
    cases = settle(map(examine_one, received), decisions)
    accepted = {
        case.owner: case.checked
        for case in cases
        if case.is_version and case.owner and case.checked
    }
    disputed = {case.owner for case in cases if case.state == DISPUTED}
    refused = {case.owner for case in cases if case.state == NOT_ACCEPTED} - accepted.keys()
    findings = [found for case in cases for found in case.findings]
    own = _self_items(assessment, accepted)
    findings += _compare(accepted, own)
    return Examined(
        accepted,
        frozenset(branch for branch in disputed | refused if branch is not None),
        tuple(receipt(case) for case in cases),
        own,
        in_order_of(cases, findings),
    )


def _examine_file(
    assessment: Assessment,
    expected: Expected,
    decisions: Decisions,
    one: Received,
    *,
    panel_apart: bool,
) -> Case[Checked]:
    """One file as a case; its cells are let go of, only the inputs stay."""
    case: Case[Checked] = identified(one, expected, decisions)
    if case.state != UNCHECKED or one.book is None or case.owner is None:
        return case
    branch = assessment.roster.by_code[fold(case.owner)]
    if not branch.takes_part:
        exempt = finding("I009", Place(one.file), branch=branch.code)
        return replace(case, state=EXEMPT, findings=(exempt,))
    standard, settings = assessment.standard, assessment.settings
    source = read_entries(one.book, one.file, branch.code, standard, panel_apart=panel_apart)
    source = replace(source, sha256=one.sha256)
    checked = check(source, branch, standard, settings, panel_apart=panel_apart)
    told = (*case.findings, *checked.findings)
    state = state_of(found=source.is_found, blank=source.is_blank, findings=checked.findings)
    return replace(case, state=state, findings=told, checked=checked)


def _self_items(
    assessment: Assessment, accepted: Mapping[str, Checked]
) -> dict[str, dict[str, int]]:
    standard = assessment.standard
    counts = frame(
        {branch: checked.counts for branch, checked in accepted.items()},
        [measure.code for measure in standard.measures],
    )
    return known_rows(self_scores(standard, counts, assessment.settings.capping))


def _compare(
    accepted: Mapping[str, Checked], own: Mapping[str, Mapping[str, int]]
) -> list[Finding]:
    """What shows only beside the computed scores: V016 and S003."""
    findings: list[Finding] = []
    for branch, scores in own.items():
        checked = accepted[branch]
        findings += _unexplained(branch, checked, scores)
        findings += _other_total(branch, checked, "自评得分", scores)
        if not checked.panel_apart:
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
