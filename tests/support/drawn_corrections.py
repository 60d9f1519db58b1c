"""Forms sent back, drawn cell by cell: what those made from a mould have to equal."""

from collections.abc import Mapping

from openpyxl.styles import PatternFill
from openpyxl.worksheet.hyperlink import Hyperlink

from tests.support.drawn_rows import drawn_below
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.form import Armed, draw
from wuhao_batch.forms.refilling import At, First, PutBack
from wuhao_batch.outputs.corrections.corrections import prepare
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.printing import put_foot, scale_for


def drawn_correction(
    armed: Armed, branch: Branch, entries: Mapping[At, PutBack], first: First
) -> bytes:
    """Return the form of a branch with these entries, behind the sheet that stands first."""
    drawn = draw(armed, branch)
    for (title, name), entry in entries.items():
        cell = drawn.workbook[title][name]
        put(cell.parent, cell.row, cell.column, entry.value)
        if entry.colour:
            cell.fill = PatternFill("solid", fgColor=entry.colour)
    workbook = drawn.laid_out()
    sheet = prepare(workbook, first.own)
    put_foot(sheet, drawn.foot)
    sheet.page_setup.scale = scale_for(sheet, first.rows.widths)
    sheet.column_dimensions["A"].width = first.rows.widths[0]
    for row, location in first.links.items():
        sheet.cell(row, 1).hyperlink = Hyperlink(ref=f"A{row}", location=location)
    return drawn_below(workbook, {sheet.title: first.rows}, {})
