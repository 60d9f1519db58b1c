"""The live formulas of a form: 自评得分, 小计, 合计 and what is still to be filled in.

They guide whoever fills the form in; scores are computed from the inputs alone, by
:mod:`wuhao_batch.scoring.self_scores`, never read from here. Only SUM, COUNT, COUNTIF, IF, MIN,
MAX, OR, INT, ROUND are used: they mean the same in every spreadsheet program (docs/forms.md).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from wuhao_batch.assessment.words import USUAL, Words
from wuhao_batch.forms.item_formulas import LONGEST, ItemFormulas, weighed_sum
from wuhao_batch.numbers import plain, read_number
from wuhao_batch.scoring.answer import NO, YES
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Item, Standard
from wuhao_batch.sheets import quoted, spans
from wuhao_batch.tables import RowKind, Table

NOTHING_OPEN = "没有要填的"
"""Told where there is nothing to fill in."""


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, its cell, and the result stored with it in a blank form."""

    sheet: str
    cell: str
    text: str
    result: str


@dataclass(frozen=True)
class Formulas:
    """Write the formulas of one standard for the places of its tables.

    ``note`` is what follows the line of progress.
    """

    standard: Standard
    scores: Table
    counts: Table
    vetoes: Table
    capping: Capping
    panel_apart: bool = False
    words: Words = USUAL
    note: str = ""

    def all(self) -> Iterator[Formula]:
        """Yield every formula of the three tables but the lines of progress."""
        items = self.items
        for item in self.standard.items:
            if item.measures and item not in self.too_long:
                row = self.scores.row_of(item.code)
                yield self._score_cell(row, "自评得分", items.score(item))
        yield from self._sums("自评得分", self.too_long)
        if not self.panel_apart:
            yield from self._sums("考评得分")

    @cached_property
    def too_long(self) -> tuple[Item, ...]:
        """The items whose self score no spreadsheet program would compute."""
        measured = (item for item in self.standard.items if item.measures)
        return tuple(item for item in measured if len(self.items.score(item)) > LONGEST)

    def progress_beside_total(self) -> Formula:
        """Return the line of :meth:`progress` in the row of 合计, where every form has room."""
        (total,) = self.scores.rows_of_kind(RowKind.TOTAL)
        cell = self.scores.cell_name(total, "考评标准")
        return Formula(self.scores.sheet.name, cell, self.progress(), self.progress_when_blank())

    def _sums(self, header: str, without: Collection[Item] = ()) -> Iterator[Formula]:
        """Yield 小计 and 合计, but none that would lack one of some items."""
        subtotals = self.scores.rows_of_kind(RowKind.SUBTOTAL)
        first = self.scores.header_row + 1
        for row, category in zip(subtotals, self.standard.categories, strict=True):
            if not any(item in without for item in category.items):
                span = self._span(header, first, row - 1)
                yield self._score_cell(row, header, _sum_unless_blank([span], [Fraction(1)]))
            first = row + 1
        if not without:
            (total,) = self.scores.rows_of_kind(RowKind.TOTAL)
            cells = [self.scores.cell_name(row, header) for row in subtotals]
            weights = [category.weight for category in self.standard.categories]
            yield self._score_cell(total, header, _sum_unless_blank(cells, weights))

    def _score_cell(self, row: int, header: str, text: str) -> Formula:
        return Formula(self.scores.sheet.name, self.scores.cell_name(row, header), text, "")

    def _span(self, header: str, first: int, last: int) -> str:
        return f"{self.scores.cell_name(first, header)}:{self.scores.cell_name(last, header)}"

    # --- 自评得分 -------------------------------------------------------------------------------

    @property
    def items(self) -> ItemFormulas:
        """The formulas of items, over the cells of the form."""
        return ItemFormulas(self.capping, self._of, self._points)

    def _points(self, item: Item, header: str) -> str:
        return self.scores.cell_name(self.scores.row_of(item.code), header)

    def _of(self, measure: Measure, header: str) -> str:
        """Return the cell of a measure under a header, or its number where it holds no such."""
        stated = measure.stated.get(header)
        if not isinstance(stated, int | Decimal):
            return self._address(measure, header)
        reading = read_number(self.counts.at(self.counts.row_of(measure.code), header))
        plainly = reading is not None and not reading.was_text and reading.value == stated
        return self._address(measure, header) if plainly else plain(Decimal(stated))

    def _address(self, measure: Measure, header: str) -> str:
        cell = self.counts.cell_name(self.counts.row_of(measure.code), header)
        return f"{quoted(self.counts.sheet.name)}!{cell}"

    # --- what is still to be filled in ----------------------------------------------------------

    def progress(self) -> str:
        """Return the live line “计分明细还有N项未填 · 考评组还有N项未评”.

        Each half is left out where nothing of it is to be filled in here.
        """
        parts = " · ".join(
            f'{before}"&({count}-{filled})&"{behind}'
            for before, count, filled, behind in self._open_parts()
        )
        return f'="{parts}{self.note}"' if parts else NOTHING_OPEN

    def _levelled(self) -> Iterator[str]:
        """Yield what is to be taken off for measures that are filled in with a chosen word."""
        levelled = (each for each in self.standard.measures if each.answer.levelled)
        rows = (self.counts.row_of(measure.code) for measure in levelled)
        for cells in spans(self.counts.cell_name(row, "数量") for row in sorted(rows)):
            yield f"-COUNTA({quoted(self.counts.sheet.name)}!{cells})"

    def progress_when_blank(self) -> str:
        """Return the line of :meth:`progress` in a form that nobody has touched."""
        parts = (f"{before}{count}{behind}" for before, count, _, behind in self._open_parts())
        told = " · ".join(parts)
        return f"{told}{self.note}" if told else NOTHING_OPEN

    def _open_parts(self) -> Iterator[tuple[str, int, str, str]]:
        """Yield the parts of the line: text, number of inputs, those filled in, text."""
        if self.standard.measures:
            counted = _filled(_column(self.counts, "数量")) + "".join(self._levelled())
            yield "计分明细还有", len(self.standard.measures), counted, "项未填"
        if not self.panel_apart:
            scored = "+".join(f"COUNT({cells})" for cells in self._panel_spans())
            yield f"{self.words.panel}还有", len(self.standard.items), f"({scored})", "项未评"

    def _panel_spans(self) -> Iterator[str]:
        sheet = quoted(self.scores.sheet.name)
        first = self.scores.header_row + 1
        for row in self.scores.rows_of_kind(RowKind.SUBTOTAL):
            cells = self._span("考评得分", first, row - 1)
            yield f"{sheet}!{cells}"
            first = row + 1

    def declared(self) -> str:
        """Return the live line “还有N项没有声明”."""
        if not self.standard.vetoes:
            return NOTHING_OPEN
        answered = _filled(_column(self.vetoes, "是否存在"), numbers=False)
        return f'="还有"&({len(self.standard.vetoes)}-{answered})&"项没有声明"'

    def declared_when_blank(self) -> str:
        """Return the line of :meth:`declared` in a form that nobody has touched."""
        count = len(self.standard.vetoes)
        return f"还有{count}项没有声明" if count else NOTHING_OPEN


def _sum_unless_blank(cells: list[str], weights: list[Fraction]) -> str:
    return f'=IF(COUNT({",".join(cells)})=0,"",{weighed_sum(cells, weights)})'


def _column(table: Table, header: str) -> str:
    rows = table.rows_of_kind(RowKind.ITEM)
    first, last = (table.cell_name(row, header) for row in (rows[0], rows[-1]))
    return f"{quoted(table.sheet.name)}!{first}:{last}"


def _filled(cells: str, *, numbers: bool = True) -> str:
    answered = f'COUNTIF({cells},"{YES}")-COUNTIF({cells},"{NO}")'
    return f"COUNT({cells})-{answered}" if numbers else answered
