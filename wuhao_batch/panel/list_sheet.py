"""An inspection's list: one sheet, a row a branch, a column a measure, the scores live behind them.

Whoever inspects walks from branch to branch with it: heads are turned upright so that many columns
find room on A4, and columns of an item stay together where a page ends.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property, partial
from itertools import groupby
from math import ceil

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.layout import CAP
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.item_formulas import LONGEST, QUANTITY, ItemFormulas, weighed_sum
from wuhao_batch.forms.limits import (
    SCORE_FORMAT,
    ScoreLimits,
    apply,
    limit_answers,
    no_number_or,
    outside,
    redden,
)
from wuhao_batch.numbers import plain
from wuhao_batch.panel.layout import CODE
from wuhao_batch.panel.list_columns import (
    ABOUT,
    CONTENT,
    FIRST,
    HEADER,
    KEY_COLUMNS,
    UPRIGHT,
    ItemColumns,
    ListColumns,
)
from wuhao_batch.panel.list_layout import POINTS, REMARK, TOTAL, points_header
from wuhao_batch.panel.list_pages import NAME_WIDTH, WIDTHS, ListPages
from wuhao_batch.panel.looks import (
    HEAD,
    LIVE,
    OPEN,
    OPEN_SCORE,
    PLAIN,
    QUIET,
    SMALL,
)
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.progress import ScoreCells, codes_in
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item
from wuhao_batch.sheets import address, quoted, spans
from wuhao_batch.writing.paper import merge, write
from wuhao_batch.writing.rows import PaperRows
from wuhao_batch.writing.sizes import column_widths

UPRIGHT_HEIGHT = 168.0
"""Points for the longest head that is turned upright."""
_LINE_ROOM = 15
"""Characters on one upright line of that height."""
_LINE_WIDTH, _SIGN_WIDTH = 2.2, 0.95
"""Widths of an upright line, and of a sign of a code below it."""
_ON_ONE_LINE = Alignment(horizontal="center", vertical="center")

_KEY, _LEFT_OUT = PLAIN.but(number_format="@"), QUIET.but(size=8)
_LIVE = LIVE.but(number_format=SCORE_FORMAT)
_TO_FILL, _QUANTITY = OPEN.but(locked=False), OPEN_SCORE.but(locked=False)
_SCORE = _QUANTITY.but(number_format=SCORE_FORMAT)
"""The looks of what a branch's row holds."""


