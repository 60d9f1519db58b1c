"""Fill in a form as its people would: by the headers and codes that they see.

This looks the cells up by itself, apart from the program's own reader, so that the two check each
other.
"""

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from openpyxl import load_workbook
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.packages import FIXED_TIME, to_bytes

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
