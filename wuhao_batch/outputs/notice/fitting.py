"""Fit the notice's table to the web page's paper: no page holds its last line or two alone.

Lengths are in points, from docs/notice.md; the template prints with the space that is found here.
"""

from collections.abc import Iterator, Sequence
from math import ceil
from unicodedata import east_asian_width

KEPT_TOGETHER = 3
"""So many rows at least stand on the table's last page."""

USUAL, LEAST = 3.5, 1.0
"""Space above and below the text of a row, and how little of it is still pleasant."""

_STEP = 0.25
_PAGE, _SPARE = 225 / 25.4 * 72, 3.0
_LINE, _TITLE_LINE, _ROW_LINE, _RULE = 28.98, 36.0, 17.0, 0.5
_CHARACTERS, _INDENT, _HALF = 28, 2, 0.55
_GAP, _SIDES = 9.0, 4.0


def space_for(above: float, heights: Sequence[float]) -> float:
    """Return the space above and below the text of each row with which the table ends well.

    It is the usual one, unless a line or two would stand alone that a little less brings back.

    Args:
        above: The height of what stands on the first page above the table.
        heights: Those of the rows without that space, the head's first.
    """
    wanted = min(KEPT_TOGETHER, len(heights) - 1)
    for space in _spaces():
        if _on_last_page(above, [height + 2 * space for height in heights]) >= wanted:
            return space
    return USUAL


def height_above(title_lines: int, texts: Sequence[str], *, marked: bool) -> float:
    """Return the height of mark, title and paragraphs, as far as they reach the table's page."""
    lines = sum(ceil((_ems(text) + _INDENT) / _CHARACTERS) for text in texts) + marked
    return (title_lines * _TITLE_LINE + (lines + 1) * _LINE + _GAP) % _PAGE


def row_height(texts: Sequence[str], widths: Sequence[float], size: float) -> float:
    """Return the height of a row without space; ``widths`` are in characters of that size."""
    rooms = (max(1.0, width - _SIDES / size) for width in widths)
    lines = max(ceil(_ems(text) / room) for text, room in zip(texts, rooms, strict=True))
    return max(1, lines) * _ROW_LINE + _RULE


def _spaces() -> Iterator[float]:
    steps = int((USUAL - LEAST) / _STEP)
    return (USUAL - _STEP * step for step in range(steps + 1))


def _on_last_page(used: float, heights: Sequence[float]) -> int:
    """Return the number of rows on the last page, which repeats the head as every one does."""
    head, *rows = heights
    count, used = 0, used + head
    for row in rows:
        if used + row > _PAGE - _SPARE:
            count, used = 0, head
        count, used = count + 1, used + row
    return count


def _ems(text: str) -> float:
    """Return the width of a text in full-width characters."""
    return sum(1.0 if east_asian_width(sign) in "WFA" else _HALF for sign in text)
