"""评分表 → categories and their items, held to the figures that are printed beside them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.assessment.headings import Heading, read_heading
from wuhao_batch.assessment.item_terms import ItemTerms
from wuhao_batch.assessment.layout import CAP, NATURE
from wuhao_batch.assessment.rows import Rows
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.numbers import DECIMALS, decimals, plain
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Category, Item, Standard
from wuhao_batch.scoring.rules.row import read_figure
from wuhao_batch.scoring.weights import SHARE_DECIMALS
from wuhao_batch.sheets import fold
from wuhao_batch.tables import CATEGORY, RowKind, Table

RESERVED = ("名次", "编号", "党总支", "类别", "总分", "结论", "备注")
"""Columns of the results, so no category may have such a name."""

WHOLE = 100
"""Percent."""

Printed = tuple[int, str, str, Decimal | None]
"""A figure in a row under a header, with the words before it."""


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of one category; ``end`` is that of its 小计, None where it has none.

    ``after`` is the row that follows, where a missing 小计 is told.
    """

    rows: tuple[int, ...]
    end: int | None
    after: int

    @property
    def first(self) -> int:
        """The row of its heading."""
        return self.rows[0]


def blocks_of(table: Table) -> Iterator[Block]:
    """Yield the categories of the table, up to 合计."""
    rows: list[int] = []
    heading = ""
    last = table.header_row
    for row, kind in table.body.items():
        if kind is RowKind.ITEM:
            text = fold(table.at(row, CATEGORY).text)
            if rows and text not in ("", heading):
                yield Block(tuple(rows), None, row)
                rows = []
            heading = heading if rows else text
            rows.append(row)
        elif rows or kind is RowKind.SUBTOTAL:
            yield Block(tuple(rows), row if kind is RowKind.SUBTOTAL else None, row)
            rows = []
        last = row
    if rows:
        yield Block(tuple(rows), None, last)


