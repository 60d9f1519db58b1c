"""A form on paper: row heights, page breaks, the page set-up.

Row heights have to be written, because no program fits wrapped or merged cells on opening; page
breaks stand between blocks, because a merged label torn over a page end loses its text. Figures:
facts/roundtrip.md §6.
"""

import math
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.pagebreak import Break
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.forms.layout import ITEM, SUBTOTAL, Table
from wuhao_batch.standard import item_of

DIGIT_PX = 7  # the width of a digit in Calibri 11, the Normal font, from which widths derive
DEFAULT_WIDTH = 8.43
DEFAULT_HEIGHT = 15.0
LEAST_HEIGHT = 21.0
MOST_HEIGHT = 409.0

LINE, ROW_SPARE = 1.45, 5
"""The height of a line in its type's size; points of a row beside its lines."""
MOST_IN_MARGIN = 90
"""A head or foot line holds 255 characters in all, its own signs and doubled ones included."""

PX_PER_INCH, PT_PER_INCH = 96, 72
A4_INCHES = (8.27, 11.69)
SPARE = 0.92  # of the page's width: other programs' fonts are a little wider
FILL = 0.97  # of the page's height


def fit_rows(worksheet: Worksheet) -> None:
    """Make every row high enough for its texts; a row that is higher already stays so."""
    widths = column_widths(worksheet)
    wide, tall = {}, set()
    for merged in worksheet.merged_cells.ranges:
        wide[merged.start_cell.coordinate] = sum(
            widths[column] for column in range(merged.min_col, merged.max_col + 1)
        )
        if merged.max_row > merged.min_row:
            tall.add(merged.start_cell.coordinate)
    for row in worksheet.iter_rows():
        needed = [
            text_height(
                str(cell.value), wide.get(cell.coordinate, widths[cell.column]), cell.font.sz
            )
            for cell in row
            if cell.value is not None and cell.data_type == "s" and cell.coordinate not in tall
        ]
        dimension = worksheet.row_dimensions[row[0].row or 1]
        dimension.height = max([dimension.height or LEAST_HEIGHT, *needed])


def column_widths(worksheet: Worksheet) -> Mapping[int, float]:
    """Column number → width in characters, for every column up to the last."""
    widths = dict.fromkeys(range(1, worksheet.max_column + 1), DEFAULT_WIDTH)
    for letter, dimension in worksheet.column_dimensions.items():
        if dimension.customWidth or dimension.width:
            first = dimension.min or worksheet[f"{letter}1"].column
            for column in range(first, (dimension.max or first) + 1):
                widths[column] = 0.0 if dimension.hidden else dimension.width
    return widths


def text_height(text: str, width: float, points: float) -> float:
    """The height in points that a wrapped text needs in a column of that width."""
    lines = sum(_lines(paragraph, _usable(width), points) for paragraph in text.split("\n"))
    return min(MOST_HEIGHT, max(LEAST_HEIGHT, round(lines * points * LINE + ROW_SPARE, 1)))


def in_rows(text: str, width: float, points: float) -> list[str]:
    """A text in parts that each fit into the highest row, in a column of that width."""
    signs = int(_usable(width) / _em(points))
    room = max(1, signs * int((MOST_HEIGHT - ROW_SPARE) / (points * LINE) - 1))
    return [text[start : start + room] for start in range(0, len(text), room)]


def _usable(width: float) -> int:
    """The pixels that a column of that width leaves for text."""
    return max(math.trunc(DIGIT_PX * width + 5) - 8, 1)


def _em(points: float) -> float:
    """The width in pixels of a full-width character."""
    return points * PX_PER_INCH / PT_PER_INCH


def _lines(paragraph: str, usable: float, points: float) -> int:
    em = _em(points)
    lines, used = 1, 0.0
    for sign in paragraph:
        wide = unicodedata.east_asian_width(sign) in "WFA"
        step = em if wide else em * 0.55
        if used + step > usable:
            lines, used = lines + 1, 0.0
        used += step
    return lines


