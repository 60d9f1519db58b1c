"""One sheet of a 复核表: a category, a row a branch, four columns an item."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from openpyxl.utils import absolute_coordinate, get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.forms.left_out import refused
from wuhao_batch.forms.limits import (
    SCORE_FORMAT,
    ScoreLimits,
    apply,
    ask_reason,
    no_number_or,
    outside,
    redden,
    style_if,
)
from wuhao_batch.panel.layout import (
    AS_SELF,
    BY_CELL,
    CODE,
    OWN,
    REASON,
    REPORTED,
    SCORE,
    header,
)
from wuhao_batch.panel.looks import (
    CHANGED,
    HEAD,
    OPEN,
    OPEN_SCORE,
    PLAIN,
    QUIET,
    SAME_FILL,
    SMALL,
    lay_on_wide_pages,
)
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.progress import ScoreCells, codes_in, scored_in
from wuhao_batch.panel.summary import reported
from wuhao_batch.returns.examine import Examined
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Item
from wuhao_batch.sheets import spans
from wuhao_batch.writing.dropdowns import literal, offer
from wuhao_batch.writing.paper import merge, write
from wuhao_batch.writing.rows import PaperRows
from wuhao_batch.writing.sizes import column_widths

ABOUT, CONTENT, CRITERION, CHOICE, HEADER = 1, 2, 3, 4, 5
"""The rows above the branches."""
FIRST = HEADER + 1
KEY_COLUMNS = 2
PER_ITEM = (OWN, REPORTED, SCORE, REASON)
NAME_WIDTH = 20
WIDTHS = {CODE: 7, OWN: 8, REPORTED: 30, SCORE: 8, REASON: 22}
ITEMS_A_PAGE = 2
BLANKS = "空着的考评得分怎样算（可选）："
HOW_BLANKS_COUNT = (
    f"选“{AS_SELF}”：这一项里空着的格子都按自评得分计，填了的以填的为准。"
    f"选“{BY_CELL}”：空着就是还没有评。"
)
CHANGED_SINCE = "【填报有改动，请重看】"

_KEY = {look: look.but(number_format="@") for look in (PLAIN, QUIET)}
_TOLD = {look: look.but(size=9) for look in (PLAIN, QUIET, CHANGED)}
_OWN_POINTS = {
    look: look.but(horizontal="center", number_format=SCORE_FORMAT)
    for look in (PLAIN, QUIET, CHANGED)
}
_CLOSED = QUIET.but(number_format=SCORE_FORMAT)
_LEFT_OUT = QUIET.but(horizontal="center")
_TO_FILL = OPEN.but(locked=False)
_TO_CHOOSE = OPEN_SCORE.but(locked=False)
_TO_SCORE = _TO_CHOOSE.but(number_format=SCORE_FORMAT)
"""The looks of what a branch's row holds, some by that of a branch or an item."""


