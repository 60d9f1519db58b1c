"""Fill in a form as its people would: by the headers and codes that they see.

This looks the cells up by itself, apart from the program's own reader, so that the two check each
other.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.workspace.moments import FIXED_TIME
from wuhao_batch.writing.packages import to_bytes

Inputs = Mapping[str, Mapping[str, Any]]
"""Header, such as 数量 or 考评得分 → code → what is typed in."""

KEYS = {
    "数量": "编号",
    "备注": "编号",
    "考评得分": "编号",
    "扣分说明": "编号",
    "是否存在": "序号",
    "涉及党支部": "序号",
    "时间": "序号",
    "情况说明": "序号",
}


def fill_form(data: bytes, inputs: Inputs, saved: datetime = FIXED_TIME) -> bytes:
    """A form with those inputs typed in, saved at that time."""
    workbook = open_form(data)
    type_in(workbook, inputs)
    return to_bytes(workbook, saved=saved)


def open_form(data: bytes) -> Workbook:
    """A form for editing."""
    return load_workbook(io.BytesIO(data))


def type_in(workbook: Workbook, inputs: Inputs) -> None:
    """Type values into the cells below those headers, beside those codes."""
    for header, values in inputs.items():
        for code, value in values.items():
            sheet, cell = find_cell(workbook, header, code)
            sheet[cell] = value


Marks = Mapping[str, Mapping[str, Any]]
"""编号 → item code → a score, or a pair of score and reason."""


def fill_panel(
    data: bytes,
    marks: Marks,
    vetoes: Sequence[Sequence[Any]] = (),
    saved: datetime = FIXED_TIME,
) -> bytes:
    """A 复核表 with those scores and rows of 一票否决 typed in, saved at that time."""
    workbook = open_form(data)
    type_marks(workbook, marks)
    for row in vetoes:
        type_veto(workbook, row)
    return to_bytes(workbook, saved=saved)


def type_marks(workbook: Workbook, marks: Marks) -> None:
    """Type scores, and reasons where there are any."""
    places = _marks_of(workbook)
    for branch, items in marks.items():
        for code, mark in items.items():
            score, reason = mark if isinstance(mark, tuple) else (mark, None)
            sheet, cell = places[branch, f"{code}考评得分"]
            sheet[cell] = score
            if reason is not None:
                sheet, cell = places[branch, f"{code}扣分说明"]
                sheet[cell] = reason


def choose(workbook: Workbook, code: str, choice: Any) -> None:
    """Choose above an item how its blank scores are meant."""
    for sheet in workbook.worksheets:
        for row, cells in enumerate(sheet.iter_rows(max_row=12)):
            for column, cell in enumerate(cells, start=1):
                if "".join(str(cell.value).split()) == f"{code}扣分说明":
                    sheet.cell(row, column, choice)  # the row above: rows count from 1


def type_veto(workbook: Workbook, values: Sequence[Any]) -> None:
    """Fill in the next blank row of 一票否决."""
    sheet = workbook["一票否决"]
    head = next(row[0].row for row in sheet.iter_rows() if row[0].value == "编号")
    row = head + 1
    while any(sheet.cell(row, column).value for column in range(1, 7)):
        row += 1
    for column, value in enumerate(values, start=1):
        sheet.cell(row, column, value)


def find_mark(workbook: Workbook, branch: str, header: str) -> tuple[Worksheet, str]:
    """The cell below a header in the row of a branch. Raises KeyError where there is none."""
    return _marks_of(workbook)[branch, header]


def _marks_of(workbook: Workbook) -> dict[tuple[str, str], tuple[Worksheet, str]]:
    """(编号, header without spaces) → the cell, for every row of every sheet."""
    places: dict[tuple[str, str], tuple[Worksheet, str]] = {}
    for sheet in workbook.worksheets:
        columns = {
            "".join(str(cell.value).split()): cell.column_letter
            for row in sheet.iter_rows(max_row=12)
            for cell in row
            if cell.value is not None and cell.data_type == "s"
        }
        for key in sheet[columns["编号"]] if "编号" in columns else ():
            for header, letter in columns.items():
                places[str(key.value), header] = (sheet, f"{letter}{key.row}")
    return places


def find_cell(workbook: Workbook, header: str, code: str) -> tuple[Worksheet, str]:
    """The cell below a header in the row of a code. Raises LookupError where there is none."""
    for sheet in workbook.worksheets:
        heads = {
            "".join(str(cell.value).split()): cell
            for row in sheet.iter_rows(max_row=12)
            for cell in row
            if cell.value is not None
        }
        if header in heads and KEYS[header] in heads:
            keys = sheet[heads[KEYS[header]].column_letter]
            for key in keys:
                if key.value == code:
                    return sheet, f"{heads[header].column_letter}{key.row}"
    raise LookupError(f"{header} {code}")


Found = Mapping[str, Mapping[str, Any]]
"""编号 → header, such as 1-1.1 or 备注 → what is typed in."""


def fill_list(data: bytes, found: Found, saved: datetime = FIXED_TIME) -> bytes:
    """A 检查清单 with those cells typed in, saved at that time."""
    workbook = open_form(data)
    for code, values in found.items():
        for header, value in values.items():
            cell_of(workbook, code, header).value = value
    return to_bytes(workbook, saved=saved)


def cell_of(workbook: Workbook, code: str, header: str) -> Any:
    """The cell of a unit below a header of a 检查清单."""
    sheet = workbook["检查清单"]
    head = next(row for row in sheet.iter_rows() if row[0].value == "编号")
    heads = ["".join(str(cell.value).split()) for cell in head]
    row = next(row for row in sheet.iter_rows() if row[0].value == code)
    return row[heads.index(header)]


def strip_identity(workbook: Workbook) -> None:
    """Take every 识别码 out of a workbook."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if "WH-" in str(cell.value) or "WHP-" in str(cell.value):
                    cell.value = None
    workbook.custom_doc_props.props.clear()  # type: ignore[attr-defined]
