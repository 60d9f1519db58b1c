"""The look of a cell as readers tell it: struck and raised words, colours, what hides it.

The phrases are quoted in findings; they stand here alone, whatever the format of the file.
"""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import groupby

from wuhao_batch.reading.limits import LAST_ROW, MAX_COLUMNS
from wuhao_batch.sheets import Cell, CellAddress, clean

NOTE, TEXT_BOX, PICTURE, SHAPE, CHART = "批注", "文本框", "图片", "图形", "图表"
"""Words for what is beside the cells (:class:`wuhao_batch.sheets.Beside`)."""

UNKNOWN_FORMAT = "看不出显示的是什么"
HIDDEN_ROW, HIDDEN_COLUMN = "所在的行已隐藏", "所在的列已隐藏"
FILTERED_ROW = "所在的行被筛选隐藏"
COVERED = "被合并的单元格盖住"
SAME_COLOURS = "字的颜色与底色相同"
ZERO_NOT_SHOWN = "工作表设置成不显示0"

_LONGEST_QUOTE = 30
_NO_CONTRAST = 16
"""Difference in each of red, green and blue below which nobody tells text from its ground."""

_SMALL = 64
"""Cells of a merge that are looked up one by one."""

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

Range = tuple[int, int, int, int]
"""First row, first column, last row, last column; counted from 1."""


@dataclass(frozen=True, slots=True)
class CharacterLook:
    """How characters are set; ``faint`` ones have the colour of their ground."""

    struck: bool = False
    raised: bool = False
    lowered: bool = False
    faint: bool = False


PLAIN = CharacterLook()

Run = tuple[str, CharacterLook]
"""Characters that are set alike."""


def text_cell(runs: Iterable[Run], formula: str = "") -> Cell:
    """Return a text with all its words as value; what is struck or faint is not shown."""
    runs = list(runs)
    if all(look is PLAIN for _, look in runs):
        return Cell(_joined(runs), formula)
    told = [(text, look if text.strip() else PLAIN) for text, look in runs]
    words = _joined(told)
    unseen = ""
    if words.strip() and all(look.faint for text, look in told if text.strip()):
        unseen, told = SAME_COLOURS, [(text, replace(look, faint=False)) for text, look in told]
    if all(look == PLAIN for _, look in told):
        return Cell(words, formula, unseen=unseen)
    phrases = [
        _phrase(_joined(group), look)
        for look, group in groupby(told, key=lambda run: run[1])
        if look != PLAIN
    ]
    left = _joined(run for run in told if not (run[1].struck or run[1].faint))
    shown = None if left == words else left
    return Cell(words, formula, shown=shown, look="，".join(phrases), unseen=unseen)


def _joined(runs: Iterable[Run]) -> str:
    """Return the text of runs; it is cleaned as a whole, for what parts words may end a run."""
    return clean("".join(text for text, _ in runs))


def set_whole(cell: Cell, look: CharacterLook) -> Cell:
    """Return a cell all of whose characters are set so."""
    if look == PLAIN:
        return cell
    if look.faint:
        cell, look = replace(cell, unseen=SAME_COLOURS), replace(look, faint=False)
    seen = cell.text if cell.shown is None else cell.shown
    if look == PLAIN or not seen.strip():
        return cell
    phrase = "，".join(filter(None, (cell.look, _phrase(seen, look))))
    return replace(cell, shown="" if look.struck else cell.shown, look=phrase)


def _phrase(text: str, look: CharacterLook) -> str:
    text = text.strip()
    quoted = text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]}…"
    if look.struck:
        return f"“{quoted}”已划去"
    if look.faint:
        return f"“{quoted}”{SAME_COLOURS}"
    return f"“{quoted}”是上标" if look.raised else f"“{quoted}”是下标"


@lru_cache(maxsize=1_024)
def alike(text: Colour, ground: Colour) -> bool:
    """True if nobody can tell a text of that colour from its ground."""
    return all(abs(one - other) < _NO_CONTRAST for one, other in zip(text, ground, strict=True))


@dataclass
class Hidden:
    """The hidden rows and columns of a sheet, and its merges: they hide cells.

    ``filtered`` are those of the rows that a filter hides.
    """

    rows: set[int] = field(default_factory=set)
    filtered: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)
    merges: list[Range] = field(default_factory=list)

    def hide_rows(self, first: int, last: int) -> None:
        """Add hidden rows, as far as cells are read."""
        self.rows.update(range(max(first, 1), min(last, LAST_ROW) + 1))

    def hide_columns(self, first: int, last: int) -> None:
        """Add hidden columns, as far as cells are read."""
        self.columns.update(range(max(first, 1), min(last, MAX_COLUMNS) + 1))

    def applied(self, cells: Mapping[CellAddress, Cell]) -> dict[CellAddress, Cell]:
        """Return those of the cells that are hidden, with the reason why nobody sees them."""
        covered = self._covered(cells)
        if not self.rows and not self.columns:
            return {place: replace(cells[place], unseen=COVERED) for place in covered}
        found: dict[CellAddress, Cell] = {}
        for place, cell in cells.items():
            reason = ""
            if place[0] in self.rows:
                reason = FILTERED_ROW if place[0] in self.filtered else HIDDEN_ROW
            elif place[1] in self.columns:
                reason = HIDDEN_COLUMN
            elif place in covered:
                reason = COVERED
            if reason:
                found[place] = replace(cell, unseen=reason)
        return found

    def _covered(self, cells: Mapping[CellAddress, Cell]) -> set[CellAddress]:
        """Return the filled cells under a merge; no merge is walked but where cells are filled."""
        covered: set[CellAddress] = set()
        large: list[Range] = []
        for merge in self.merges:
            top, left, bottom, right = merge
            if (bottom - top + 1) * (right - left + 1) > _SMALL:
                large.append(merge)
                continue
            for row in range(top, bottom + 1):
                for column in range(left, right + 1):
                    if (row, column) in cells and (row, column) != (top, left):
                        covered.add((row, column))
        return covered | _under(large, cells) if large else covered


def _under(merges: Iterable[Range], cells: Iterable[CellAddress]) -> set[CellAddress]:
    """Return the filled cells under merges of any size."""
    columns_of: dict[int, list[int]] = {}
    for row, column in sorted(cells):
        columns_of.setdefault(row, []).append(column)
    rows = list(columns_of)
    covered: set[CellAddress] = set()
    for top, left, bottom, right in merges:
        for row in rows[bisect_left(rows, top) : bisect_left(rows, bottom + 1)]:
            columns = columns_of[row]
            start, end = bisect_left(columns, left), bisect_left(columns, right + 1)
            places = ((row, column) for column in columns[start:end])
            covered.update(place for place in places if place != (top, left))
    return covered
