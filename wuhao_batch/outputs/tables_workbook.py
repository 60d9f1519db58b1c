"""Plain tables drawn as the sheets of a workbook: a head, boxed rows, links, filters, A4 across."""

from decimal import Decimal
from typing import Any

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.outputs.columns import Column, PaperTable
from wuhao_batch.outputs.links import link_to
from wuhao_batch.writing.paper import BOX, Look, heading, write
from wuhao_batch.writing.printing import fit_to_width
from wuhao_batch.writing.row_heights import fit_rows

_CELL = Look(horizontal=None, border=BOX)
_LINKED = "0563C1"


def draw_table(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Draw a table with its header in row 1; points have the decimals of the whole table."""
    heading(worksheet, 1, table.headers)
    for place, column in enumerate(table.columns, start=1):
        _draw_column(worksheet, place, column, table)
        worksheet.column_dimensions[get_column_letter(place)].width = column.width
    worksheet.freeze_panes = "A2"
    worksheet.auto_filter.ref = worksheet.dimensions
    worksheet.page_setup.orientation = "landscape"
    fit_to_width(worksheet)
    fit_rows(worksheet)


def _draw_column(
    worksheet: Worksheet, place: int, column: Column[Any], table: PaperTable[Any]
) -> None:
    look = _CELL.but(horizontal="center" if column.centred else "left")
    if column.link is not None:
        look = look.but(color=_LINKED)
    points = f"{0:.{table.places(column)}f}"
    for number, row in enumerate(table.rows, start=2):
        value = column.value(row)
        cell = write(worksheet, number, place, value, look)
        if isinstance(value, Decimal):
            cell.number_format = points
        if column.link is not None:
            link_to(cell, column.link(row))
