"""Plain tables drawn as the sheets of a workbook: a head, boxed rows, links, filters, A4 across."""

from copy import copy
from decimal import Decimal
from typing import Any

from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.outputs.columns import Column, PaperTable
from wuhao_batch.outputs.links import link_to
from wuhao_batch.writing.cells import put
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
    values = table.values(column)
    style: StyleArray | None = None
    for number, (row, value) in enumerate(zip(table.rows, values, strict=True), start=2):
        cell: Any = worksheet.cell(number, place)
        if style is None:
            write(worksheet, number, place, None, look)
            cell.number_format = _number_format(values, table.places(column))
            style = cell._style
        # Setting each property of each cell anew takes longer than all the rest.
        cell._style = copy(style)
        put(worksheet, number, place, value)
        if column.link is not None:
            link_to(cell, column.link(row))


def _number_format(values: list[object], places: int) -> str:
    points = any(isinstance(value, Decimal) for value in values)
    return f"{0:.{places}f}" if points else "General"
