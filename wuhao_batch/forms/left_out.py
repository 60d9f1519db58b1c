"""Items that do not apply to a branch, in its form: grey, locked, marked 不考评."""

from collections.abc import Collection, Iterator

from openpyxl.styles import Protection
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.layout import COUNTS, SCORES
from wuhao_batch.assessment.template import Template
from wuhao_batch.forms.limits import GREY, apply, unmerge
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.tables import Table

_MARKED = ("自评得分", "考评得分", "数量")
"""The columns in which the word stands; the others of these items are blank."""


def close_left_out(
    workbook: Workbook, template: Template, codes: Collection[str], *, panel_apart: bool
) -> None:
    """Mark and lock the cells of items that do not apply; they refuse what is typed.

    With ``panel_apart`` those of the 考评组 refuse it already, as they do on every item.
    """
    scores, counts = (template.tables[spec.name] for spec in (SCORES, COUNTS))
    left_out = [template.standard.item(code) for code in codes]
    items = [item.code for item in left_out]
    measures = [measure.code for item in left_out for measure in item.measures]
    on_scores = workbook[scores.sheet.name]
    _close(on_scores, _cells(scores, items, ["自评得分"]))
    marked = _close(on_scores, _cells(scores, items, SCORES.inputs))
    if marked and not panel_apart:
        apply(on_scores, refused(), marked)
    if measures:
        on_counts = workbook[counts.sheet.name]
        apply(on_counts, refused(), _close(on_counts, _cells(counts, measures, COUNTS.inputs)))


def _cells(
    table: Table, codes: Collection[str], headers: Collection[str]
) -> Iterator[tuple[str, str]]:
    """Yield the names of cells and the headers above them."""
    for code in codes:
        for header in headers:
            yield table.cell_name(table.row_of(code), header), header


def _close(worksheet: Worksheet, cells: Iterator[tuple[str, str]]) -> list[str]:
    """Mark and lock cells, and return their names."""
    closed: list[str] = []
    for name, header in cells:
        unmerge(worksheet, name)
        cell = worksheet[name]
        cell.value = LEFT_OUT if header in _MARKED else None
        cell.fill, cell.protection = GREY, Protection(locked=True)
        closed.append(name)
    return closed


def refused() -> DataValidation:
    """Return the limit of a cell into which nothing may be typed, because its item is left out."""
    return DataValidation(
        type="textLength",
        operator="equal",
        formula1="0",
        errorTitle=LEFT_OUT,
        error="这一项不考评，不用填。",
        promptTitle=LEFT_OUT,
        prompt="这一项不考评，不用填。",
    )
