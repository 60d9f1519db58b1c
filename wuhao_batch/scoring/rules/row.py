"""A row of 计分明细 as rules read it: points and counts, each held to the form of its column."""

from dataclasses import dataclass, field
from decimal import Decimal

from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.numbers import DECIMALS, decimals, is_contradicted, read_number
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.sheets import Cell, fold
from wuhao_batch.tables import Table, seen_otherwise

LARGEST = 100_000
"""The largest cap, number of points or count in a template: sums stay exact."""


def read_figure(cell: Cell) -> Decimal | None:
    """Return the figure in a cell of the template; None where none stands that can be used."""
    reading = read_number(cell)
    if reading is None or decimals(reading.value) > DECIMALS or abs(reading.value) > LARGEST:
        return None
    return reading.value


@dataclass(frozen=True)
class Row:
    """One row of 计分明细; ``unreadable`` and ``contradictions`` gather what is wrong with it.

    Contradictions are sentences behind the measure's code; they count in a row that can be read.
    """

    table: Table
    number: int
    file: str
    unreadable: list[Finding] = field(default_factory=list)
    contradictions: list[str] = field(default_factory=list)

    def mark(self, header: str) -> bool:
        """True if 是 stands in the column; anything but 是, 否 or a blank is L107 or V024."""
        cell = self.table.at(self.number, header)
        text = fold(cell.text)
        if is_contradicted(cell) or text not in ("", YES, NO):
            self._refuse(header, "“是”或空白")
        return text == YES

    def points(self, header: str) -> Decimal | None:
        """Return the figure in the column, None for a blank; anything else is L107 or V024."""
        cell = self.table.at(self.number, header)
        figure = read_figure(cell)
        if figure is None and not cell.blank:
            self._refuse(header, "数字或空白")
        return figure

    def count(self, header: str) -> int | None:
        """Return the whole number from 0 in the column, None for a blank; else L107."""
        figure = self.points(header)
        if figure is None:
            return None
        if figure != figure.to_integral_value() or figure < 0:
            self._refuse(header, "0或正整数")
        return int(figure)

    def contradict(self, sentence: str) -> None:
        """Note that what the row states cannot be meant (L111)."""
        self.contradictions.append(sentence)

    @property
    def findings(self) -> list[Finding]:
        """Every column that cannot be read (L107, V024), or else the first contradiction (L111)."""
        if self.unreadable or not self.contradictions:
            return self.unreadable
        key = self.table.spec.key
        return [self._finding("L111", key, what=self.contradictions[0])]

    def _refuse(self, header: str, expected: str) -> None:
        cell = self.table.at(self.number, header)
        if is_contradicted(cell):
            place = self.table.place(self.file, self.number, header)
            self.unreadable.append(seen_otherwise(f"“{header}”", place, cell))
        else:
            self.unreadable.append(self._finding("L107", header, header=header, expected=expected))

    def _finding(self, code: str, header: str, /, **facts: str) -> Finding:
        value = self.table.at(self.number, header).text or None
        place = self.table.place(self.file, self.number, header)
        return finding(code, place, value=value, **facts)
