"""results.xlsx on paper: each sheet with its title, its lines and a page count of its own.

Title, basis and signatures are head and foot lines, since row 1 of a sheet is its header
(docs/contracts.md).
"""

from dataclasses import dataclass

from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.page import PageMargins

from wuhao_batch.assessment.words import Words
from wuhao_batch.outputs.tables_workbook import TableSheet
from wuhao_batch.writing.printing import (
    break_rows,
    margin_text,
    own_page_count,
    scale_for,
    scale_for_one_page,
)
from wuhao_batch.writing.row_heights import LEAST_HEIGHT
from wuhao_batch.writing.sizes import column_widths

SIGNATURES = "{panel}{leader}（签字）：＿＿＿＿＿　成员（签字）：＿＿＿＿＿＿＿＿＿＿　　年　月　日"
READABLE = 62
"""Percentage below which 11 pt are no longer read at a table."""

_CLOSE = 17.0
"""Height in points of a row of one line where a table is to be one page."""

_TITLE_FONT = "黑体,常规"
_MARGINS = PageMargins(left=0.4, right=0.4, top=0.85, bottom=0.75, header=0.35, footer=0.35)


@dataclass(frozen=True, slots=True)
class PrintedSheet:
    """The texts of a printed sheet around its table; ``signed`` is one that the 考评组 signs."""

    title: str
    basis: str
    signed: bool
    words: Words


def _signatures(words: Words) -> str:
    return SIGNATURES.format(panel=words.panel, leader=words.leader)


def lay_out(drawn: TableSheet, sheet: PrintedSheet) -> None:
    """Lay a table out on A4 pages across, its header on each of them."""
    worksheet = drawn.worksheet
    worksheet.print_area = worksheet.auto_filter.ref
    worksheet.print_title_rows = "1:1"
    worksheet.page_margins = _MARGINS
    worksheet.print_options.horizontalCentered = worksheet.print_options.gridLines = True
    setup = worksheet.page_setup
    setup.orientation, setup.paperSize = "landscape", worksheet.PAPERSIZE_A4
    setup.firstPageNumber, setup.useFirstPageNumber = 1, True
    setup.scale = scale_for(worksheet, column_widths(worksheet).values())
    pages = _one_page(drawn) if sheet.signed else None
    title = margin_text(sheet.title, 14, _TITLE_FONT)
    worksheet.HeaderFooter.oddHeader = HeaderFooterItem(center=title)
    foot = HeaderFooterItem(left=margin_text(sheet.basis, 9))
    if sheet.signed:
        foot.center = margin_text(_signatures(sheet.words), 11)
    foot.right = own_page_count(9, pages or break_rows(worksheet, drawn.heights))
    worksheet.HeaderFooter.oddFooter = foot


def _one_page(drawn: TableSheet) -> int | None:
    """Draw the table together on one page: return 1, or None where it would not be readable."""
    setup, heights = drawn.worksheet.page_setup, drawn.heights
    wide = setup.scale or 100
    if scale_for_one_page(drawn.worksheet, heights) < wide:
        heights[:] = [_CLOSE if each == LEAST_HEIGHT else each for each in heights]
    scale = min(wide, scale_for_one_page(drawn.worksheet, heights))
    if scale < min(READABLE, wide):
        return None
    setup.scale = scale
    return 1
