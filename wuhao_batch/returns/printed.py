"""The texts that stand in a form beside its inputs, so that what people added can be told apart.

They are those of the template. Some are known only up to a field: the settings may have changed
since a form went out.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wuhao_batch.assessment.fields import (
    BRACED,
    PANEL_FIELD,
    field_values,
)
from wuhao_batch.assessment.layout import COUNTS, SCORES, VETOES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.template import Template
from wuhao_batch.forms.form import FOR_PANEL
from wuhao_batch.forms.formulas import Formulas
from wuhao_batch.forms.limits import BY_PANEL
from wuhao_batch.sheets import Cell, Sheet, fold

_IDENTITY = re.compile(r"WH[PR]?-")


@dataclass(frozen=True, slots=True)
class Printed:
    """The texts of a template outside its tables, folded.

    ``texts`` stand alone, ``lines`` are the live ones with # for their numbers, ``fields`` may hold
    a branch's own words and so are known by their beginning, ``labels`` are followed by a cell that
    holds nothing but fields.
    """

    texts: frozenset[str] = frozenset()
    lines: frozenset[str] = frozenset()
    fields: tuple[str, ...] = ()
    labels: frozenset[str] = frozenset()

    def is_ours(self, sheet: Sheet, row: int, column: int, text: str) -> bool:
        """True if that text in that cell is not from those who filled the form in."""
        own = fold(text)
        if own in self.texts or _IDENTITY.search(own) or own.startswith(self.fields):
            return True
        if _without_numbers(own) in self.lines:
            return True
        return _label_before(sheet, row, column) in self.labels


def printed_in(assessment: Assessment) -> Printed:
    """Return the texts of the forms of an assessment."""
    template, settings = assessment.template, assessment.settings
    values = field_values(Branch("", ""), settings, "") | {PANEL_FIELD: FOR_PANEL}
    whole = {fold(BY_PANEL)}
    fields: set[str] = set()
    labels: set[str] = set()
    for sheet in template.book.sheets:
        tables = (table for table in template.tables.values() if table.sheet is sheet)
        read = {place for table in tables for place in table.cells_of(table.body)}
        for (row, column), cell in sheet.cells.items():
            beginning = fold(cell.text).partition("{")[0]
            if (row, column) in read:
                continue
            if "{" not in cell.text:
                whole.add(fold(cell.text))
            elif beginning:
                fields.add(beginning)
            elif label := _label_before(sheet, row, column):
                labels.add(label)
            else:
                whole.add(fold(_filled_in(cell, values)))
    lines = frozenset(_live_lines(template, assessment))
    return Printed(frozenset(whole), lines, tuple(sorted(fields)), frozenset(labels))


def _live_lines(template: Template, assessment: Assessment) -> Iterator[str]:
    """Yield the live lines, as they stand where only values were kept."""
    scores, counts, vetoes = (template.tables[spec.name] for spec in (SCORES, COUNTS, VETOES))
    capping = assessment.settings.capping
    for panel_apart in (True, False):
        lines = Formulas(template.standard, scores, counts, vetoes, capping, panel_apart)
        yield _without_numbers(lines.progress_when_blank())
        yield _without_numbers(lines.declared_when_blank())


def _filled_in(cell: Cell, values: Mapping[str, str]) -> str:
    return BRACED.sub(lambda match: values.get(match[1], ""), cell.text)


def _without_numbers(text: str) -> str:
    return re.sub(r"\d+", "#", fold(text))


def _label_before(sheet: Sheet, row: int, column: int) -> str:
    """Return the text of the nearest filled cell to the left."""
    before = [(other, cell) for other, cell in sheet.rows.get(row, {}).items() if other < column]
    return fold(max(before)[1].text) if before else ""
