"""Write text into workbooks so that it stays text, whatever somebody typed into a form.

No text becomes a formula or an error value (docs/writing.md, G20, G21).
"""

from decimal import Decimal
from html import escape

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.numbers import json_number, read_number
from wuhao_batch.sheets import Cell as SheetCell
from wuhao_batch.tables import shown
from wuhao_batch.writing.plain_text import workbook_text

LIKE_FORMULAS = "=+-@"
"""Beginnings of texts that a spreadsheet program takes for a formula when they are edited."""


Value = str | int | float | None


def plain(value: object) -> Value:
    """Return a number as a number, nothing as None and anything else as plain text."""
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, Decimal):
        return json_number(value)
    return workbook_text(str(value)) or None


def is_quoted(value: Value) -> bool:
    """True for a text that is marked, so that editing it makes no formula of it."""
    return isinstance(value, str) and value[0] in LIKE_FORMULAS


def escaped(text: str) -> str:
    """Return a text as it stands in a part of XML."""
    return escape(text, quote=False).replace("\r", "&#13;")


def in_cell(text: str) -> str:
    """Return the markup of a text in its cell."""
    kept = ' xml:space="preserve"' if text != text.strip() else ""
    return f"<t{kept}>{escaped(text)}</t>"


def put(worksheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """Write a value as :func:`plain` gives it."""
    cell = worksheet.cell(row, column)
    assert isinstance(cell, Cell)  # noqa: S101  sheets that we make have no merged cells yet
    written = plain(value)
    if written is not None:
        cell.value = written
    if isinstance(written, str):
        cell.data_type = "s"
        cell.quotePrefix = is_quoted(written)
    return cell


def as_entered(cell: SheetCell) -> object:
    """Return the entry as it is seen, ready to be put back: a number as a number, else as text."""
    is_seen = not cell.formula and cell.number is not None and read_number(cell, "分") is not None
    return cell.value if is_seen else shown(cell)
