"""Sizes on a sheet: widths in characters of the Normal font, heights in points, pixels of both."""

from collections.abc import Iterator, Mapping

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

DIGIT_PX = 7
"""The width of a digit in Calibri 11, the Normal font, from which widths derive."""

DEFAULT_WIDTH, DEFAULT_HEIGHT = 8.43, 15.0
"""A column's width in characters and a row's height in points where none is set."""

PX_PER_INCH, PT_PER_INCH = 96, 72


def column_widths(worksheet: Worksheet) -> Mapping[int, float]:
    """Return column number → width in characters, for every column up to the last."""
    widths = dict.fromkeys(range(1, worksheet.max_column + 1), DEFAULT_WIDTH)
    for letter, dimension in worksheet.column_dimensions.items():
        if dimension.customWidth or dimension.width:
            first = dimension.min or worksheet[f"{letter}1"].column
            for column in range(first, (dimension.max or first) + 1):
                widths[column] = 0.0 if dimension.hidden else dimension.width
    return widths


def texts(worksheet: Worksheet) -> Iterator[tuple[Cell, float]]:
    """Yield every cell with a text and the width that it has for it, that of its merged range.

    A text in hidden columns has no width, and is left out.
    """
    widths = column_widths(worksheet)
    wide = {
        (merged.min_row, merged.min_col): sum(
            widths[column] for column in range(merged.min_col, merged.max_col + 1)
        )
        for merged in worksheet.merged_cells.ranges
    }
    for row in worksheet.iter_rows():
        for cell in row:
            if cell.value is not None and cell.data_type == "s":
                assert isinstance(cell, Cell)  # noqa: S101  merged cells hold nothing
                if width := wide.get((cell.row, cell.column), widths[cell.column]):
                    yield cell, width
