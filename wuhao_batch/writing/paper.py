"""Drawing papers as worksheets: looks of cells, lines of text across the page, rows in boxes."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.cells import put


def box(color: str) -> Border:
    """Return a thin line of that colour (RRGGBB) round a cell."""
    edge = Side(style="thin", color=color)
    return Border(left=edge, right=edge, top=edge, bottom=edge)


BOX = box("9A9A9A")
HEAD_FILL = PatternFill("solid", fgColor="F3E3DC")


@dataclass(frozen=True, slots=True)
class Look:
    """The setting of a cell: font, size in points, colour as RRGGBB, place across, fill, border."""

    font: str = "宋体"
    size: float = 11
    color: str | None = None
    bold: bool = False
    horizontal: str | None = "left"
    fill: PatternFill | None = None
    border: Border | None = None

    def but(self, **changes: object) -> "Look":
        """Return the same look, changed a little."""
        return replace(self, **changes)  # type: ignore[arg-type]


_HEAD = Look(font="黑体", horizontal="center", fill=HEAD_FILL, border=BOX)


def write(worksheet: Worksheet, row: int, column: int, value: object, look: Look) -> Cell:
    """Put a value into a cell, in its look."""
    cell = put(worksheet, row, column, value)
    cell.font = Font(name=look.font, size=look.size, color=look.color, bold=look.bold)
    cell.alignment = Alignment(horizontal=look.horizontal, vertical="center", wrap_text=True)
    if look.fill is not None:
        cell.fill = look.fill
    if look.border is not None:
        cell.border = look.border
    return cell


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
    middle = look.but(horizontal="center")
    return [
        write(worksheet, row, column, value, middle if centre else look)
        for column, (value, centre) in enumerate(zip(values, centred, strict=True), start=1)
    ]


def heading(worksheet: Worksheet, row: int, headers: Sequence[str]) -> None:
    """Write the head of a table."""
    in_a_row(worksheet, row, headers, _HEAD, [True] * len(headers))
