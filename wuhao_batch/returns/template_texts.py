"""The template → the texts of the forms made from it (:class:`Printed`)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from wuhao_batch.assessment.fields import BRACED, PANEL_FIELD, field_values, shared_values
from wuhao_batch.assessment.layout import SCORES, TABLES
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.forms.formulas import Formulas
from wuhao_batch.forms.texts import WHOSE, by_panel, for_panel, possible_notes
from wuhao_batch.returns.figures import read_cells
from wuhao_batch.returns.printed import Printed, label_before, without_numbers
from wuhao_batch.sheets import Cell, Sheet, fold
from wuhao_batch.tables import RowKind, Table

_NOBODY = Branch("", "")


def printed_in(assessment: Assessment) -> Printed:
    """Return the texts of the forms of an assessment."""
    words = assessment.words
    values = field_values(_NOBODY, shared_values(assessment.settings), words, "")
    values |= {PANEL_FIELD: for_panel(assessment.standard, words)}
    texts = {fold(by_panel(words))}
    needed: Counter[str] = Counter()
    fields: Counter[str] = Counter()
    labels: set[str] = set()
    hidden: set[str] = set()
    for sheet in assessment.template.book.sheets:
        hidden |= {fold(cell.text) for cell in sheet.cells.values() if cell.unseen}
        frame = {place for table in _tables(sheet, assessment) for place in table.frame}
        for (row, column), cell in _not_read(sheet, assessment):
            text = fold(cell.seen)
            if not BRACED.search(text):
                texts.add(text)
                around = not cell.unseen and (row, column) not in frame
                if around and not _may_be_taken_out(sheet, row):
                    needed[text] += 1
            elif not _only_settings(text, words):
                fields[text] += not cell.unseen
            elif label := label_before(sheet, row, column):
                labels.add(label)
            else:
                texts.add(fold(BRACED.sub(lambda match: values.get(match[1], ""), cell.text)))
    fields.setdefault(fold(WHOSE), 0)
    lines = frozenset(_live_lines(assessment))
    return Printed(
        frozenset(texts),
        dict(needed),
        {fold(by_panel(words)): _left_to_panel(assessment)},
        lines,
        dict(fields),
        frozenset(labels),
        frozenset(hidden),
    )


def _left_to_panel(assessment: Assessment) -> int:
    """Count the sums beside which forms say that the 考评组 scores apart, where it does."""
    table = assessment.template.tables[SCORES.name]
    return sum(table.at(row, SCORES.inputs[-1]).blank for row in table.sums)


def _may_be_taken_out(sheet: Sheet, row: int) -> bool:
    """True for the row of {考评组填写说明}, which some forms lack."""
    return any(f"{{{PANEL_FIELD}}}" in cell.text for cell in sheet.rows[row].values())


def _tables(sheet: Sheet, assessment: Assessment) -> list[Table]:
    return [each for each in assessment.template.tables.values() if each.sheet is sheet]


def _not_read(sheet: Sheet, assessment: Assessment) -> Iterator[tuple[tuple[int, int], Cell]]:
    """Yield the cells of a sheet of the template that are not read from a form."""
    read = {
        place
        for table in _tables(sheet, assessment)
        for place in read_cells(table, table.rows_of_kind(RowKind.ITEM))
    }
    return ((place, cell) for place, cell in sheet.cells.items() if place not in read)


def _only_settings(text: str, words: Words) -> bool:
    """True if there is nothing in a text but settings, so that any text would look like it."""
    own = _NOBODY.called(words)
    return not BRACED.sub(lambda match: match[0] if match[1] in own else "", text)


def _live_lines(assessment: Assessment) -> Iterator[str]:
    """Yield the live lines, as they stand where only values were kept."""
    template, capping = assessment.template, assessment.settings.capping
    scores, counts, vetoes = (template.tables[spec.name] for spec in TABLES)
    for panel_apart in (True, False):
        lines = Formulas(
            template.standard, scores, counts, vetoes, capping, panel_apart, assessment.words
        )
        yield without_numbers(lines.declared_when_blank())
        for note in ("", *possible_notes()):
            yield without_numbers(replace(lines, note=note).progress_when_blank())
