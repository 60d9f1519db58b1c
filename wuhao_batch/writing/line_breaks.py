"""Lines of Chinese text: no mark that closes begins one, and none that opens ends one (避头尾).

Nor are ≥ and = parted from their numbers: ≥98=25 stands in one line.

Excel breaks so by itself; LibreOffice lets a line in a cell begin with any mark. A break that
stands in the text holds in all of them (docs/writing.md).
"""

import math
import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from openpyxl.cell.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.sizes import DIGIT_PX, PT_PER_INCH, PX_PER_INCH, texts

_CLOSES = re.escape("、。，；：！？”’）》」』】〕〉…—·～％℃°!),.:;?]}%")
_OPENS = re.escape("“‘（《「『【〔〈([{≥>＞≤<＜")
_WORD = r"[A-Za-z0-9.+\-_@/%]+"
_UNIT = re.compile(rf"{_WORD}|.", re.DOTALL)
_EQUALS = rf"(?:[=＝]{_WORD})?"
_WITH_MARKS = re.compile(rf"[{_OPENS}]*(?:{_WORD}|.){_EQUALS}[{_CLOSES}]*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Setting:
    """The way a program sets text in a cell.

    ``padding`` are the pixels of a column that it keeps free, ``narrow`` is the width of a
    half-width character in multiples of the type's size, ``stretch`` how much wider than asked for
    it draws a column.
    """

    padding: int
    narrow: float
    stretch: float = 1.0

    def room(self, width: float) -> float:
        """Return the pixels that a column of that width in characters leaves for text."""
        return max((int(DIGIT_PX * width + 5) - self.padding) * self.stretch, 1.0)

    def edges(self, text: str, points: float) -> list[float]:
        """Return the pixels before each character, and behind the last."""
        return [0.0, *accumulate(map(_steps(points, self.narrow).__getitem__, text))]

    def sure(self, width: float, points: float) -> int:
        """Return how many characters, whichever they are, stand in one line of such a column."""
        return math.ceil(self.room(width) / _em(points)) - 1


class _Steps(dict[str, float]):
    """The pixels of each character, reckoned when it is first met."""

    def __init__(self, em: float, narrow: float) -> None:
        super().__init__()
        self._em, self._narrow = em, narrow

    def __missing__(self, sign: str) -> float:
        step = self[sign] = self._em if _is_wide(sign) else self._em * self._narrow
        return step


@lru_cache(maxsize=256)
def _steps(points: float, narrow: float) -> _Steps:
    return _Steps(_em(points), narrow)


def _em(points: float) -> float:
    """Return the pixels of a full-width character."""
    return points * PX_PER_INCH / PT_PER_INCH


USUAL = Setting(8, 0.55)
"""The measures that heights of rows are reckoned with."""
_TIGHT = Setting(8, 0.65)
"""The least that a program has been seen to set in a line."""
_SEEN = tuple(
    tuple(
        Setting(padding, narrow, stretch)
        for padding, stretch in ((8, 1.0), (5, 1.0), (3, 1.0), (3, 1.02), (3, 1.04))
    )
    for narrow in (0.4, 0.5, 0.65)
)
"""The ways of all programs, those together that set characters equally wide."""


def in_one_line(width: float, points: float) -> int:
    """Return how many characters, whichever they are, stand in one line in every program."""
    return _TIGHT.sure(width, points)


def lines_of(text: str, width: float, points: float, setting: Setting = USUAL) -> list[str]:
    """Break a paragraph into lines for a column of that width; together they are the text.

    Words in Latin letters and numbers stay whole where they fit.
    """
    if len(text) <= setting.sure(width, points):
        return [text]
    edges, room = setting.edges(text, points), setting.room(width)
    return _cut(text, _filled(edges, _ends(_WITH_MARKS, text), room)) or [""]


def width_for(text: str, points: float) -> float:
    """Return the width in characters of a column in which a text stands in one line everywhere."""
    return (_TIGHT.edges(text, points)[-1] + _TIGHT.padding) / DIGIT_PX


def keep_marks(worksheet: Worksheet) -> None:
    """Break the lines of locked, wrapped texts of a sheet where a mark would be left alone.

    Texts that are turned upright have other lines than their column's width gives.
    """
    for cell, width in texts(worksheet):
        if keeps_marks(cell):
            cell.value = with_breaks(str(cell.value), width, cell.font.sz)
            cell.data_type = "s"


def keeps_marks(cell: Cell) -> bool:
    """True if the lines of a cell's text may be broken: it is locked and wraps, and lies flat."""
    setting = cell.alignment
    return bool(setting.wrap_text and cell.protection.locked) and not setting.textRotation


@lru_cache(maxsize=4096)
def with_breaks(text: str, width: float, points: float) -> str:
    """Return text with its lines broken in paragraphs where some program would part a mark.

    The lines are short enough for all programs.
    """
    return "\n".join(_broken(line, width, points) for line in text.split("\n"))


def _broken(text: str, width: float, points: float) -> str:
    if len(text) <= in_one_line(width, points):
        return text
    anywhere, good = _ends(_UNIT, text), set(_ends(_WITH_MARKS, text))
    if len(good) == 1:  # a word alone, such as a code, is not made better by a break
        return text
    for alike in _SEEN:
        edges = alike[0].edges(text, points)
        for room in {each.room(width) for each in alike}:
            if not good.issuperset(_filled(edges, anywhere, room)):
                return "\n".join(lines_of(text, width, points, _TIGHT))
    return text


def _filled(edges: list[float], ends: list[int], room: float) -> list[int]:
    """Return where lines end that take in as much as they can."""
    found, start = [], 0
    while start < len(edges) - 1:
        most = bisect_right(edges, edges[start] + room) - 1
        at = bisect_right(ends, most)
        end = ends[at - 1] if at else 0
        start = end if end > start else max(most, start + 1)
        found.append(start)
    return found


def _cut(text: str, ends: list[int]) -> list[str]:
    return [text[start:end] for start, end in pairwise([0, *ends])]


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [match.end() for match in pattern.finditer(text)]


def _is_wide(sign: str) -> bool:
    return unicodedata.east_asian_width(sign) in "WFA"
