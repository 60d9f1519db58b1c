"""One form per branch, made from the template: fields, formulas, limits, locks, identity, pages."""

import io
from collections.abc import Callable, Iterator

from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from wuhao_batch.assessment.fields import DECLARED_FIELD, ID_FIELD, PROGRESS_FIELD, field_values
from wuhao_batch.assessment.identity import Identity
from wuhao_batch.assessment.layout import COUNTS, ID_LABEL, META_SHEET, SCORES, VETOES
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.template import Template
from wuhao_batch.forms.fields import cells_with, fill_fields, text_cells
from wuhao_batch.forms.formulas import Formula, Formulas
from wuhao_batch.forms.identity_carried import carry_identity
from wuhao_batch.forms.limits import (
    limit_counts,
    limit_scores,
    limit_vetoes,
    open_inputs,
    unmerge,
)
from wuhao_batch.forms.pages import set_up_pages
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.row_heights import fit_rows


def make_form(
    template: Template,
    branch: Branch,
    settings: Settings,
    revise: Callable[[Workbook], None] | None = None,
) -> bytes:
    """The form of one branch as an .xlsx package; the same input gives the same bytes.

    ``revise`` may fill it in before it is laid out for paper. Its formulas then have no stored
    results: the programs that open it compute them.
    """
    workbook = load_workbook(io.BytesIO(template.data))
    standard, tables = template.standard, template.tables
    scores, counts, vetoes = (tables[spec.name] for spec in (SCORES, COUNTS, VETOES))
    identity = str(Identity(settings.year, branch.code, standard.digest))

    _make_room_for_identity(workbook)
    formulas = list(
        _formulas(workbook, Formulas(standard, scores, counts, vetoes, settings.capping))
    )
    fill_fields(workbook, field_values(branch, settings, identity))
    results: dict[str, dict[str, str]] = {}
    for formula in formulas:
        unmerge(workbook[formula.sheet], formula.cell, unless_first=True)
        workbook[formula.sheet][formula.cell] = formula.text
        results.setdefault(formula.sheet, {})[formula.cell] = formula.result
    open_inputs(workbook, tables.values())
    limit_scores(workbook[scores.sheet.name], scores, standard)
    limit_counts(workbook[counts.sheet.name], counts, standard)
    limit_vetoes(workbook[vetoes.sheet.name], vetoes, standard, branch)
    carry_identity(workbook, identity, {"党总支": branch.name, "考核年度": settings.year})
    if revise is not None:
        revise(workbook)
        results = {}
    by_sheet = {table.sheet.name: table for table in tables.values()}
    for worksheet in workbook.worksheets:
        if worksheet.title == META_SHEET:
            continue
        fit_rows(worksheet)
        set_up_pages(worksheet, by_sheet.get(worksheet.title), f"{ID_LABEL} {identity}")
    return to_bytes(workbook, results)


def _make_room_for_identity(workbook: Workbook) -> None:
    """A sheet of a template that has no {识别码} gets it in a line below its last row."""
    marked = {
        cell.parent.title for cell in text_cells(workbook) if f"{{{ID_FIELD}}}" in str(cell.value)
    }
    for worksheet in workbook.worksheets:
        if worksheet.title not in marked:
            worksheet.cell(
                worksheet.max_row + 2,
                1,
                f"{{党总支}}　{{考核年度}}年度　{ID_LABEL}：{{{ID_FIELD}}}",
            )


def _formulas(workbook: Workbook, formulas: Formulas) -> Iterator[Formula]:
    """The formulas of the tables, and those that stand where the template asks for progress."""
    yield from formulas.all()
    for name, text, result in (
        (PROGRESS_FIELD, formulas.progress(), formulas.progress_when_blank()),
        (DECLARED_FIELD, formulas.declared(), formulas.declared_when_blank()),
    ):
        for cell in cells_with(workbook, name):
            yield Formula(cell.parent.title, cell.coordinate, text, result)
