"""One form for each branch: the template is armed once, then stamped for one branch after another.

A form has the branch's fields, live formulas, limits, locks, a 识别码 and pages for paper.
"""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.fields import (
    BRACED,
    DECLARED_FIELD,
    ID_FIELD,
    PANEL_FIELD,
    PROGRESS_FIELD,
    field_values,
    shared_values,
)
from wuhao_batch.assessment.identity import Identity
from wuhao_batch.assessment.layout import CAP, ID_LABEL, SCORES, TABLES
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.template import Template
from wuhao_batch.assessment.words import Words
from wuhao_batch.forms.fields import cells_with, fill_fields, filled, text_cells
from wuhao_batch.forms.formulas import Formula, Formulas
from wuhao_batch.forms.hidden_identity import carry_identity
from wuhao_batch.forms.left_out import close_left_out
from wuhao_batch.forms.limits import (
    SCORE_FORMAT,
    ScoreLimits,
    leave_to_panel,
    limit_counts,
    limit_scores,
    limit_vetoes,
    offered_parts,
    open_inputs,
    unmerge,
)
from wuhao_batch.forms.live_scores import formulas_of
from wuhao_batch.forms.stamping import Drawn, Own, Stamps
from wuhao_batch.forms.texts import WHOSE, for_panel, left_out_note
from wuhao_batch.numbers import json_number
from wuhao_batch.tables import RowKind


@dataclass(frozen=True)
class Armed:
    """Everything that the forms of all branches have in common: stamping adds one branch."""

    template: Template
    settings: Settings
    panel_apart: bool
    stamps: Stamps = field(default_factory=Stamps, repr=False, compare=False)

    @cached_property
    def words(self) -> Words:
        """The words of the assessment."""
        return self.settings.words(self.template.standard.part)

    def formulas(self, branch: Branch) -> Formulas:
        """Return the formulas of a branch's form: others where some items do not apply to it."""
        whole, how = self.template.standard, self.settings.left_out
        note = left_out_note(whole, how, branch.left_out)
        own = formulas_of(self.template, self.settings, panel_apart=self.panel_apart)
        return replace(own, standard=whole.without(branch.left_out), note=note)

    @cached_property
    def _shared(self) -> dict[str, str]:
        return shared_values(self.settings)

    def fields(self, branch: Branch) -> dict[str, str]:
        """Return field → text for a branch's form."""
        return field_values(branch, self._shared, self.words, self.identity(branch))

    def parts_offered(self, branch: Branch) -> str:
        """Return the list of 党支部 that a branch's form offers, "" where it offers none."""
        return offered_parts(branch) if self.template.standard.vetoes else ""

    def own(self, branch: Branch) -> Own:
        """Return what is a branch's own in its form."""
        return Own(branch.left_out, self.fields(branch), self.parts_offered(branch))

    def identity(self, branch: Branch) -> str:
        """Return the 识别码 of a branch's form."""
        return str(Identity(self.settings.period, branch.code, self.template.standard.digest))


def arm(template: Template, settings: Settings, *, panel_apart: bool = False) -> Armed:
    """Take together what all forms of an assessment share; do it once for many branches.

    What has to be drawn is drawn when a branch first needs it, and kept for the others. With
    ``panel_apart`` the 考评组 scores elsewhere, and its columns are locked.
    """
    return Armed(template, settings, panel_apart)


def stamp(armed: Armed, branch: Branch) -> bytes:
    """Return the form of one branch as an .xlsx package; the same input gives the same bytes.

    It has the very parts that :func:`draw` draws, packed otherwise.
    """
    return armed.stamps.stamp(armed.own(branch), partial(draw, armed, branch))


def draw(armed: Armed, branch: Branch) -> Drawn:
    """Fill in the template for one branch, and arm it with formulas and limits."""
    workbook = load_workbook(io.BytesIO(armed.template.data))
    identity = armed.identity(branch)
    formulas = list(_formulas(workbook, armed.formulas(branch)))
    _make_room_for_identity(workbook)
    told = "" if armed.panel_apart else for_panel(armed.template.standard, armed.words)
    _instruct_panel(workbook, told)
    fields = armed.fields(branch)
    found = fill_fields(workbook, fields)
    _print_sums(workbook, armed.template)
    results = _put_formulas(workbook, formulas)
    offering = _limit_inputs(workbook, armed, branch)
    close_left_out(workbook, armed.template, branch.left_out, panel_apart=armed.panel_apart)
    facts = {armed.words.unit: branch.name, "考核年度": str(armed.settings.period)}
    carry_identity(workbook, identity, facts)
    own = {ID_FIELD, *branch.called(armed.words)}
    naming = [
        (cell, text)
        for cell, text in _as_they_stand(workbook, found)
        if not own.isdisjoint(BRACED.findall(text)) and cell.value == filled(text, fields)
    ]  # others have made room for another text
    tables = tuple(each for each in armed.template.tables.values() if each.sheet.rows)
    return Drawn(workbook, results, tables, naming, offering, f"{ID_LABEL} {identity}")


