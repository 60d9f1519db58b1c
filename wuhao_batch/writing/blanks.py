"""Blank tables for the office to fill in: headed columns, and rows of cells in the colour of input.

The workbooks that a new workspace begins with are made of them.
"""

from collections.abc import Sequence

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.paper import HEAD_FILL, Look, box, write
from wuhao_batch.writing.printing import fit_to_width, margin_text, page_count
from wuhao_batch.writing.row_heights import fit_rows

PLAIN = Look(horizontal=None, border=box("8A8F98"))
HEAD = PLAIN.but(fill=HEAD_FILL)
INPUT = PLAIN.but(fill=PatternFill("solid", fgColor="FFF8E1"))


def draw_listing(
    sheet: Worksheet,
    headers: Sequence[str],
    widths: Sequence[int],
    rows: Sequence[Sequence[str]],
    room: int,
) -> None:
    """Draw a table with its rows, and blank ones to fill in below."""
    head(sheet, headers, widths)
    for row in range(2, max(len(rows), room) + 2):
        texts = rows[row - 2] if row - 2 < len(rows) else ("",) * len(headers)
        for column, text in enumerate(texts, start=1):
            put_text(sheet, row, column, text, INPUT)


def lay_on_paper(sheet: Worksheet) -> None:
    """Lay a sheet on pages across, its name and a page count at the foot."""
    fit_rows(sheet)
    sheet.page_setup.orientation = "landscape"
    sheet.page_margins = PageMargins(
        left=0.5, right=0.5, top=0.6, bottom=0.6, header=0.3, footer=0.3
    )
    fit_to_width(sheet)
    sheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=margin_text(sheet.title, 8), right=page_count(8)
    )


def head(sheet: Worksheet, headers: Sequence[str], widths: Sequence[int]) -> None:
    """Write the head of a table into row 1; it stays in sight."""
    for column, (header, width) in enumerate(zip(headers, widths, strict=True), start=1):
        cell = put_text(sheet, 1, column, header, HEAD)
        cell.font = Font(name="黑体", size=11)
        cell.alignment = Alignment(horizontal="center", vertical="center")
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.row_dimensions[1].height = 26
    sheet.freeze_panes = "A2"


def put_text(sheet: Worksheet, row: int, column: int, text: str, look: Look) -> Cell:
    """Write a text into a cell that keeps what is typed there as text."""
    cell = write(sheet, row, column, text, look)
    cell.number_format = "@"
    return cell
