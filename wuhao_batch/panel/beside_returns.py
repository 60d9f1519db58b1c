"""Findings that need workbooks and returns: missing scores, stale facts, missing forms."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from wuhao_batch.assessment.choices import Basis, ScoredIn
from wuhao_batch.assessment.identity import code_key
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.settings_sheet import SHEET
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Finding, Place, finding, first_of
from wuhao_batch.findings.joining import joined
from wuhao_batch.numbers import from_points, plain
from wuhao_batch.panel.checks import PanelChecked
from wuhao_batch.panel.entries import Mark
from wuhao_batch.panel.examine import PanelBooks
from wuhao_batch.panel.gaps import list_progress
from wuhao_batch.panel.layout import CODE
from wuhao_batch.returns.examine import Examined, other_score
from wuhao_batch.scoring.model import Category, Item
from wuhao_batch.workspace.folders import ROSTER

NOT_HANDED_IN = "S007"
"""The code of what is told of an evaluator from whom nothing has come."""


def tell(assessment: Assessment, examined: Examined, books: PanelBooks) -> Iterator[Finding]:
    """Yield the findings on these workbooks (L012, L142, S007–S009, S012, S013, S017, V016)."""
    if books.exist and assessment.settings.scored_in == ScoredIn.FORMS:
        yield finding("S017", Place(ROSTER, SHEET))
    if assessment.settings.is_inspection:
        yield from _on_lists(assessment, examined, books)
        return
    by_panel = assessment.settings.basis == Basis.PANEL
    handed_in = {receipt.owner for receipt in books.receipts}
    for evaluator in assessment.panel:
        checked = books.accepted.get(evaluator.code)
        if checked is not None:
            yield from _vetoes(assessment, checked)
            yield from _on_facts(assessment, examined, checked)
            if by_panel:
                yield from _lacking(assessment, examined, checked)
        elif by_panel and evaluator.code not in handed_in:
            yield finding(NOT_HANDED_IN, who=evaluator.label)


def _on_lists(assessment: Assessment, examined: Examined, books: PanelBooks) -> Iterator[Finding]:
    """Yield the findings on an inspection: vetoes, and what nobody has filled in."""
    handed_in = {receipt.owner for receipt in books.receipts}
    for each in list_progress(assessment, examined, books):
        if each.checked is not None:
            yield from _vetoes(assessment, each.checked)
            yield from each.findings
        elif each.gaps and each.evaluator.code not in handed_in:
            yield finding(NOT_HANDED_IN, who=each.evaluator.label)


def _vetoes(assessment: Assessment, checked: PanelChecked) -> Iterator[Finding]:
    """Yield each veto that the panel found: it changes the outcome (S013)."""
    for veto in checked.vetoes:
        name = assessment.roster.by_code[code_key(veto.branch)].name
        place = veto.entries[CODE].place
        facts = {"name": name, "code": veto.code, **assessment.words.facts}
        yield finding("S013", place, branch=veto.branch, **facts)


# --- what an evaluator still has to score ---------------------------------------------------------


def _lacking(
    assessment: Assessment, examined: Examined, checked: PanelChecked
) -> Iterator[Finding]:
    marks, file = checked.source.marks, checked.source.file
    handed_in = [
        branch.code for branch in assessment.roster.branches if branch.code in examined.accepted
    ]
    unlisted = [branch for branch in handed_in if branch not in marks]
    if unlisted:
        yield finding("L012", Place(file), codes="、".join(unlisted), **assessment.words.facts)
    listed = [branch for branch in handed_in if branch in marks]
    left_out = {branch.code: branch.left_out for branch in assessment.roster.branches}
    for category in assessment.standard.categories:
        own = [item for item in category.items if item.code in checked.source.evaluator.items]
        wanted = {
            branch: [item for item in own if item.code not in left_out[branch]] for branch in listed
        }
        missing = {
            branch: lacking
            for branch, items in wanted.items()
            if (lacking := [i for i in items if _is_missing(checked, examined, branch, i)])
        }
        if missing:
            yield _missing(checked, category, wanted, missing, assessment.words)


def _is_missing(checked: PanelChecked, examined: Examined, branch: str, item: Item) -> bool:
    """True if nothing stands there, or there is no cell, and nothing else explains that."""
    source, code = checked.source, item.code
    mark = source.marks[branch].get(code)
    if mark is None:
        return checked.is_sound
    if source.follows(branch, code):
        told = mark.is_stale(examined.own(branch, code))  # S012
        return not told and (branch, code) not in checked.as_self
    return mark.score.cell.blank


def _missing(
    checked: PanelChecked,
    category: Category,
    wanted: Mapping[str, list[Item]],
    missing: Mapping[str, list[Item]],
    words: Words,
) -> Finding:
    """Return one finding a sheet: in the middle of the work there are many gaps (S008)."""
    told = [
        branch
        if len(items) == len(wanted[branch])
        else f"{branch}（{'、'.join(item.code for item in items)}）"
        for branch, items in missing.items()
    ]
    cells = (
        checked.source.marks[branch].get(item.code)
        for branch, items in missing.items()
        for item in items
    )
    first = next((mark.score.place for mark in cells if mark is not None), None)
    place = first or Place(checked.source.file, category.name)
    facts = {"count": str(sum(map(len, missing.values()))), "where": first_of(told)}
    return finding("S008", place, **facts, **words.facts)


# --- scores beside what the branches reported -----------------------------------------------------


def _on_facts(
    assessment: Assessment, examined: Examined, checked: PanelChecked
) -> Iterator[Finding]:
    unexplained: list[Finding] = []
    for branch in assessment.roster.branches:
        scores = checked.scores.get(branch.code, {})
        marks = checked.source.marks.get(branch.code, {})
        if scores and branch.code not in examined.accepted:
            place = marks[next(iter(scores))].score.place
            facts = {"name": branch.name, **assessment.words.facts}
            yield finding("S009", place, branch=branch.code, **facts)
            continue
        for code, mark in marks.items():
            own = examined.own(branch.code, code)
            if code in scores or checked.source.follows(branch.code, code):
                yield from _stale(branch.code, code, mark, own)
            if code in scores:
                what = f"{branch.name}{code}"
                points = from_points(scores[code])
                unexplained += _unexplained(what, mark, points, own, assessment.words)
    yield from joined(unexplained)


def _stale(branch: str, code: str, mark: Mark, own: Decimal | None) -> Iterator[Finding]:
    if mark.is_stale(own):
        facts = {"printed": _points(mark.printed), "now": _points(own)}
        yield finding("S012", mark.own.place, branch=branch, code=code, **facts)


def _unexplained(
    what: str, mark: Mark, points: Decimal, own: Decimal | None, words: Words
) -> Iterator[Finding]:
    """Report a score without its reason; the evaluator is to write it, not the branch (V016)."""
    unexplained = not mark.reason.absent and not mark.reason.cell.seen.strip()
    if own is not None and points != own and unexplained:
        each = other_score(what, points, own)
        yield finding("V016", mark.reason.place, each=each, **words.facts)


def _points(points: Decimal | None) -> str:
    return "空白" if points is None else f"{plain(points)}分"
