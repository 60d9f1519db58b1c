"""How the cells of a 复核表 look."""

from dataclasses import dataclass, replace

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.cells import put
from wuhao_batch.forms.limits import CALM

_EDGE = Side(style="thin", color="8A8F98")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)
_GREY = PatternFill("solid", fgColor="F2F2F2")


@dataclass(frozen=True, slots=True)
class Look:
    """Fount, size in points, colours, whether centred and boxed."""

    font: str = "宋体"
    size: float = 10
    color: str | None = None
    center: bool = False
    fill: PatternFill | None = None
    box: bool = True

    def but(self, **changes: object) -> "Look":
        """The same look, changed a little."""
        return replace(self, **changes)  # type: ignore[arg-type]


PLAIN = Look()
LINE = Look(box=False, size=11)
SMALL = Look(size=9)
HEAD = Look(font="黑体", center=True, fill=PatternFill("solid", fgColor="F3E3DC"))
LIVE = Look(font="黑体", color="9C2F23", center=True)
OPEN, OPEN_SCORE = Look(fill=CALM), Look(fill=CALM, center=True)
QUIET = Look(fill=_GREY)
"""Of a branch that has not handed in."""


def write(
    worksheet: Worksheet, row: int, column: int, value: object = None, look: Look = PLAIN
) -> Cell:
    """Put a value into a cell, in its look."""
    cell = put(worksheet, row, column, value)
    cell.font = Font(name=look.font, size=look.size, color=look.color)
    horizontal = "center" if look.center else "left"
    cell.alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=True)
    if look.fill is not None:
        cell.fill = look.fill
    if look.box:
        cell.border = _BOX
    return cell


def merge(worksheet: Worksheet, row: int, first: int, last: int) -> None:
    """Merge the cells of a row."""
    worksheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