def set_up_pages(worksheet: Worksheet, table: Table | None, footer: str) -> None:
    """A4, all columns on one page width, the header on every page, blocks kept whole."""
    set_up_paper(worksheet, footer)
    widths = column_widths(worksheet)
    worksheet.page_setup.scale = scale_for(worksheet, widths.values())
    if table is None:
        return
    worksheet.print_title_rows = f"{table.header_row}:{table.header_row}"
    worksheet.freeze_panes = f"A{table.header_row + 1}"
    break_pages(worksheet, _blocks(table), table.header_row)


def break_pages(worksheet: Worksheet, blocks: Iterable[int], header_row: int) -> None:
    """Let pages end between blocks; paper and scale are set already."""
    scale = worksheet.page_setup.scale or 100
    room = _page_inches(worksheet)[1] * PT_PER_INCH * 100 / scale * FILL
    for row in page_breaks(_heights(worksheet), blocks, header_row, room):
        worksheet.row_breaks.append(Break(id=row))


def set_up_paper(worksheet: Worksheet, footer: str) -> None:
    """A4, centred, with a footer line, the whole sheet printed; the scale is still to be set."""
    setup = worksheet.page_setup
    setup.paperSize = worksheet.PAPERSIZE_A4
    setup.fitToWidth = setup.fitToHeight = None
    if worksheet.sheet_properties.pageSetUpPr is not None:
        worksheet.sheet_properties.pageSetUpPr.fitToPage = False
    worksheet.print_options.horizontalCentered = True
    worksheet.HeaderFooter.oddFooter = HeaderFooterItem(
        left=margin_text(footer, 8), right=page_count(8)
    )
    last = get_column_letter(worksheet.max_column)
    worksheet.print_area = f"A1:{last}{worksheet.max_row}"


def margin_text(text: str, size: int) -> _HeaderFooterPart:
    """Text in a head or foot line, cut where spreadsheet programs would refuse the file."""
    shown = text if len(text) <= MOST_IN_MARGIN else text[: MOST_IN_MARGIN - 1] + "…"
    return _HeaderFooterPart(shown.replace("&", "&&"), size=size)


def page_count(size: int) -> _HeaderFooterPart:
    """“第 1 页 / 共 2 页”."""
    return _HeaderFooterPart("第 &P 页 / 共 &N 页", size=size)


def scale_for(worksheet: Worksheet, widths: Iterable[float]) -> int:
    """The per cent at which columns of those widths fit on one page."""
    pixels = sum(math.trunc(DIGIT_PX * width + 5) for width in widths)
    room = _page_inches(worksheet)[0] * PX_PER_INCH * SPARE
    return max(10, min(100, math.floor(100 * room / pixels)))


def _page_inches(worksheet: Worksheet) -> tuple[float, float]:
    margins = worksheet.page_margins
    short, long = A4_INCHES
    width, height = (long, short) if worksheet.page_setup.orientation == "landscape" else A4_INCHES
    return width - margins.left - margins.right, height - margins.top - margins.bottom


def _heights(worksheet: Worksheet) -> list[float]:
    """Row heights in points, index 0 for row 1."""
    return [
        worksheet.row_dimensions[row].height or DEFAULT_HEIGHT
        for row in range(1, worksheet.max_row + 1)
    ]


def _blocks(table: Table) -> list[int]:
    """The rows at which a page may begin: a category's first, or, without 小计, an item's first."""
    starts: list[int] = []
    has_subtotals = bool(table.rows_of_kind(SUBTOTAL))
    previous = None
    for row, kind in table.body.items():
        if kind == ITEM:
            block = "" if has_subtotals else item_of(table.at(row, table.spec.key).text)
            if block != previous:
                starts.append(row)
            previous = block
        elif kind == SUBTOTAL:
            previous = None
    return starts


def page_breaks(
    heights: Sequence[float], blocks: Iterable[int], header_row: int, room: float
) -> list[int]:
    """The rows after which a page ends.

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