@dataclass(frozen=True)
class CategorySheet:
    """Fill one sheet; ``about`` is the line above everything, ``footer`` the one on paper.

    ``limits`` are those of a score, in the words of the assessment.
    """

    worksheet: Worksheet
    items: Sequence[Item]
    branches: Sequence[Branch]
    examined: Examined
    content: OpenCells
    about: str
    footer: str
    limits: ScoreLimits

    def fill(self) -> tuple[ScoreCells, PaperRows]:
        """Write everything, and return where the scores are, and the rows of the branches."""
        self._heads()
        rows = PaperRows(tuple(column_widths(self.worksheet).values()))
        for row, branch in enumerate(self.branches, start=FIRST):
            look = PLAIN if branch.code in self.examined.accepted else QUIET
            for column, text in enumerate((branch.code, branch.name), start=1):
                rows.write(row, column, text, _KEY[look])
            for item in self.items:
                self._cells(rows, row, branch, item)
        for item in self.items:
            self._limit(item)
            self._close(item)
        self._pages()
        return self._scores(), rows

    def _column(self, item: Item, what: str) -> int:
        place = self.items.index(item)
        return KEY_COLUMNS + 1 + len(PER_ITEM) * place + PER_ITEM.index(what)

    @cached_property
    def _columns(self) -> Mapping[str, tuple[int, ...]]:
        """Item code → its columns."""
        return {
            item.code: tuple(self._column(item, what) for what in PER_ITEM) for item in self.items
        }

    def _cell(self, item: Item, what: str, row: int) -> str:
        """Return the cell of a row below a header."""
        return f"{get_column_letter(self._column(item, what))}{row}"

    def _range(self, item: Item, what: str) -> str:
        """Return all cells below a header."""
        letter = get_column_letter(self._column(item, what))
        return f"{letter}{FIRST}:{letter}{FIRST + len(self.branches) - 1}"

    # --- above the branches ---------------------------------------------------------------------

    def _heads(self) -> None:
        sheet, first = self.worksheet, KEY_COLUMNS + 1
        merge(sheet, ABOUT, 1, KEY_COLUMNS)
        write(sheet, ABOUT, first, self.about, SMALL.but(border=None))
        merge(sheet, ABOUT, first, first + len(PER_ITEM) - 1)
        for row, text in ((CONTENT, "考评内容"), (CRITERION, "考评标准"), (CHOICE, "评分方式")):
            self._band(row, 1, KEY_COLUMNS)
            write(sheet, row, 1, text, HEAD)
        self._head(1, CODE, WIDTHS[CODE])
        self._head(2, self.limits.words.unit, NAME_WIDTH)
        for item in self.items:
            start, end = self._column(item, OWN), self._column(item, REASON)
            for row in (CONTENT, CRITERION):
                self._band(row, start, end)
            content = f"{item.code}　{item.content}（{item.worth}）"
            write(sheet, CONTENT, start, content, PLAIN.but(font="黑体"))
            write(sheet, CRITERION, start, item.criterion, SMALL)
            self._choice(item)
            for what in PER_ITEM:
                self._head(self._column(item, what), header(item, what), WIDTHS[what])

    def _choice(self, item: Item) -> None:
        """Let the evaluator leave an item's blank scores to the 自评得分, in one go."""
        sheet, cell = self.worksheet, self._choice_cell(item)
        self._band(CHOICE, self._column(item, OWN), self._column(item, SCORE))
        write(sheet, CHOICE, self._column(item, OWN), BLANKS, SMALL.but(horizontal="right"))
        write(sheet, CHOICE, self._column(item, REASON), BY_CELL, _TO_CHOOSE)
        offer(sheet, cell, literal((BY_CELL, AS_SELF)), HOW_BLANKS_COUNT, "空着的格子")

    def _choice_cell(self, item: Item) -> str:
        return f"{get_column_letter(self._column(item, REASON))}{CHOICE}"

    def _band(self, row: int, first: int, last: int) -> None:
        write(self.worksheet, row, first, None, PLAIN)
        merge(self.worksheet, row, first, last)

    def _head(self, column: int, text: str, width: float) -> None:
        write(self.worksheet, HEADER, column, text, HEAD)
        self.worksheet.column_dimensions[get_column_letter(column)].width = width

    # --- the branches ---------------------------------------------------------------------------

    def _cells(self, rows: PaperRows, row: int, whose: Branch, item: Item) -> None:
        """Write the four cells of an item of a branch; the last two are open once it handed in."""
        own, reported_in, scored, why = self._columns[item.code]
        if item.code in whose.left_out:
            for column in (own, reported_in, scored, why):
                word = LEFT_OUT if column in (own, scored) else None
                rows.write(row, column, word, _LEFT_OUT)
            return
        branch = whose.code
        checked = self.examined.accepted.get(branch)
        score, reason = self.content.marks.get((branch, item.code), (None, None))
        quiet = QUIET if checked is None else PLAIN
        told = reported(checked, item)
        if (branch, item.code) in self.content.changed:
            quiet, told = CHANGED, f"{CHANGED_SINCE}{told}"
        is_open = self._is_open(branch, item)
        rows.write(row, own, self.examined.own(branch, item.code), _OWN_POINTS[quiet])
        rows.write(row, reported_in, told, _TOLD[quiet])
        rows.write(row, scored, score, _TO_SCORE if is_open else _CLOSED)
        rows.write(row, why, reason, _TO_FILL if is_open else QUIET)

    def _is_open(self, branch: str, item: Item) -> bool:
        """True if the branch handed in or the evaluator has marked it already."""
        marked = (branch, item.code) in self.content.marks
        return branch in self.examined.accepted or marked

    def _limit(self, item: Item) -> None:
        """Limit the scores of an item, in the rows of branches to which it applies."""
        rows = self._rows(item)
        if not rows:
            return
        scores, reasons = self._runs(item, SCORE, rows), self._runs(item, REASON, rows)
        first, own, reason = (self._cell(item, what, rows[0]) for what in (SCORE, OWN, REASON))
        apply(self.worksheet, self.limits.on(item.scale), scores)
        together = " ".join(scores)
        redden(self.worksheet, together, no_number_or(first, outside(first, item.scale)))
        ask_reason(self.worksheet, " ".join(reasons), first, own, reason)
        chosen = f'{absolute_coordinate(self._choice_cell(item))}="{AS_SELF}"'
        left = style_if(f'AND({chosen},{first}="",ISNUMBER({own}))', fill=SAME_FILL)
        self.worksheet.conditional_formatting.add(together, left)

    def _rows(self, item: Item, *, left_out: bool = False) -> list[int]:
        """Return the rows of the branches to which an item applies, or of the others."""
        rows = enumerate(self.branches, start=FIRST)
        return [row for row, each in rows if (item.code in each.left_out) is left_out]

    def _runs(self, item: Item, what: str, rows: list[int]) -> list[str]:
        """Return the cells of those rows below a header, as few ranges as they are."""
        if len(rows) == len(self.branches):
            return [self._range(item, what)]
        return spans(self._cell(item, what, row) for row in rows)

    def _close(self, item: Item) -> None:
        """Let the cells of branches to which an item does not apply refuse what is typed."""
        if rows := self._rows(item, left_out=True):
            cells = (cell for what in (SCORE, REASON) for cell in self._runs(item, what, rows))
            apply(self.worksheet, refused(), cells)

    def _scores(self) -> ScoreCells:
        scores = [
            self.content.marks.get((branch.code, item.code), (None, None))[0]
            for branch in self.branches
            for item in self.items
            if item.code not in branch.left_out and self._is_open(branch.code, item)
        ]
        return ScoreCells(
            self.worksheet.title,
            tuple(item.code for item in self.items),
            codes_in(self.worksheet.title, FIRST, len(self.branches)),
            tuple(map(self._counted, self.items)),
            wanted=len(scores),
            filled=sum(isinstance(score, int | float) for score in scores),
        )

    def _counted(self, item: Item) -> str:
        scores, own = self._range(item, SCORE), self._range(item, OWN)
        return scored_in(self.worksheet.title, scores, own, self._choice_cell(item))

    # --- on paper -------------------------------------------------------------------------------

    def _pages(self) -> None:
        """Lay two items on a landscape page, 编号 and name beside them, the heads above."""
        four = [WIDTHS[what] for what in PER_ITEM]
        later = self.items[ITEMS_A_PAGE::ITEMS_A_PAGE]
        lay_on_wide_pages(
            self.worksheet,
            (self.about.partition("\n")[0], self.footer),
            [WIDTHS[CODE], NAME_WIDTH, *four * ITEMS_A_PAGE],
            (HEADER, KEY_COLUMNS),
            (self._column(item, OWN) - 1 for item in later),
        )
