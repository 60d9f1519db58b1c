"""Write text into workbooks so that it stays text, whatever somebody typed into a form.

No text becomes a formula, an error value or an escape; characters that no workbook may hold are
dropped (docs/writing.md, G20, G21).
"""

import re
from decimal import Decimal

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.numbers import json_number, read_number
from wuhao_batch.sheets import Cell as SheetCell
from wuhao_batch.tables import shown

LONGEST = 32_767
CUT = "……（过长，其余见原表）"

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    "\u202a-\u202e\u2066-\u2069]"
)
_ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


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
        cell.quotePrefix = text[0] in "=+-@"
    return cell


def as_entered(cell: SheetCell) -> object:
    """Return the entry as it is seen, ready to be put back: a number as a number, else as text."""
    is_seen = not cell.formula and cell.number is not None and read_number(cell, "分") is not None
    return cell.value if is_seen else shown(cell)


def without_controls(text: str) -> str:
    """Return text without the characters that no workbook, page or Word file may hold."""
    return _FORBIDDEN.sub("", text)


def workbook_text(text: str) -> str:
    """Return text as a workbook may hold it."""
    text = _ESCAPE.sub("_x005F_", without_controls(text))
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT)] + CUT
