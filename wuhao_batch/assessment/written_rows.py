"""Write one row of a listing as a clerk would: below the last one, or what is still blank in it."""

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
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.workspace.folders import ImpossibleError
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.packages import to_bytes

_KEPT = "批注"
"""What stands beside the cells and is kept when a workbook is written again."""


@dataclass(frozen=True, slots=True)
class WrittenRow:
    """The workbook with the row in it, and the row's number."""

    data: bytes
    row: int


@dataclass(frozen=True, slots=True)
class OfficeBook:
    """A workbook of the office that rows are written into.

    ``file`` is its name in the workspace, ``required`` the headers that its ``sheet`` has, and
    ``blank`` the document property that it has until somebody writes into it, "" for none.
    """

    file: str
    sheet: str
    required: tuple[str, ...]
    blank: str = ""

    def with_row(
        self, data: bytes, values: Mapping[str, object], row: int | None = None
    ) -> WrittenRow:
        """Return the workbook with a row, in the looks that cells there have.

        Args:
            data: The workbook as it lies there.
            values: Header → text, Decimal or date.
            row: The row to write into; None for one below the last.

        Raises:
            ImpossibleError: It cannot be read, or could not be written again without a loss.
        """
        listing = self._listing(data)
        try:
            workbook = load_workbook(io.BytesIO(data))
        except Exception:  # noqa: BLE001  a format of its own, which was read all the same
            raise ImpossibleError(
                f"{self.file} 不是通常的 .xlsx，程序不能往里写。"
                "请用 Excel 或 WPS 另存为 .xlsx 后再试。"
            ) from None
        properties = workbook.custom_doc_props  # type: ignore[attr-defined]
        if self.blank and self.blank in properties.names:
            del properties[self.blank]
        row = row or max(listing.rows, default=listing.header_row) + 1
        _write(workbook[listing.sheet.name], listing, row, values)
        return WrittenRow(to_bytes(workbook), row)

    def _listing(self, data: bytes) -> Listing:
        book = read_book(data)
        if isinstance(book, Refusal):
            raise self._impossible(finding(book.code, Place(self.file), **book.facts))
        listing = find_listing(book, self.sheet, self.required, self.file)
        if isinstance(listing, Finding):
            raise self._impossible(listing)
        beside = {each.kind for one in book.sheets for each in one.beside} - {_KEPT}
        if lost := sorted({*book.carried, *beside}):
            raise ImpossibleError(
                f"{self.file} 里有{'、'.join(lost)}，由程序写会丢失。"
                f"请打开它，在“{self.sheet}”里填写。"
            )
        return listing

    def _impossible(self, found: Finding) -> ImpossibleError:
        return ImpossibleError(f"{self.file}：{found.message}{found.remedy}")


def _write(worksheet: Worksheet, listing: Listing, row: int, values: Mapping[str, object]) -> None:
    for header, value in values.items():
        if (column := listing.columns.get(header)) is None:
            continue
        above: Any = worksheet.cell(row - 1, column)
        cell: Any = worksheet.cell(row, column)
        if not cell.has_style and row - 1 > listing.header_row:
            cell._style = copy(above._style)
        put(worksheet, row, column, value if isinstance(value, Decimal) else str(value))
        if isinstance(value, date):
            cell.value, cell.number_format = value, "yyyy-mm-dd"
