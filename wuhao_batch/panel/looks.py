"""The look of a 复核表, on the screen and on paper."""

from collections.abc import Iterable

from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.pagebreak import Break, ColBreak
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.forms.limits import CALM, GREY
from wuhao_batch.writing.line_breaks import keep_marks
from wuhao_batch.writing.paper import HEAD_FILL, Look, box
from wuhao_batch.writing.printing import margin_text, scale_for, set_up_paper
from wuhao_batch.writing.row_heights import fit_rows

_BOX = box("8A8F98")

LINE = Look()
PLAIN = Look(size=10, border=_BOX)
SMALL = PLAIN.but(size=9)
HEAD = PLAIN.but(font="黑体", horizontal="center", fill=HEAD_FILL)
LIVE = PLAIN.but(font="黑体", color="9C2F23", horizontal="center")
OPEN = PLAIN.but(fill=CALM)
OPEN_SCORE = OPEN.but(horizontal="center")
CHANGED = PLAIN.but(fill=PatternFill("solid", fgColor="FFE08A"))
"""Look of an item on which the branch has changed its report since it was scored."""
SAME_FILL = PatternFill("solid", bgColor="DCEBD8")
"""Behind a blank score that is left to the 自评得分."""
QUIET = PLAIN.but(fill=GREY)
"""Look of a branch that has not handed in."""


def lay_on_paper(worksheet: Worksheet, header: str, footer: str, widths: Iterable[float]) -> None:
    """Lay a sheet on A4 with narrow margins, scaled so that columns of those widths fill it."""
    worksheet.page_margins = PageMargins(
        left=0.5, right=0.5, top=0.65, bottom=0.6, header=0.3, footer=0.3
    )
    worksheet.HeaderFooter.oddHeader = HeaderFooterItem(left=margin_text(header, 9))
    set_up_paper(worksheet, footer)
    worksheet.page_setup.scale = scale_for(worksheet, widths)


def lay_on_wide_pages(
    worksheet: Worksheet,
    margins: tuple[str, str],
    widths: Iterable[float],
    heads: tuple[int, int],
    breaks: Iterable[int],
) -> None:
    """Lay a sheet that is wider than a page on landscape ones.

    Args:
        worksheet: The sheet, filled.
        margins: What stands above and below each page.
        widths: Of the columns of the widest page.
        heads: The last row and the last column of those that stand on every page.
        breaks: The last column of each page but the last.
    """
    row, column = heads
    keep_marks(worksheet)
    fit_rows(worksheet)
    worksheet.freeze_panes = f"{get_column_letter(column + 1)}{row + 1}"
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.pageOrder = "overThenDown"
    lay_on_paper(worksheet, *margins, widths)
    worksheet.print_title_rows = f"1:{row}"
    worksheet.print_title_cols = f"A:{get_column_letter(column)}"
    worksheet.col_breaks = ColBreak()
    for each in breaks:
        worksheet.col_breaks.append(Break(id=each))
