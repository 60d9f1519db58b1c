"""Heights of rows: no program fits wrapped or merged cells on opening (docs/writing.md)."""

import math
import unicodedata

from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.sizes import DIGIT_PX, PT_PER_INCH, PX_PER_INCH, column_widths

LEAST_HEIGHT, MOST_HEIGHT = 21.0, 409.0
"""Points that a row is high at least, and at most in any program."""

LINE, ROW_SPARE = 1.45, 5
"""Height of a line in multiples of its type's size; points of a row beside its lines."""


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


def text_height(text: str, width: float, points: float) -> float:
    """Return the height in points that a wrapped text needs in a column of that width."""
    lines = sum(_lines(paragraph, _usable(width), points) for paragraph in text.split("\n"))
    return min(MOST_HEIGHT, max(LEAST_HEIGHT, round(lines * points * LINE + ROW_SPARE, 1)))


def in_rows(text: str, width: float, points: float) -> list[str]:
    """Split a text into parts that each fit into the highest row, in a column of that width."""
    signs = int(_usable(width) / _em(points))
    room = max(1, signs * int((MOST_HEIGHT - ROW_SPARE) / (points * LINE) - 1))
    return [text[start : start + room] for start in range(0, len(text), room)]


def _usable(width: float) -> int:
    """Return the pixels that a column of that width leaves for text."""
    return max(math.trunc(DIGIT_PX * width + 5) - 8, 1)


def _em(points: float) -> float:
    """Return the width in pixels of a full-width character."""
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
