"""How a 复核表 looks, on the screen and on paper."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.forms.limits import CALM
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.printing import margin_text, scale_for, set_up_paper

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
CHANGED = Look(fill=PatternFill("solid", fgColor="FFE08A"))
"""Of an item on which the branch has reported something else since it was scored."""
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


def lay_on_paper(worksheet: Worksheet, header: str, footer: str, widths: Iterable[float]) -> None:
    """A4 with narrow margins, at the scale at which columns of those widths fill its width."""
    worksheet.page_margins = PageMargins(
        left=0.5, right=0.5, top=0.65, bottom=0.6, header=0.3, footer=0.3
    )
    worksheet.HeaderFooter.oddHeader = HeaderFooterItem(left=margin_text(header, 9))
    set_up_paper(worksheet, footer)
    worksheet.page_setup.scale = scale_for(worksheet, widths)


def merge(worksheet: Worksheet, row: int, first: int, last: int) -> None:
    """Merge the cells of a row."""
    worksheet.merge_cells(start_row=row, end_row=row, start_column=first, end_column=last)
