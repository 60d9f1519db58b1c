"""A form on paper: A4, the header on every page, pages that end between blocks."""

from collections.abc import Iterable

from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.layout import META_SHEET
from wuhao_batch.scoring.model import item_of
from wuhao_batch.tables import RowKind, Table
from wuhao_batch.writing.line_breaks import keep_marks
from wuhao_batch.writing.printing import break_pages, scale_for, set_up_paper
from wuhao_batch.writing.row_heights import fit_rows, set_smaller
from wuhao_batch.writing.sizes import column_widths


def lay_out(workbook: Workbook, tables: Iterable[Table], footer: str) -> None:
    """Fit rows and pages of every sheet that people see."""
    by_sheet = {table.sheet.name: table for table in tables}
    for worksheet in workbook.worksheets:
        if worksheet.title != META_SHEET:
            set_smaller(worksheet)
            keep_marks(worksheet)
            fit_rows(worksheet)
            set_up_pages(worksheet, by_sheet.get(worksheet.title), footer)


def set_up_pages(worksheet: Worksheet, table: Table | None, footer: str) -> None:
    """Set A4 with all columns on one page's width, the header on each, blocks kept whole."""
    set_up_paper(worksheet, footer)
    widths = column_widths(worksheet)
    worksheet.page_setup.scale = scale_for(worksheet, widths.values())
    if table is None:
        return
    worksheet.print_title_rows = f"{table.header_row}:{table.header_row}"
    worksheet.freeze_panes = f"A{table.header_row + 1}"
    break_pages(worksheet, blocks_of(table), table.header_row)


def blocks_of(table: Table) -> list[int]:
    """Return rows where a page may begin: a category's first or, without 小计, an item's first."""
    starts: list[int] = []
    has_subtotals = bool(table.rows_of_kind(RowKind.SUBTOTAL))
    previous = None
    for row, kind in table.body.items():
        if kind is RowKind.ITEM:
            block = "" if has_subtotals else item_of(table.at(row, table.spec.key).text)
            if block != previous:
                starts.append(row)
            previous = block
        elif kind is RowKind.SUBTOTAL:
            previous = None
    return starts