class Categories(Rows):
    """Read 评分表 and gather findings on the way."""

    def read(
        self, measures: Mapping[str, Sequence[Measure]], reserved: Iterable[str]
    ) -> tuple[Category, ...]:
        """Return the categories.

        Args:
            measures: Item code → its measures.
            reserved: Further columns of the results.
        """
        found: list[tuple[Block, Category]] = []
        names = {self.folded(row, "编号") for row in self.table.body}
        names.update(RESERVED, reserved)
        for block in blocks_of(self.table):
            if not block.rows:
                self.report("L109", block.after, "考评内容", what="小计上面没有考评内容")
                continue
            heading = self._heading(block, names)
            items = tuple(item for row in block.rows for item in self._item(row, measures))
            category = Category(heading.name, items, heading.share)
            names.add(heading.name)
            if block.end is None:
                what = f"{heading.name}没有小计行"
                self.report("L109", block.after, "考评内容", what=what)
            if len(items) == len(block.rows):
                self._check_figures(block, heading, category)
                found.append((block, category))
        categories = tuple(category for _, category in found)
        if len(categories) == len(list(blocks_of(self.table))):
            self._check_shares(found)
            self._check_total(Standard(categories))
        self._check_end()
        return categories

    def check_any(self) -> None:
        """Report a table without any item (L109)."""
        if not self.table.rows_of_kind(RowKind.ITEM):
            self.report("L109", self.table.header_row, "编号", what="表中没有考评内容")

    def other_total(self, standard: Standard) -> Iterator[Finding]:
        """Yield another total than 100 (L105): 百分制 is usual, another total a choice."""
        ordinary = any(item.is_ordinary for item in standard.items)
        if ordinary and standard.total != WHOLE:
            (row,) = self.table.rows_of_kind(RowKind.TOTAL)
            value = self.table.at(row, CAP).seen or None
            place = self.table.place(self.file, row, CAP)
            yield finding("L105", place, value=value, actual=plain(standard.total))

    # --- headings and items ---------------------------------------------------------------------

    def _heading(self, block: Block, taken: set[str]) -> Heading:
        text = self.folded(block.first, CATEGORY)
        heading = read_heading(text)
        if heading is None or heading.name in taken or self._lacks_points(block, heading):
            self.report("L108", block.first, CATEGORY)
        return heading or Heading(text, None, None)

    def _lacks_points(self, block: Block, heading: Heading) -> bool:
        """True if no points stand behind a name, and not all items are 加分 or 扣分."""
        return heading.points is None and not all(self.folded(row, NATURE) for row in block.rows)

    def _item(self, row: int, measures: Mapping[str, Sequence[Measure]]) -> Iterator[Item]:
        code = self.code(row)
        own = tuple(measures.get(code or "", ()))
        terms = ItemTerms(self, row).read(own)
        self.check_filled(row, "考评内容", "考评标准")
        if code is not None and terms is not None:
            content, criterion = self.text(row, "考评内容"), self.text(row, "考评标准")
            yield Item(code, content, terms[0], criterion, own, terms[1])

    # --- printed figures ------------------------------------------------------------------------

    def _check_figures(self, block: Block, heading: Heading, category: Category) -> None:
        """Hold the points behind a category's name and in its 小计 against its items."""
        points = category.total if category.is_ordinary else category.limit
        how = _uncounted(category.items) if category.is_ordinary else ""
        printed = (block.first, CATEGORY, f"{category.name}后面印的是", heading.points)
        self._hold(points, how, printed, *self._written(category.name, block.end))

    def _check_total(self, standard: Standard) -> None:
        """Hold the figure of 合计 against the items, each category by its share."""
        how = _uncounted(standard.items)
        if standard.is_weighed:
            how += "，按各项目的占比折算"
        (row,) = self.table.rows_of_kind(RowKind.TOTAL) or (None,)
        self._hold(standard.total, how, *self._written(RowKind.TOTAL, row))

    def _written(self, name: str, row: int | None) -> Iterator[Printed]:
        """Yield the figure in a row of 小计 or 合计."""
        if row is not None:
            yield row, CAP, f"{name}这一行写的是", read_figure(self.table.at(row, CAP))

    def _hold(self, points: Decimal | None, how: str, *printed: Printed) -> None:
        """Report figures that are not those of the items (L104), or of which there are none (L123).

        ``how`` says what the points of the items are, where they are not their plain sum.
        """
        for row, header, words, figure in printed:
            if figure is None or figure == points:
                continue
            what = f"{words}{plain(figure)}分"
            if points is None:
                what += "，而其中有的没有上限，或者既有加分又有扣分，没有这样的总数"
                self.report("L123", row, header, what=what)
            else:
                self.report("L104", row, header, what=f"{what}{how}", actual=plain(points))

    def _check_end(self) -> None:
        for below in self.table.below_total:
            if self.table.spec.code.fullmatch(self.folded(below, "编号")):
                what = "合计行应在最后，下面还有考评内容"
                self.report("L109", below, "编号", what=what)
        if not self.table.rows_of_kind(RowKind.TOTAL):
            last = max(self.table.body, default=self.table.header_row)
            self.report("L109", last, "考评内容", what="全表没有合计行")

    # --- shares ---------------------------------------------------------------------------------

    def _check_shares(self, found: Iterable[tuple[Block, Category]]) -> None:
        """Hold the shares of the categories to each other: all or none, and 100 % together."""
        found = tuple(found)
        shared = [each for each in found if each[1].share is not None]
        if not shared:
            return
        for block, category in found:
            for what in _unfit(category):
                self.report("L125", block.first, CATEGORY, what=what)
        whole = sum((category.share or Decimal(0) for _, category in found), Decimal(0))
        if whole != WHOLE:
            self.report("L126", shared[0][0].first, CATEGORY, actual=plain(whole))
        standard = Standard(tuple(category for _, category in found))
        if decimals(standard.step) > standard.decimals:
            what = f"总分就不止{DECIMALS}位小数：得分以{plain(standard.step)}分为一档"
            self.report("L125", shared[0][0].first, CATEGORY, what=what)


def _uncounted(items: Iterable[Item]) -> str:
    """Return that some items stand outside the points of the sheet, where some do."""
    return "" if all(item.is_ordinary for item in items) else "，加分、扣分不计"


def _unfit(category: Category) -> Iterator[str]:
    """Yield what is wrong with the share of a category, where others have one."""
    share = category.share
    if category.is_ordinary and share is None:
        yield "别的项目写了占比，这个项目没有写"
    elif not category.is_ordinary and share is not None:
        yield "加分、扣分直接计入总分，不写占比"
    elif share is not None and not 0 < share <= WHOLE:
        yield "占比应大于0，不超过100%"
    elif share is not None and decimals(share) > SHARE_DECIMALS:
        yield f"占比最多{SHARE_DECIMALS}位小数"