def _as_they_stand(
    workbook: Workbook, found: Iterable[tuple[Cell, str]]
) -> Iterator[tuple[Cell, str]]:
    """Yield the cells that stand now where others stood before ranges were parted."""
    for cell, text in found:
        yield workbook[cell.parent.title][cell.coordinate], text


def _put_formulas(workbook: Workbook, formulas: Iterable[Formula]) -> dict[str, dict[str, str]]:
    """Write the formulas and return their stored results: sheet → cell → text."""
    results: dict[str, dict[str, str]] = {}
    for formula in formulas:
        unmerge(workbook[formula.sheet], formula.cell, unless_first=True)
        workbook[formula.sheet][formula.cell] = formula.text
        results.setdefault(formula.sheet, {})[formula.cell] = formula.result
    return results


def _print_sums(workbook: Workbook, template: Template) -> None:
    """Write the sums of 考评分数 where the template leaves them blank."""
    table, standard = template.tables[SCORES.name], template.standard
    subtotals = table.rows_of_kind(RowKind.SUBTOTAL)
    sums = dict(zip(subtotals, (each.total for each in standard.categories), strict=True))
    sums |= dict.fromkeys(table.rows_of_kind(RowKind.TOTAL), standard.total)
    for row, points in sums.items():
        cell = workbook[table.sheet.name][table.cell_name(row, CAP)]
        if cell.value is None and points:
            unmerge(workbook[table.sheet.name], cell.coordinate)
            workbook[table.sheet.name][cell.coordinate] = json_number(points)


def _instruct_panel(workbook: Workbook, told: str) -> None:
    """Tell the 考评组 how to score in the form, or take out the row that would."""
    for cell in cells_with(workbook, PANEL_FIELD):
        if told:
            cell.value = told
        else:
            _empty_row(workbook[cell.parent.title], cell.row)


def _empty_row(worksheet: Worksheet, row: int) -> None:
    for cell in worksheet[row]:
        cell.value = None
    worksheet.row_dimensions[row].hidden = True


def _limit_inputs(workbook: Workbook, armed: Armed, branch: Branch) -> DataValidation | None:
    """Open the inputs, and only these, each with its limit; return that of 涉及党支部."""
    template, standard = armed.template, armed.template.standard.without(branch.left_out)
    scores, counts, vetoes = (template.tables[spec.name] for spec in TABLES)
    for row in scores.rows_of_kind(RowKind.ITEM):
        workbook[scores.sheet.name][scores.cell_name(row, "自评得分")].number_format = SCORE_FORMAT
    if armed.panel_apart:
        open_inputs(workbook, template.tables.values(), closed=SCORES.inputs)
        leave_to_panel(workbook[scores.sheet.name], scores, armed.words)
    else:
        open_inputs(workbook, template.tables.values())
        limits = ScoreLimits(armed.words, armed.settings.step)
        limit_scores(workbook[scores.sheet.name], scores, standard, limits)
    if standard.measures:
        limit_counts(workbook[counts.sheet.name], counts, standard)
    if not standard.vetoes:
        return None
    parts = armed.parts_offered(branch)
    return limit_vetoes(workbook[vetoes.sheet.name], vetoes, standard, parts)


def _make_room_for_identity(workbook: Workbook) -> None:
    """Give each sheet without {识别码} a line for it below its last row."""
    marked = {
        cell.parent.title for cell in text_cells(workbook) if f"{{{ID_FIELD}}}" in str(cell.value)
    }
    for worksheet in workbook.worksheets:
        if worksheet.title not in marked:
            worksheet.cell(
                worksheet.max_row + 2,
                1,
                WHOSE,
            )


def _formulas(workbook: Workbook, formulas: Formulas) -> Iterator[Formula]:
    """Yield the formulas of the tables, and those where the template asks for progress.

    Where the sheet of scores has no place for it, it stands beside the 合计.
    """
    yield from formulas.all()
    progress = list(cells_with(workbook, PROGRESS_FIELD))
    if all(cell.parent.title != formulas.scores.sheet.name for cell in progress):
        yield formulas.progress_beside_total()
    for cell in progress:
        text, result = formulas.progress(), formulas.progress_when_blank()
        yield Formula(cell.parent.title, cell.coordinate, text, result)
    for cell in cells_with(workbook, DECLARED_FIELD):
        text, result = formulas.declared(), formulas.declared_when_blank()
        yield Formula(cell.parent.title, cell.coordinate, text, result)
