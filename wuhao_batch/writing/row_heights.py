"""Heights of rows: no program fits wrapped or merged cells on opening (docs/writing.md)."""

from copy import copy
from functools import lru_cache
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.line_breaks import lines_of
from wuhao_batch.writing.sizes import texts

LEAST_HEIGHT, MOST_HEIGHT = 21.0, 409.0
"""Points that a row is high at least, and at most in any program."""

LINE, ROW_SPARE = 1.45, 5
"""Height of a line in multiples of its type's size; points of a row beside its lines."""

SMALLEST = 6.0
"""The type in points below which nothing can be read on paper."""

CUT_OFF = "fill"
"""Horizontal alignment of a text that ends at its cell's edge, whatever stands behind."""


def fit_rows(worksheet: Worksheet) -> None:
    """Make every row high enough for its texts; a row that is higher already stays so.

    Texts that are turned upright, or cut off at the cell's edge, ask for no height.
    """
    tall = over_several_rows(worksheet)
    needed = dict.fromkeys(range(worksheet.min_row, worksheet.max_row + 1), LEAST_HEIGHT)
    for cell, width in texts(worksheet):
        if (cell.row, cell.column) not in tall and runs_on(cell):
            height = text_height(str(cell.value), width, cell.font.sz)
            needed[cell.row] = max(needed[cell.row], height)
    for row, height in needed.items():
        dimension = worksheet.row_dimensions[row]
        dimension.height = max(dimension.height or 0.0, height)


def over_several_rows(worksheet: Worksheet) -> set[tuple[int, int]]:
    """Return the first cells of merged ranges that have several rows; these ask for no height."""
    return {
        (merged.min_row, merged.min_col)
        for merged in worksheet.merged_cells.ranges
        if merged.max_row > merged.min_row
    }


def set_smaller(worksheet: Worksheet) -> None:
    """Set texts that the highest row would cut off in smaller type, as far as it can be read."""
    for cell, width in texts(worksheet):
        size = cell.font.sz
        if runs_on(cell):
            size = readable_size(str(cell.value), width, size)
        if size != cell.font.sz:
            font: Any = copy(cell.font)
            font.sz = size
            cell.font = font


def readable_size(text: str, width: float, points: float) -> float:
    """Return the type at which the highest row does not cut a text off, or the smallest."""
    while points > SMALLEST and text_height(text, width, points) == MOST_HEIGHT:
        points -= 0.5
    return points


def runs_on(cell: Cell | MergedCell) -> bool:
    """True if a text that is too long for the cell's width goes on in a further line."""
    setting = cell.alignment
    return not setting.textRotation and setting.horizontal != CUT_OFF


@lru_cache(maxsize=16_384)  # most texts stand in the papers of all branches
def text_height(text: str, width: float, points: float) -> float:
    """Return the height in points that a wrapped text needs in a column of that width."""
    lines = sum(len(lines_of(paragraph, width, points)) for paragraph in text.split("\n"))
    return min(MOST_HEIGHT, max(LEAST_HEIGHT, round(lines * points * LINE + ROW_SPARE, 1)))


def in_rows(text: str, width: float, points: float) -> list[str]:
    """Split a paragraph into parts that each fit into the highest row, in a column of that width.

    A part ends where a line does.
    """
    lines = lines_of(text, width, points)
    room = max(1, int((MOST_HEIGHT - ROW_SPARE) / (points * LINE)))
    return ["".join(lines[start : start + room]) for start in range(0, len(lines), room)]
