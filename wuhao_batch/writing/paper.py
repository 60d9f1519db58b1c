"""Draw papers as worksheets: lines of text across the page, rows in boxes."""

from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.cells import put

_EDGE = Side(style="thin", color="9A9A9A")
BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
HEAD_FILL = PatternFill("solid", fgColor="F3E3DC")


@dataclass(frozen=True, slots=True)
class Look:
    """Font, size and alignment of a line of text."""

    font: Font
    horizontal: str = "left"


def across(worksheet: Worksheet, row: int, columns: int, text: str, look: Look) -> None:
    """Write one text over so many columns."""
    cell = put(worksheet, row, 1, text)
    cell.font = look.font
    cell.alignment = Alignment(horizontal=look.horizontal, vertical="center", wrap_text=True)
    worksheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=columns)


def boxed(
    worksheet: Worksheet, row: int, values: Sequence[object], font: Font, centred: Sequence[bool]
) -> list[Cell]:
    """Write values side by side in boxes; those in the columns of ``centred`` are centred."""
    cells = []
    for column, (value, centre) in enumerate(zip(values, centred, strict=True), start=1):
        cell = put(worksheet, row, column, value)
        cell.font, cell.border = font, BOX
        horizontal = "center" if centre else "left"
        cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
        cells.append(cell)
    return cells


def heading(worksheet: Worksheet, row: int, headers: Sequence[str]) -> None:
    """Write the head of a table."""
    for cell in boxed(worksheet, row, headers, Font(name="黑体", size=11), [True] * len(headers)):
        cell.fill = HEAD_FILL
