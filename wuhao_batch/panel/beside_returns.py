"""Findings that need workbooks and returns: missing scores, stale facts, missing forms."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.settings import Basis
from wuhao_batch.findings.finding import Finding, Place, finding, first_of
from wuhao_batch.numbers import from_points, plain, read_number
from wuhao_batch.panel.checks import PanelChecked
from wuhao_batch.panel.entries import Mark
from wuhao_batch.panel.examine import PanelBooks
from wuhao_batch.panel.layout import CODE
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import Examined
from wuhao_batch.scoring.model import Category, Item
from wuhao_batch.sheets import fold

Scores = Mapping[str, Mapping[str, int]]
"""编号 → item code → millionths of a point."""


def tell(
    assessment: Assessment, examined: Examined, books: PanelBooks, scores: Scores
) -> Iterator[Finding]:
    """Yield the findings on the workbooks of the 考评组 (L012, S007–S010, S012, S013, V016)."""
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
            yield finding("S007", who=evaluator.label)
    if by_panel:
        for branch, returned in examined.accepted.items():
            yield from _differing(branch, returned, scores.get(branch, {}))


def _vetoes(assessment: Assessment, checked: PanelChecked) -> Iterator[Finding]:
    """Yield each veto that the panel found: it changes the outcome (S013)."""
    for veto in checked.vetoes:
        name = assessment.roster.by_code[fold(veto.branch)].name
        place = veto.entries[CODE].place
        yield finding("S013", place, branch=veto.branch, name=name, code=veto.code)


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
        yield finding("L012", Place(file), codes="、".join(unlisted))
    listed = [branch for branch in handed_in if branch in marks]
    for category in assessment.standard.categories:
        own = [item for item in category.items if item.code in checked.source.evaluator.items]
        missing = {
            branch: lacking
            for branch in listed
            if (lacking := [item for item in own if _is_missing(checked, branch, item)])
        }
        if missing:
            yield _missing(checked, category, own, missing)


def _is_missing(checked: PanelChecked, branch: str, item: Item) -> bool:
    """True if nothing stands there, or there is no cell and nothing else explains that."""
    mark = checked.source.marks[branch].get(item.code)
    return checked.is_sound if mark is None else mark.score.cell.blank


def _missing(
    checked: PanelChecked,
    category: Category,
    own: list[Item],
    missing: Mapping[str, list[Item]],
) -> Finding:
    """Return one finding a sheet: in the middle of the work there are many gaps (S008)."""
    told = [
        branch
        if len(items) == len(own)
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
    count = sum(map(len, missing.values()))
    return finding("S008", place, count=str(count), where=first_of(told))


# --- scores beside what the branches reported -----------------------------------------------------


def _on_facts(
    assessment: Assessment, examined: Examined, checked: PanelChecked
) -> Iterator[Finding]:
    for branch in assessment.roster.branches:
        scores = checked.scores.get(branch.code, {})
        marks = checked.source.marks.get(branch.code, {})
        if scores and branch.code not in examined.accepted:
            place = marks[next(iter(scores))].score.place
            yield finding("S009", place, branch=branch.code, name=branch.name)
            continue
        for code, points in scores.items():
            own = examined.own(branch.code, code)
            yield from _on_item(branch.code, code, marks[code], from_points(points), own)


def _on_item(
    branch: str, code: str, mark: Mark, points: Decimal, own: Decimal | None
) -> Iterator[Finding]:
    if not mark.own.absent and mark.printed != own:
        facts = {"printed": _points(mark.printed), "now": _points(own)}
        yield finding("S012", mark.own.place, branch=branch, code=code, **facts)
    if own is not None and points != own and mark.reason.cell.blank and not mark.reason.absent:
        facts = {"code": code, "panel": plain(points), "self": plain(own)}
        yield finding("V016", mark.reason.place, branch=branch, **facts)


def _points(points: Decimal | None) -> str:
    return "空白" if points is None else f"{plain(points)}分"


def _differing(branch: str, returned: Checked, scores: Mapping[str, int]) -> Iterator[Finding]:
    """Yield each 考评得分 of a returned form that differs from that of the workbooks (S010)."""
    for code, entry in returned.source.inputs["考评得分"].items():
        if entry.cell.blank or code not in scores:
            continue
        agreed = from_points(scores[code])
        reading = read_number(entry.cell, "分")
        if reading is None or reading.value != agreed:
            facts = {"code": code, "agreed": plain(agreed)}
            value = entry.cell.text or entry.cell.formula
            yield finding("S010", entry.place, value=value, branch=branch, **facts)
