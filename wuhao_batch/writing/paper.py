"""Drawing papers as worksheets: looks of cells, lines of text across the page, rows in boxes."""

from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any
from weakref import WeakKeyDictionary

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange
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
    whatever stands behind. ``upright`` ones are read from below. ``locked`` cells are so where the
    sheet is.
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
    locked: bool = True
    _hash: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        # The library takes long to compare fills and borders: a mark of them tells most apart.
        fill = self.fill and self.fill.fgColor.rgb
        sides = (self.border.left, self.border.bottom) if self.border else ()
        border = tuple(side and side.style for side in sides)
        kind = (self.horizontal, self.underlined, self.wrapped, self.upright, self.locked)
        own = (self.font, self.size, self.color, self.bold, *kind, self.number_format, fill, border)
        object.__setattr__(self, "_hash", hash(own))

    def __hash__(self) -> int:  # asked for with each cell
        return self._hash

    def but(self, **changes: object) -> "Look":
        """Return the same look, changed a little."""
        return replace(self, **changes)  # type: ignore[arg-type]


HEAD = Look(font="黑体", horizontal="center", fill=HEAD_FILL, border=BOX)


def write(worksheet: Worksheet, row: int, column: int, value: object, look: Look) -> Cell:
    """Put a value into a cell, in its look."""
    cell = put(worksheet, row, column, value)
    wear(cell, look)
    return cell


def wear(cell: Cell, look: Look) -> None:
    """Give a cell a look, instead of any other."""
    quoted = cell.quotePrefix
    setattr(cell, _STYLE, _style(cell.parent, look))
    if quoted:
        cell.quotePrefix = quoted


def style_of(worksheet: Worksheet, look: Look, *, quoted: bool = False) -> int:
    """Return the number of a look among the styles of the workbook; ``quoted`` keeps text text."""
    cell = Cell(worksheet, row=1, column=1)
    wear(cell, look)
    cell.quotePrefix = quoted
    return int(cell.style_id)


def dress_alike(cells: Iterable[Cell], dress: Callable[[Cell], None]) -> None:
    """Give cells another look; of those that look the same, ``dress`` is given the first only."""
    looks: dict[object, object] = {}
    for cell in cells:
        before = copy(getattr(cell, _STYLE))  # dressing changes it where it is
        if before in looks:
            setattr(cell, _STYLE, copy(looks[before]))
        else:
            dress(cell)
            looks[before] = getattr(cell, _STYLE)


def restyled(cell: Cell, fill: PatternFill | None, *, quoted: bool) -> int:
    """Return the number that a cell's style has with another fill, if any, and its text marked."""
    other = Cell(cell.parent, row=1, column=1)
    setattr(other, _STYLE, copy(getattr(cell, _STYLE)))
    if fill is not None:
        other.fill = fill
    other.quotePrefix = quoted
    return int(other.style_id)


_STYLE = "_style"
"""Where the library keeps the numbers of a cell's font, border and so on."""

_worn: WeakKeyDictionary[Workbook, dict[Look, object]] = WeakKeyDictionary()
"""Workbook → its looks: the library compares each font and border with all others."""


def _style(sheet: Any, look: Look) -> object:
    """Return a look as the library keeps it in a cell."""
    looks = _worn.setdefault(sheet.parent, {})
    if look not in looks:
        cell = Cell(sheet, row=1, column=1)
        _dress(cell, look)
        looks[look] = getattr(cell, _STYLE)
    return copy(looks[look])


def _dress(cell: Cell, look: Look) -> None:
    cell.font, cell.alignment = _parts(look)
    cell.number_format = look.number_format
    if look.fill is not None:
        cell.fill = look.fill
    if look.border is not None:
        cell.border = look.border
    if not look.locked:
        cell.protection = _OPEN


_OPEN = Protection(locked=False)


@lru_cache(maxsize=1_024)
def _parts(look: Look) -> tuple[Font, Alignment]:
    """Return the font of a look and where its text stands, made once for all workbooks."""
    font = Font(
        name=look.font,
        size=look.size,
        color=look.color,
        bold=look.bold,
        underline="single" if look.underlined else None,
    )
    alignment = Alignment(
        horizontal=look.horizontal if look.wrapped else CUT_OFF,
        vertical="bottom" if look.upright else "center",
        wrap_text=look.wrapped,
        textRotation=90 if look.upright else 0,
    )
    return font, alignment


def merge(worksheet: Worksheet, row: int, first: int, last: int) -> None:
    """Merge the cells of a row from one column to another; all have the look of the first.

    The library would compare the borders of each with those of all others.
    """
    look = getattr(worksheet.cell(row, first), _STYLE)
    for column in range(first + 1, last + 1):
        setattr(worksheet.cell(row, column), _STYLE, copy(look))
    whole = CellRange(min_row=row, max_row=row, min_col=first, max_col=last)
    worksheet.merged_cells.ranges.add(whole)


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
    in_a_row(worksheet, row, headers, HEAD, [True] * len(headers))
