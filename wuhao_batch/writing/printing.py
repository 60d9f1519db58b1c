"""A sheet on paper: A4, its scale, its foot line, and pages that end between blocks.

A label merged over several rows would lose its text where a page ends within it; figures in
docs/writing.md.
"""

import math
from collections.abc import Iterable, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.sizes import DEFAULT_HEIGHT, DIGIT_PX, PT_PER_INCH, PX_PER_INCH

MOST_IN_MARGIN = 90
"""Characters of a head or foot text, out of 255 with the line's own codes."""

A4_INCHES = (8.27, 11.69)
SPARE = 0.92  # of the page's width: other programs' fonts are a little wider
FILL = 0.97  # of the page's height


MOST_BREAKS = 1_000
"""Spreadsheet programs take 1,026 page breaks on a sheet."""


def break_pages(worksheet: Worksheet, blocks: Iterable[int], header_row: int) -> None:
    """Let pages end between blocks; paper and scale are set already."""
    for row in page_breaks(heights_of(worksheet), blocks, header_row, page_room(worksheet)):
        worksheet.row_breaks.append(Break(id=row))


def page_room(worksheet: Worksheet) -> float:
    """Return the points of rows that a page holds; paper and scale are set already."""
    return _page_points(worksheet) * 100 / (worksheet.page_setup.scale or 100)


def break_rows(worksheet: Worksheet, heights: Sequence[float]) -> int | None:
    """Let pages end between rows below the header in row 1, and return their number.

    None where there are too many pages to end each of them; then programs break them.
    """
    breaks = page_breaks(heights, range(2, len(heights) + 1), 1, page_room(worksheet))
    if len(breaks) >= MOST_BREAKS:
        return None
    for row in breaks:
        worksheet.row_breaks.append(Break(id=row))
    return len(breaks) + 1


def set_up_paper(worksheet: Worksheet, footer: str) -> None:
    """Set A4, centred, with a footer, all printed; the scale is still to be set."""
    setup = worksheet.page_setup
    setup.paperSize = worksheet.PAPERSIZE_A4
    setup.fitToWidth = setup.fitToHeight = None
    if worksheet.sheet_properties.pageSetUpPr is not None:
        worksheet.sheet_properties.pageSetUpPr.fitToPage = False
    worksheet.print_options.horizontalCentered = True
    put_foot(worksheet, footer)
    last = get_column_letter(worksheet.max_column)
    worksheet.print_area = f"A1:{last}{worksheet.max_row}"


def put_foot(worksheet: Worksheet, text: str) -> None:
    """Put a text and the number of the page at the foot of every page."""
    worksheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=margin_text(text, 8), right=page_count(8)
    )


def fit_to_width(worksheet: Worksheet) -> None:
    """Set A4 with all columns on one page's width and the header, the first row, on every page.

    Programs reckon the scale themselves and then leave out breaks set by hand.
    """
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    setup = worksheet.page_setup
    setup.paperSize, setup.fitToWidth, setup.fitToHeight = worksheet.PAPERSIZE_A4, 1, 0
    worksheet.print_options.horizontalCentered = True
    worksheet.print_title_rows = "1:1"


def margin_text(text: str, size: int, font: str | None = None) -> _HeaderFooterPart:
    """Return text for a head or foot line, cut to what spreadsheet programs accept."""
    return _HeaderFooterPart(fitted_to_margin(text), font, size)


def fitted_to_margin(text: str) -> str:
    """Return that text in one line, with the signs doubled that stand for something else there."""
    text = text.replace("\r", " ").replace("\n", " ")
    shown = text if len(text) <= MOST_IN_MARGIN else text[: MOST_IN_MARGIN - 1] + "…"
    return shown.replace("&", "&&")


def page_count(size: int) -> _HeaderFooterPart:
    """Return the line “第 1 页 / 共 2 页”."""
    return _HeaderFooterPart("第 &P 页 / 共 &N 页", size=size)


def own_page_count(size: int, pages: int | None) -> _HeaderFooterPart:
    """Return “第 1 页 / 共 2 页” of one sheet, whatever is printed with it; None: not known.

    The program that prints counts all sheets together.
    """
    whole = "" if pages is None else f" / 共 {pages} 页"
    return _HeaderFooterPart(f"第 &P 页{whole}", size=size)


def scale_for(worksheet: Worksheet, widths: Iterable[float]) -> int:
    """Return the percentage at which columns of those widths fit on one page."""
    pixels = sum(math.trunc(DIGIT_PX * width + 5) for width in widths)
    room = _page_inches(worksheet)[0] * PX_PER_INCH * SPARE
    return max(10, min(100, math.floor(100 * room / pixels)))


def scale_for_one_page(worksheet: Worksheet, heights: Iterable[float]) -> int:
    """Return the percentage at which rows of those heights fit on one page."""
    return max(10, math.floor(100 * _page_points(worksheet) / sum(heights)))


def _page_points(worksheet: Worksheet) -> float:
    """Return the height of a page that rows may fill."""
    return _page_inches(worksheet)[1] * PT_PER_INCH * FILL


def _page_inches(worksheet: Worksheet) -> tuple[float, float]:
    margins = worksheet.page_margins
    short, long = A4_INCHES
    width, height = (long, short) if worksheet.page_setup.orientation == "landscape" else A4_INCHES
    return width - margins.left - margins.right, height - margins.top - margins.bottom


def heights_of(worksheet: Worksheet) -> list[float]:
    """Return the row heights in points, index 0 for row 1."""
    return [
        worksheet.row_dimensions[row].height or DEFAULT_HEIGHT
        for row in range(1, worksheet.max_row + 1)
    ]


def page_breaks(
    heights: Sequence[float], blocks: Iterable[int], header_row: int, room: float
) -> list[int]:
    """Choose the rows after which a page ends.

    Args:
        heights: Row heights in points, index 0 for row 1.
        blocks: The first row of each block that should stay whole, ascending.
        header_row: Repeated at the top of every further page.
        room: The height of a page in points.

    Returns:
        Row numbers. A block that is higher than a page is left to break where it must.
    """
    breaks: list[int] = []
    starts = list(blocks)
    if not starts:
        return []
    ends = [start - 1 for start in starts[1:]] + [len(heights)]
    header = heights[header_row - 1]
    used = sum(heights[: starts[0] - 1])
    for start, end in zip(starts, ends, strict=True):
        height = sum(heights[start - 1 : end])
        if used + height > room and start != starts[0]:
            breaks.append(start - 1)
            used = header
        used += height
        while used > room > header:  # too high for a page: it runs over on to the next
            used += header - room
    return breaks
