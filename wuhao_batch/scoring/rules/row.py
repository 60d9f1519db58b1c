"""A row of 计分明细 as rules read it: points and counts, each held to the form of its column."""

from dataclasses import dataclass, field
from decimal import Decimal

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import DECIMALS, PERCENT, decimals, is_contradicted, read_number
from wuhao_batch.scoring.answer import NO, YES, Quantity, answer_in
from wuhao_batch.scoring.rules.headers import PLACES, UNIT
from wuhao_batch.sheets import Cell, fold
from wuhao_batch.tables import Table, seen_otherwise

LARGEST = 100_000
"""The largest cap, number of points or count in a template: sums stay exact."""


def read_figure(cell: Cell, unit: str = "") -> Decimal | None:
    """Return the figure in a cell of the template; None where none stands that can be used."""
    reading = read_number(cell, unit)
    if reading is None or decimals(reading.value) > DECIMALS or abs(reading.value) > LARGEST:
        return None
    return reading.value


@dataclass(frozen=True)
class Row:
    """One row of 计分明细; ``unreadable`` and ``contradictions`` gather what is wrong with it.

    Both have one finding a cell. Contradictions count in a row that can be read.
    """

    table: Table
    number: int
    file: str
    unreadable: dict[Place, Finding] = field(default_factory=dict)
    contradictions: dict[Place, Finding] = field(default_factory=dict)

    # --- what stands there ----------------------------------------------------------------------

    def cell(self, header: str) -> Cell:
        """Return the cell in the column."""
        return self.table.at(self.number, header)

    def filled(self, header: str) -> bool:
        """True if something stands in the column; 否 is as good as a blank."""
        return fold(self.cell(header).text) not in ("", NO)

    @property
    def unit(self) -> str:
        """The unit of the measure."""
        return fold(self.cell(UNIT).text)

    @property
    def places(self) -> int:
        """The decimals that its numbers may have: 小数, or else what is usual for the unit."""
        figure = read_figure(self.cell(PLACES))
        usual = answer_in(self.unit).places
        return usual if figure is None or not 0 <= figure <= DECIMALS else int(figure)

    def mark(self, header: str) -> bool:
        """True if 是 stands in the column; anything but 是, 否 or a blank is L107 or V024."""
        cell = self.cell(header)
        text = fold(cell.text)
        if is_contradicted(cell) or text not in ("", YES, NO):
            self.refuse(header, "“是”或空白")
        return text == YES

    def points(self, header: str) -> Decimal | None:
        """Return the figure in the column, None for a blank; anything else is L107 or V024."""
        return self._figure(header, "数字或空白")

    def count(self, header: str) -> int | None:
        """Return the whole number from 0 in the column, None for a blank; else L107."""
        figure = self._figure(header, "数字或空白")
        if figure is None:
            return None
        if figure != figure.to_integral_value() or figure < 0:
            self.refuse(header, "0或正整数")
        return int(figure)

    def quantity(self, header: str) -> Quantity | None:
        """Return the number of units in the column, from 0, None for a blank; else L107.

        It has as many decimals as the measure's own numbers; in a column of rates, 95, “95%” and
        a cell that shows 95% are the same.
        """
        unit = PERCENT if self.unit == PERCENT else ""
        figure = self._figure(header, "数字或空白", unit)
        if figure is None:
            return None
        if figure < 0 or decimals(figure) > self.places:
            form = f"0或正数（最多{self.places}位小数）" if self.places else "0或正整数"
            self.refuse(header, form)
        return int(figure) if figure == figure.to_integral_value() else figure

    def positive(self, header: str) -> Quantity | None:
        """Return the number of units in the column, above 0, None for a blank; else L107."""
        quantity = self.quantity(header)
        if quantity == 0:
            self.refuse(header, "大于0的数")
            return None
        return quantity

    def text(self, header: str) -> str:
        """Return the text in the column; one that is seen otherwise is V024, an error L107."""
        cell = self.cell(header)
        if (cell.seen_otherwise and read_number(cell) is None) or cell.has_no_result:
            self.refuse(header, "文字或空白")
        return cell.text.strip()

    def _figure(self, header: str, expected: str, unit: str = "") -> Decimal | None:
        cell = self.cell(header)
        figure = read_figure(cell, unit)
        if figure is None and not cell.blank:
            self.refuse(header, expected, unit)
        return figure

    # --- what is wrong with it ------------------------------------------------------------------

    def refuse(self, header: str, expected: str, unit: str = "") -> None:
        """Note that a column cannot be read: L107, or V024 where it shows something else."""
        place = self.table.place(self.file, self.number, header)
        cell = self.cell(header)
        if is_contradicted(cell, unit):
            fault = seen_otherwise(f"“{header}”", place, cell)
        else:
            fault = self._finding("L107", header, header=header, expected=expected)
        self.unreadable.setdefault(place, fault)

    def contradict(self, sentence: str) -> None:
        """Note that what the row states cannot be meant (L111): words behind 这条计分指标."""
        self.report("L111", self.table.spec.key, what=sentence)

    def report(self, code: str, header: str, /, **facts: str) -> None:
        """Note a fault of a row that can be read, at the cell of that column."""
        fault = self._finding(code, header, **facts)
        self.contradictions.setdefault(fault.place, fault)

    @property
    def findings(self) -> list[Finding]:
        """Every column that cannot be read (L107, V024), or else the contradictions."""
        return list((self.unreadable or self.contradictions).values())

    def _finding(self, code: str, header: str, /, **facts: str) -> Finding:
        value = self.cell(header).text or None
        place = self.table.place(self.file, self.number, header)
        return finding(code, place, value=value, **facts)