@dataclass(frozen=True)
class ListSheet:
    """Fill one list; ``about`` is the line above everything, ``footer`` the one on paper."""

    worksheet: Worksheet
    assessment: Assessment
    evaluator: Evaluator
    content: OpenCells
    about: str
    footer: str

    def fill(self) -> tuple[ScoreCells, PaperRows]:
        """Write everything, and return where the open cells are, and the rows of the branches."""
        self._heads()
        rows = PaperRows(tuple(column_widths(self.worksheet).values()))
        for row, branch in enumerate(self._branches, start=FIRST):
            self._row(rows, row, branch)
        self._limit()
        title = self.about.partition("\n")[0]
        ListPages(self.worksheet, self._columns, title, self.footer).lay_out()
        return self._cells(), rows

    # --- places ---------------------------------------------------------------------------------

    @property
    def _branches(self) -> tuple[Branch, ...]:
        return self.assessment.roster.taking_part

    @cached_property
    def _columns(self) -> ListColumns:
        return ListColumns(self.assessment.standard, self.evaluator)

    def _below(self, column: int, last: int | None = None) -> str:
        """Return all cells of a column below its head, or of all columns up to another."""
        bottom = FIRST + len(self._branches) - 1
        return f"{address(FIRST, column)}:{address(bottom, last or column)}"

    # --- above the branches ---------------------------------------------------------------------

    def _heads(self) -> None:
        sheet, first = self.worksheet, KEY_COLUMNS + 1
        merge(sheet, ABOUT, 1, KEY_COLUMNS)
        write(sheet, ABOUT, first, self.about, SMALL.but(border=None))
        merge(sheet, ABOUT, first, self._columns.remark)
        self._head(1, "", CODE, WIDTHS[CODE])
        self._head(2, "", self.assessment.words.unit, NAME_WIDTH)
        for place in self._columns.items:
            item = place.item
            title = f"{item.code}　{item.content}（{item.worth}）"
            write(sheet, CONTENT, place.first, title, HEAD.but(size=9))
            merge(sheet, CONTENT, place.first, place.points)
            for measure in item.measures:
                lines = _upright(_told(measure))
                width = max(_LINE_WIDTH * len(lines) + 1, _SIGN_WIDTH * len(measure.code) + 0.8)
                head = self._head(place.of(measure), "\n".join(lines), measure.code, width)
                head.alignment = _ON_ONE_LINE
            what = "本项得分" if item.measures else "在这里打分"
            self._head(place.points, what, points_header(item), WIDTHS[POINTS])
        if self._columns.is_whole:
            self._head(self._columns.remark - 1, "各项合计", TOTAL, WIDTHS[TOTAL])
        self._head(self._columns.remark, "", REMARK, WIDTHS[REMARK])
        sheet.row_dimensions[UPRIGHT].height = UPRIGHT_HEIGHT

    def _head(self, column: int, upright: str, header: str, width: float) -> Cell:
        turned = write(self.worksheet, UPRIGHT, column, upright or None, HEAD.but(font="宋体"))
        turned.alignment = Alignment(
            horizontal="center", vertical="bottom", wrap_text=True, textRotation=90
        )
        head = write(self.worksheet, HEADER, column, header, HEAD.but(size=9))
        head.number_format = "@"
        self.worksheet.column_dimensions[get_column_letter(column)].width = width
        return head

    # --- the branches ---------------------------------------------------------------------------

    def _row(self, rows: PaperRows, row: int, branch: Branch) -> None:
        for column, text in enumerate((branch.code, branch.name), start=1):
            rows.write(row, column, text, _KEY)
        applying = {item.code for item in self.assessment.standard_for(branch).items}
        for place in self._columns.items:
            if place.item.code in applying:
                self._item(rows, row, branch.code, place)
            else:
                for column in range(place.first, place.points):
                    rows.write(row, column, None, QUIET)
                rows.write(row, place.points, LEFT_OUT, _LEFT_OUT)
        remark = self._columns.remark
        if self._columns.is_whole:
            rows.compute(row, remark - 1, self._total(row, applying), _LIVE)
        rows.write(row, remark, self.content.remarks.get(branch.code), _TO_FILL)

    def _item(self, rows: PaperRows, row: int, branch: str, place: ItemColumns) -> None:
        for measure in place.item.measures:
            value = self.content.counts.get((branch, measure.code))
            rows.write(row, place.of(measure), value, _QUANTITY)
        if not place.item.measures:
            score, _ = self.content.marks.get((branch, place.item.code), (None, None))
            rows.write(row, place.points, score, _SCORE)
        elif len(formula := self._formulas(row).score(place.item)) <= LONGEST:
            rows.compute(row, place.points, formula, _LIVE)
        else:
            rows.write(row, place.points, None, _LIVE)

    def _formulas(self, row: int) -> ItemFormulas:
        settings = self.assessment.settings
        return ItemFormulas(settings.capping, partial(self._quantity_or_rule, row), _limit_of)

    def _quantity_or_rule(self, row: int, measure: Measure, header: str) -> str:
        """Return the cell of a quantity, or the figure that the standard states."""
        if header == QUANTITY:
            return address(row, self._columns.measures[measure.code])
        return _figure(measure.stated[header])

    def _total(self, row: int, applying: set[str]) -> str:
        """Return the sum of the items by their weights, "" until all of them have a score."""
        own = [place for place in self._columns.items if place.item.code in applying]
        cells = [address(row, place.points) for place in own]
        weights = self.assessment.standard.weights
        added = weighed_sum(cells, [weights[place.item.code] for place in own])
        return f'=IF(COUNT({",".join(cells)})<{len(cells)},"",{added})'

    # --- limits ---------------------------------------------------------------------------------

    def _limit(self) -> None:
        """Limit quantities and scores, in the rows of branches to which their items apply."""
        by_answer: dict[Answer, list[str]] = {}
        limits = ScoreLimits(self.assessment.words, self.assessment.settings.step)
        for place in self._columns.items:
            for measure in place.item.measures:
                runs = self._runs(place.item, place.of(measure))
                by_answer.setdefault(measure.answer, []).extend(runs)
            if not place.item.measures:
                scale = place.item.scale
                for scores in self._runs(place.item, place.points):
                    first = scores.partition(":")[0]
                    apply(self.worksheet, limits.on(scale), [scores])
                    redden(self.worksheet, scores, no_number_or(first, outside(first, scale)))
        for answer, cells in by_answer.items():
            limit_answers(self.worksheet, answer, cells)

    def _runs(self, item: Item, column: int) -> list[str]:
        """Return the cells of a column in the rows of branches to which an item applies."""
        rows = enumerate(self._branches, start=FIRST)
        return spans(address(row, column) for row, each in rows if item.code not in each.left_out)

    # --- what is still to be filled in ----------------------------------------------------------

    def _cells(self) -> ScoreCells:
        wanted = [
            (branch.code, code)
            for branch in self._branches
            for item in self.assessment.standard_for(branch).items
            if item.code in self.evaluator.items
            for code in [measure.code for measure in item.measures] or [item.code]
        ]
        filled = {*self.content.counts, *self.content.marks}
        return ScoreCells(
            self.worksheet.title,
            tuple(place.item.code for place in self._columns.items),
            codes_in(self.worksheet.title, FIRST, len(self._branches)),
            tuple(self._counted()),
            wanted=len(wanted),
            filled=sum(each in filled for each in wanted),
            what="格没有填",
        )

    def _counted(self) -> Iterator[str]:
        """Yield formulas that count what is filled in, neighbours of one kind together."""

        def choices(measure: Measure) -> tuple[str, ...]:
            return measure.answer.choices

        sheet = quoted(self.worksheet.title)
        for place in self._columns.items:
            for _, some in groupby(place.item.measures, key=choices):
                measures = list(some)
                cells = self._below(place.of(measures[0]), place.of(measures[-1]))
                yield measures[0].answer.filled(f"{sheet}!{cells}")
            if not place.item.measures:
                yield f"COUNT({sheet}!{self._below(place.points)})"


def _told(measure: Measure) -> str:
    """Return the head of a measure: its name and its unit."""
    unit = measure.unit if not measure.answer.choices else ""
    return f"{measure.name}（{unit}）" if unit else measure.name


def _upright(text: str) -> list[str]:
    """Return a text on lines of about the same length, as few as the height of heads allows."""
    number = ceil(len(text) / _LINE_ROOM)
    size = ceil(len(text) / number)
    return [text[start : start + size] for start in range(0, len(text), size)]


def _limit_of(item: Item, header: str) -> str:
    return _figure(item.cap if header == CAP else item.terms.top)


def _figure(value: Sequence[str] | bool | int | Decimal | None) -> str:
    """Return what the standard states as part of a formula."""
    figure = Decimal(value) if isinstance(value, int | Decimal) else Decimal(0)
    return plain(figure) if figure >= 0 else f"({plain(figure)})"
