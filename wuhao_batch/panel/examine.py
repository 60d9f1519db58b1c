"""Files → the 复核表 that counts for each evaluator, and a verdict on every file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from wuhao_batch.assessment.identity import PANEL
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.findings.finding import Finding
from wuhao_batch.panel.checks import PanelChecked
from wuhao_batch.panel.workbooks import ExpectedWorkbooks
from wuhao_batch.records.decisions import UNDECIDED, Decisions
from wuhao_batch.returns.case import Case, Receipt, in_order_of, receipt
from wuhao_batch.returns.identify import Owners
from wuhao_batch.returns.settle import settle
from wuhao_batch.returns.state import ReturnState


@dataclass(frozen=True)
class PanelBooks:
    """The evaluators' workbooks after examination.

    ``accepted`` holds the workbook that counts for each, by 评委编号; ``receipts`` every file.
    ``exist`` means that at least one workbook was handed in, readable or not: the scores are then
    in these. ``unread`` means that at least one is left aside, whatever may be in it.
    """

    accepted: Mapping[str, PanelChecked] = field(default_factory=dict)
    receipts: tuple[Receipt, ...] = ()
    exist: bool = False
    unread: bool = False
    findings: tuple[Finding, ...] = ()


NO_BOOKS = PanelBooks()


def workbook_owners(assessment: Assessment) -> Owners:
    """Return the evaluators, as the owners of workbooks."""
    names = {evaluator.code: evaluator.name for evaluator in assessment.panel}
    settings, digest = assessment.settings, assessment.standard.digest
    return Owners(PANEL, settings.period, digest, names, words=assessment.words)


def expected_workbooks(
    assessment: Assessment, decisions: Decisions = UNDECIDED
) -> ExpectedWorkbooks:
    """Return the expectations on the workbooks of all evaluators."""
    return ExpectedWorkbooks(
        owners=workbook_owners(assessment),
        decisions=decisions,
        standard=assessment.standard,
        roster=assessment.roster,
        evaluators={evaluator.code: evaluator for evaluator in assessment.panel},
    )


def examine_books(expected: ExpectedWorkbooks, cases: Iterable[Case[PanelChecked]]) -> PanelBooks:
    """Settle which workbook counts for its evaluator."""
    cases = settle(cases, expected.decisions)
    blank = [case for case in cases if case.state is ReturnState.BLANK]
    filled = [case for case in cases if case.is_version]  # goes before a blank one
    accepted = {
        case.owner: case.checked for case in (*blank, *filled) if case.owner and case.checked
    }
    findings = [found for case in cases for found in case.findings]
    states = [case.state for case in cases if not case.elsewhere]
    aside = (ReturnState.NOT_ACCEPTED, ReturnState.DISPUTED)
    return PanelBooks(
        accepted,
        tuple(receipt(case) for case in cases),
        exist=any(state is not ReturnState.NOT_A_FORM for state in states),
        unread=any(state in aside for state in states),
        findings=in_order_of(cases, findings),
    )
