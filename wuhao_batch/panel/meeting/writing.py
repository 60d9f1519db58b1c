"""Write one decision into ``input/decisions.xlsx`` as a clerk would: below the last one."""

import io
from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.listing import Listing, find_listing
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.panel.meeting.layout import BLANK_PROPERTY, ON, DecisionSheet
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.workspace.folders import DECISIONS, ImpossibleError
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.packages import to_bytes

_KEPT = "批注"
"""What stands beside the cells and is kept when a workbook is written again."""


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """The workbook with one more decision, and the number of its row."""

    data: bytes
    row: int


def with_row(data: bytes, sheet: DecisionSheet, values: Mapping[str, object]) -> WrittenRow:
    """Return a workbook with a row below the last one, in the looks that cells there have.

    Args:
        data: The workbook as it lies there.
        sheet: The sheet that the decision belongs on.
        values: Header → text, Decimal or date.

    Raises:
        ImpossibleError: It cannot be read, or could not be written again without a loss.
    """
    book = read_book(data)
    if isinstance(book, Refusal):
        raise _impossible(finding(book.code, Place(DECISIONS), **book.facts))
    listing = find_listing(book, sheet.name, sheet.required, DECISIONS)
    if isinstance(listing, Finding):
        raise _impossible(listing)
    beside = {each.kind for one in book.sheets for each in one.beside} - {_KEPT}
    if lost := sorted({*book.carried, *beside}):
        raise ImpossibleError(
            f"{DECISIONS} 里有{'、'.join(lost)}，由程序写会丢失。"
            f"请打开它，在“{sheet.name}”里加一行。"
        )
    try:
        workbook = load_workbook(io.BytesIO(data))
    except Exception:  # noqa: BLE001  a format of its own, which was read all the same
        raise ImpossibleError(
            f"{DECISIONS} 不是通常的 .xlsx，程序不能往里写。请用 Excel 或 WPS 另存为 .xlsx 后再试。"
        ) from None
    properties = workbook.custom_doc_props  # type: ignore[attr-defined]
    if BLANK_PROPERTY in properties.names:
        del properties[BLANK_PROPERTY]
    row = max(listing.rows, default=listing.header_row) + 1
    _write(workbook[listing.sheet.name], listing, row, values)
    return WrittenRow(to_bytes(workbook), row)


def _impossible(found: Finding) -> ImpossibleError:
    return ImpossibleError(f"{DECISIONS}：{found.message}{found.remedy}")


def _write(worksheet: Worksheet, listing: Listing, row: int, values: Mapping[str, object]) -> None:
    for header, value in values.items():
        if (column := listing.columns.get(header)) is None:
            continue
        above: Any = worksheet.cell(row - 1, column)
        cell: Any = worksheet.cell(row, column)
        if not cell.has_style and row - 1 > listing.header_row:
            cell._style = copy(above._style)
        put(worksheet, row, column, str(value) if not isinstance(value, Decimal) else value)
        if isinstance(value, date):
            cell.value = value
            cell.number_format = "yyyy-mm-dd" if header == ON else cell.number_format
