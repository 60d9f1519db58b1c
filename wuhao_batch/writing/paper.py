"""Drawing papers as worksheets: looks of cells, lines of text across the page, rows in boxes."""

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.cells import put
from wuhao_batch.writing.row_heights import CUT_OFF


def box(color: str) -> Border:
    """Return a thin line of that colour (RRGGBB) round a cell."""
    edge = Side(style="thin", color=color)
    return Border(left=edge, right=edge, top=edge, bottom=edge)


BOX = box("9A9A9A")
HEAD_FILL = PatternFill("solid", fgColor="F3E3DC")


@dataclass(frozen=True, slots=True)
class Look:
    """The setting of a cell: font, size in points, colour as RRGGBB, place across, fill, border.

    A text goes on in further lines unless it is not ``wrapped``: then it ends at the cell's edge,
    whatever stands behind. ``upright`` ones are read from below.
    """

    font: str = "宋体"
    size: float = 11
    color: str | None = None
    bold: bool = False
    horizontal: str | None = "left"
    fill: PatternFill | None = None
    border: Border | None = None
    underlined: bool = False
    wrapped: bool = True
    upright: bool = False
    number_format: str = "General"

    def but(self, **changes: object) -> "Look":
        """Return the same look, changed a little."""
        return replace(self, **changes)  # type: ignore[arg-type]


HEAD = Look(font="黑体", horizontal="center", fill=HEAD_FILL, border=BOX)


def write(worksheet: Worksheet, row: int, column: int, value: object, look: Look) -> Cell:
    """Put a value into a cell, in its look."""
    cell = put(worksheet, row, column, value)
    _dress(cell, look)
    return cell


def _dress(cell: Cell, look: Look) -> None:
    cell.font = Font(
        name=look.font,
        size=look.size,
        color=look.color,
        bold=look.bold,
        underline="single" if look.underlined else None,
    )
    cell.alignment = Alignment(
        horizontal=look.horizontal if look.wrapped else CUT_OFF,
        vertical="bottom" if look.upright else "center",
        wrap_text=look.wrapped,
        textRotation=90 if look.upright else 0,
    )
    cell.number_format = look.number_format
    if look.fill is not None:
        cell.fill = look.fill
    if look.border is not None:
        cell.border = look.border


def style_of(worksheet: Worksheet, look: Look, *, quoted: bool = False) -> int:
    """Return the number of a look among the styles of the workbook; ``quoted`` keeps text text."""
    cell = Cell(worksheet, row=1, column=1)
    _dress(cell, look)
    cell.quotePrefix = quoted
    return int(cell.style_id)


def merge(worksheet: Worksheet, row: int, first: int, last: int) -> None:
    """Merge the cells of a row from one column to another."""
    worksheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)


def across(worksheet: Worksheet, row: int, columns: int, text: str, look: Look) -> None:
    """Write one text over so many columns."""
    write(worksheet, row, 1, text, look)
    merge(worksheet, row, 1, columns)


def in_a_row(
    worksheet: Worksheet, row: int, values: Sequence[object], look: Look, centred: Sequence[bool]
) -> list[Cell]:
    """Write values side by side; ``centred`` names those in the middle."""
    cells = [put(worksheet, row, *each) for each in enumerate(values, start=1)]
    for middle in (False, True):
        alike = [cell for cell, centre in zip(cells, centred, strict=True) if centre is middle]
        _dress_alike(alike, look.but(horizontal="center") if middle else look)
    return cells


def _dress_alike(cells: Sequence[Any], look: Look) -> None:
    """Set one look: setting each property of each cell anew takes longer than all the rest."""
    for cell in cells[:1]:
        _dress(cell, look)
    for cell in cells[1:]:
        quoted = cell.quotePrefix
        cell._style = copy(cells[0]._style)
        cell.quotePrefix = quoted


def heading(worksheet: Worksheet, row: int, headers: Sequence[str]) -> None:
    """Write the head of a table."""
    in_a_row(worksheet, row, headers, HEAD, [True] * len(headers))
