"""Contents of cells in Excel's binary formats → :class:`Cell`, as a person sees them."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from wuhao_batch.reading.biff import Mark
from wuhao_batch.reading.looks import ZERO_NOT_SHOWN
from wuhao_batch.reading.numbers import parse_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.styles import Font, Style, runs, styled, styled_runs
from wuhao_batch.sheets import PICTURE, Cell, clean

FORMULA = "=…"
"""The text of a formula is not looked at."""

LEGIBLE_HEIGHT, LEGIBLE_WIDTH = 60, 128
"""A row of less than 3 points (in 20ths), a column of less than half a character (in 256ths)."""

_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
    0x2B: "#GETTING_DATA",
}


@dataclass
class Shared:
    """Texts, fonts, cell formats and the epoch, to which all sheets of a workbook refer."""

    texts: Sequence[tuple[str, Sequence[Mark]]] = ()
    fonts: Sequence[Font] = ()
    styles: Sequence[Style] = ()
    since_1904: bool = False

    def style(self, number: int) -> Style:
        """Return the cell format of that number; one that is not there changes nothing."""
        return self.styles[number] if number < len(self.styles) else Style()


@dataclass
class CellMaker:
    """Make the cells of one sheet; ``zeros_shown`` is as the sheet is set."""

    shared: Shared = field(default_factory=Shared)
    zeros_shown: bool = True

    def number(self, value: float, style: int, formula: str = "") -> Cell:
        """Return a cell with a number; one that is no finite number is a text."""
        number = parse_number(repr(value))
        plain = str(value) if number is None else number
        if isinstance(plain, float) and plain.is_integer():
            plain = int(plain)
        cell = self._styled(Cell(plain, formula), style)
        hidden_zero = cell.number == 0 and not self.zeros_shown
        return replace(cell, shown="", look=ZERO_NOT_SHOWN) if hidden_zero else cell

    def text(self, text: str, marks: Sequence[Mark], style: int, formula: str = "") -> Cell:
        """Return a cell with a text, whose fonts change at its marks."""
        if formula and "DISPIMG" in text:
            return Cell(PICTURE)
        if not marks:
            return self._styled(Cell(clean(text), formula), style)
        found = self.shared.style(style)
        return styled_runs(runs(text, marks, found, self.shared.fonts), found, formula)

    def shared_text(self, index: int, style: int) -> Cell:
        """Return a cell with one of the workbook's texts.

        Raises:
            RefusedError: There is none of that number (F002).
        """
        if index >= len(self.shared.texts):
            raise RefusedError(Reason.DAMAGED)
        text, marks = self.shared.texts[index]
        return self.text(text, marks, style)

    def boolean(self, value: int, style: int, formula: str = "") -> Cell:
        """Return a cell with a truth value."""
        return self._styled(Cell(bool(value), formula), style)

    def error(self, code: int, style: int, formula: str = "") -> Cell:
        """Return a cell with an error value."""
        return self._styled(Cell(_ERRORS.get(code, "#VALUE!"), formula, error=True), style)

    def _styled(self, cell: Cell, style: int) -> Cell:
        return styled(cell, self.shared.style(style), since_1904=self.shared.since_1904)
