"""The lists of an inspection → the quantities of each branch, in the place of what it reports.

A quantity is a fact: whoever has counted the same has to agree, and nothing is averaged.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.layout import TABLES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.panel.examine import PanelBooks
from wuhao_batch.returns.case import Case, in_order_of, receipt
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.enclosed import enclose, tell_enclosed
from wuhao_batch.returns.examine import Examined, self_items_of
from wuhao_batch.returns.forms import ExpectedForms
from wuhao_batch.returns.inputs import Input, Return
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.sheets import BLANK


def examine_inspection(
    assessment: Assessment,
    expected: ExpectedForms,
    cases: Iterable[Case[Checked]],
    books: PanelBooks,
) -> Examined:
    """Take the branches' quantities from the lists; forms that came in are put aside (L141)."""
    words = assessment.words
    cases = enclose([_put_aside(case, words) for case in cases], expected)
    disputes: list[Finding] = []
    accepted = {
        branch.code: _tally(branch, assessment, books, disputes)
        for branch in assessment.roster.taking_part
    }
    findings = [found for case in cases for found in case.findings]
    findings += tell_enclosed(cases, expected.owners)
    return Examined(
        accepted,
        receipts=tuple(receipt(case) for case in cases),
        self_items=self_items_of(assessment.standard, assessment.settings, accepted),
        findings=(*in_order_of(cases, findings), *disputes),
    )


def _put_aside(case: Case[Checked], words: Words) -> Case[Checked]:
    if case.checked is None:
        return case
    unwanted = finding("L141", Place(case.file), branch=case.branch, **words.facts)
    return replace(case, state=ReturnState.NOT_ACCEPTED, checked=None, findings=(unwanted,))


@dataclass(frozen=True, slots=True)
class _Counted:
    """A measure of a branch in one list; ``count`` is None where nothing usable stands there."""

    evaluator: Evaluator
    entry: Input
    count: int | None


def _tally(
    branch: Branch, assessment: Assessment, books: PanelBooks, disputes: list[Finding]
) -> Checked:
    """Return the quantities of a branch; where lists differ there is none, and L140."""
    quantities: dict[str, Input] = {}
    counts: dict[str, int] = {}
    for measure in assessment.standard_for(branch).measures:
        lists = list(_in_lists(branch, measure, assessment, books))
        known = [each for each in lists if each.count is not None]
        first = next(iter(known or lists), None)
        quantities[measure.code] = first.entry if first else _NOWHERE
        others = [each for each in known if each.count != known[0].count]
        if others:
            disputes.append(_dispute(branch, measure, known[0], others[0]))
        elif known and known[0].count is not None:
            counts[measure.code] = known[0].count
    file = next((entry.place.file for entry in quantities.values() if entry.place.file), "")
    inputs = {
        header: dict.fromkeys(quantities, _NOWHERE) for spec in TABLES for header in spec.inputs
    }
    source = Return(branch.code, file or "", {**inputs, "数量": quantities}, panel_apart=True)
    return Checked(source, counts)


_NOWHERE = Input(BLANK, Place(), absent=True)


def _in_lists(
    branch: Branch, measure: Measure, assessment: Assessment, books: PanelBooks
) -> Iterator[_Counted]:
    for evaluator in assessment.panel:
        checked = books.accepted.get(evaluator.code)
        if checked is None:
            continue
        entry = checked.source.counts.get(branch.code, {}).get(measure.code)
        if entry is not None:
            count = checked.counts.get(branch.code, {}).get(measure.code)
            yield _Counted(evaluator, entry, count)


def _dispute(branch: Branch, measure: Measure, one: _Counted, other: _Counted) -> Finding:
    answer = measure.answer
    facts = {
        "name": branch.name,
        "code": measure.code,
        "who": other.evaluator.label,
        "count": answer.spoken(other.count or 0),
        "other": one.evaluator.label,
        "others": answer.spoken(one.count or 0),
    }
    return finding("L140", other.entry.place, branch=branch.code, **facts)
