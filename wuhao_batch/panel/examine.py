"""Received 复核表 → the one that counts for each evaluator, and what became of every file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.panel.checks import PanelChecked, check_panel
from wuhao_batch.panel.entries import read_panel
from wuhao_batch.records.decisions import UNDECIDED, Decisions
from wuhao_batch.returns.intake import Received
from wuhao_batch.returns.settle import (
    BLANK_FORM,
    DISPUTED,
    NOT_A_FORM,
    NOT_ACCEPTED,
    UNCHECKED,
    Case,
    Receipt,
    in_order_of,
    receipt,
    settle,
    state_of,
)
from wuhao_batch.returns.whose import Expected, expected_workbooks, identified


@dataclass(frozen=True)
class PanelBooks:
    """What came back from the evaluators.

    ``accepted`` holds the workbook that counts for each, by 评委编号; ``receipts`` every file.
    ``exist`` tells that at least one workbook was handed in, readable or not: the scores are then
    in these. ``unread`` tells that at least one is left aside, whatever may be in it.
    """

    accepted: Mapping[str, PanelChecked] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()
    exist: bool = False
    unread: bool = False
    findings: tuple[Finding, ...] = ()


NO_BOOKS = PanelBooks()


def examine_books(
    assessment: Assessment, received: Iterable[Received], decisions: Decisions = UNDECIDED
) -> PanelBooks:
    """Check every file and settle which one counts for its evaluator."""
    evaluators = {evaluator.code: evaluator for evaluator in assessment.panel}
    examine_one = partial(
        _examine_file, assessment, expected_workbooks(assessment), evaluators, decisions
    )
    cases = settle(map(examine_one, received), decisions)
    blank = [case for case in cases if case.state == BLANK_FORM]
    filled = [case for case in cases if case.is_version]  # goes before a blank one
    accepted = {
        case.owner: case.checked for case in (*blank, *filled) if case.owner and case.checked
    }
    findings = [found for case in cases for found in case.findings]
    states = [case.state for case in cases if not _is_elsewheres(case)]
    return PanelBooks(
        accepted,
        tuple(receipt(case) for case in cases),
        exist=any(state != NOT_A_FORM for state in states),
        unread=any(state in (NOT_ACCEPTED, DISPUTED) for state in states),
        findings=in_order_of(cases, findings),
    )


def _is_elsewheres(case: Case[PanelChecked]) -> bool:
    """A branch's form that was dropped into the wrong folder."""
    return any(found.code == "I021" for found in case.findings)


def _examine_file(
    assessment: Assessment,
    expected: Expected,
    evaluators: Mapping[str, Evaluator],
    decisions: Decisions,
    one: Received,
) -> Case[PanelChecked]:
    """One file as a case; its cells are let go of, only the inputs stay."""
    case: Case[PanelChecked] = identified(one, expected, decisions)
    if case.state != UNCHECKED or one.book is None or case.owner is None:
        return case
    evaluator = evaluators[case.owner]
    roster, standard = assessment.roster, assessment.standard
    source = read_panel(one.book, one.file, evaluator, standard, roster)
    source = replace(source, sha256=one.sha256)
    checked = check_panel(source, standard, roster, assessment.settings)
    told = (*case.findings, *checked.findings)
    state = state_of(found=source.is_found, blank=source.is_blank, findings=checked.findings)
    return replace(case, state=state, findings=told, checked=checked)
