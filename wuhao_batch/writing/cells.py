"""Write text into workbooks so that it stays text, whatever somebody typed into a form.

No text becomes a formula or an error value (docs/writing.md, G20, G21).
"""

from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.numbers import json_number, read_number
from wuhao_batch.sheets import Cell as SheetCell
from wuhao_batch.tables import shown
from wuhao_batch.writing.plain_text import workbook_text

LIKE_FORMULAS = "=+-@"
"""Beginnings of texts that a spreadsheet program takes for a formula when they are edited."""


def put(worksheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """Write a number as a number, None as a blank and anything else as plain text."""
    cell = worksheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101  sheets that we make have no merged cells yet
    if value is None:
        return cell
    if isinstance(value, Decimal):
        cell.value = json_number(value)
    elif isinstance(value, int | float):
        cell.value = value
    elif text := workbook_text(str(value)):
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text[0] in LIKE_FORMULAS
    return cell


def as_entered(cell: SheetCell) -> object:
    """Return the entry as it is seen, ready to be put back: a number as a number, else as text."""
    is_seen = not cell.formula and cell.number is not None and read_number(cell, "分") is not None
    return cell.value if is_seen else shown(cell)
