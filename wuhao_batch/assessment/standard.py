"""score_template.xlsx → :class:`Standard`: items, caps, counting rules and vetoes.

The workbook is the master; the code holds no item, cap or rule of its own. What this module
enforces is general (docs/contracts.md): codes unique, caps positive, each category's items add
up to the number printed behind its name, every measure belongs to an item.
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from wuhao_batch.assessment.grades import NAME, Grading, read_grading
from wuhao_batch.assessment.layout import COUNTS, SCORES, VETOES
from wuhao_batch.findings.finding import Finding, Place, finding, has_errors
from wuhao_batch.numbers import is_contradicted, plain
from wuhao_batch.scoring.model import Category, Item, Measure, Standard, Veto, item_of
from wuhao_batch.scoring.rules.kinds import read_rules
from wuhao_batch.scoring.rules.row import Row, read_figure
from wuhao_batch.sheets import Book, Cell, fold
from wuhao_batch.tables import RowKind, Table, seen_otherwise, tell_unseen, the_table


def read_standard(book: Book, file: str) -> tuple[Standard | None, list[Finding]]:
    """Read the template.

    Args:
        book: The template's cells.
        file: Its name, for findings.

    Returns:
        The standard, or None where an error stands among the findings (L001–L113).
    """
    tables: dict[str, Table] = {}
    findings: list[Finding] = []
    for spec in (SCORES, COUNTS, VETOES):
        table = the_table(book, spec, file)
        if isinstance(table, Table):
            tables[spec.name] = table
        else:
            findings.append(table)
    if findings:
        return None, findings
    scores, counts, vetoes = (tables[spec.name] for spec in (SCORES, COUNTS, VETOES))
    grading = read_grading(book, file, scores, vetoes)
    return _StandardReader(file, scores, counts, vetoes, grading).read()


RESERVED = ("名次", "编号", "党总支", "类别", "总分", "结论", "备注")
"""Columns of the results, so no category may have such a name."""


_CATEGORY = re.compile(r"(.+?)[（(]([0-9]+(?:\.[0-9]+)?)分?[）)]")


class _StandardReader:
    """Read the three tables of one template and gather findings on the way."""

    def __init__(
        self, file: str, scores: Table, counts: Table, vetoes: Table, grading: Grading
    ) -> None:
        self.file, self.scores, self.counts, self.vetoes = file, scores, counts, vetoes
        self.grading = grading
        self.findings = list(grading.findings)

    def read(self) -> tuple[Standard | None, list[Finding]]:
        measures = self._measures()
        standard = Standard(self._categories(measures), self._vetoes(), self.grading.grades)
        self._check_orphans(measures)
        if not standard.items and not self.findings:
            first = self.scores.header_row
            self._report("L109", self.scores, first, "编号", what="表中没有考评内容")
        if has_errors(self.findings):
            return None, self.findings
        for table in (self.scores, self.counts, self.vetoes):
            self.findings += tell_unseen(self._codes_in(table))
        if standard.total != 100:  # noqa: PLR2004  百分制 is usual, another total a choice
            (total,) = self.scores.rows_of_kind(RowKind.TOTAL)
            self._report("L105", self.scores, total, "考评分数", actual=plain(standard.total))
        return standard, self.findings

    # --- 评分表 ---------------------------------------------------------------------------------

    def _categories(self, measures: dict[str, list[Measure]]) -> tuple[Category, ...]:
        categories: list[Category] = []
        items: list[Item] = []
        heading = name = ""
        printed: Decimal | None = None
        named = unread = rows = 0
        seen: dict[str, str] = {}
        row = self.scores.header_row
        for row, kind in self.scores.body.items():
            if kind is RowKind.ITEM:
                rows += 1
                text = fold(self.scores.at(row, "项目").text)
                if text not in ("", heading) or not heading:
                    self._check_closed(row, items, name)
                    heading, items = text, []
                    name, printed = self._category_name(row, {c.name for c in categories})
                    named = row
                items += self._item(row, seen, measures)
                unread += not items or items[-1].code != fold(self.scores.at(row, "编号").text)
            elif kind is RowKind.SUBTOTAL:
                categories.append(Category(name, tuple(items)))
                if not unread:
                    self._check_printed(named, name, printed, categories[-1].total)
                    self._check_stated(row, name, categories[-1].total)
                heading, items, unread = "", [], 0
            else:
                self._check_closed(row, items, name)
                items = []
                whole = Standard(tuple(categories))
                if len(whole.items) == rows:
                    self._check_stated(row, RowKind.TOTAL, whole.total)
        self._check_closed(row, items, name)
        self._check_end(row)
        return tuple(categories)

    def _check_end(self, last: int) -> None:
        for below in self.scores.below_total:
            if self.scores.spec.code.fullmatch(fold(self.scores.at(below, "编号").text)):
                what = "合计行应在最后，下面还有考评内容"
                self._report("L109", self.scores, below, "编号", what=what)
        if not self.scores.rows_of_kind(RowKind.TOTAL):
            self._report("L109", self.scores, last, "考评内容", what="全表没有合计行")

    def _category_name(self, row: int, taken: set[str]) -> tuple[str, Decimal | None]:
        text = fold(self.scores.at(row, "项目").text)
        match = _CATEGORY.fullmatch(text)
        reserved = (*RESERVED, *([NAME] if self.grading.grades else []))
        if match is None or match[1] in {*taken, *reserved, *self._codes()}:
            self._report("L108", self.scores, row, "项目")
            return text, None
        return match[1], Decimal(match[2])

    def _codes(self) -> set[str]:
        """Return the texts of the code column: results have columns of these names too."""
        return {fold(self.scores.at(row, "编号").text) for row in self.scores.body}

    def _check_closed(self, row: int, items: list[Item], name: str) -> None:
        if items:
            self._report("L109", self.scores, row, "考评内容", what=f"{name}没有小计行")

    def _item(
        self, row: int, seen: dict[str, str], measures: dict[str, list[Measure]]
    ) -> Iterator[Item]:
        code = self._code(self.scores, row, seen)
        cell = self.scores.at(row, "考评分数")
        cap = read_figure(cell)
        if cap is None and is_contradicted(cell):
            place = self.scores.place(self.file, row, "考评分数")
            self.findings.append(seen_otherwise("考评分数", place, cell))
        elif cap is None or cap <= 0:
            self._report("L103", self.scores, row, "考评分数")
            cap = None
        for header in ("考评内容", "考评标准"):
            self._check_filled(self.scores, row, header)
        if code is not None and cap is not None:
            content, criterion = (
                self.scores.at(row, header).text.strip() for header in ("考评内容", "考评标准")
            )
            yield Item(code, content, cap, criterion, tuple(measures.get(code, ())))

    def _check_printed(self, row: int, name: str, printed: Decimal | None, total: Decimal) -> None:
        """Hold the points behind a category's name against its items."""
        if printed is not None and printed != total:
            what = f"{name}后面印的是{plain(printed)}分"
            self._report("L104", self.scores, row, "项目", what=what, actual=plain(total))

    def _check_stated(self, row: int, name: str, total: Decimal) -> None:
        """Hold the figure in a row of 小计 or 合计 against the items."""
        stated = read_figure(self.scores.at(row, "考评分数"))
        if stated is not None and stated != total:
            what = f"{name}这一行写的是{plain(stated)}分"
            self._report("L104", self.scores, row, "考评分数", what=what, actual=plain(total))

    # --- 计分明细 -------------------------------------------------------------------------------

    def _measures(self) -> dict[str, list[Measure]]:
        """Return item code → its measures, in the order of the sheet."""
        measures: dict[str, list[Measure]] = {}
        seen: dict[str, str] = {}
        for row in self.counts.rows_of_kind(RowKind.ITEM):
            code = self._code(self.counts, row, seen)
            self._check_filled(self.counts, row, "计分指标")
            if code is not None:
                measures.setdefault(item_of(code), []).append(self._measure(row, code))
        return measures

    def _check_orphans(self, measures: dict[str, list[Measure]]) -> None:
        known = self.scores.keyed_rows.keys()
        for code, orphans in measures.items():
            if code not in known:
                for measure in orphans:
                    row = self.counts.row_of(measure.code)
                    self._report("L106", self.counts, row, "编号", item=code)

    def _measure(self, row: int, code: str) -> Measure:
        state = Row(self.counts, row, self.file)
        measure = Measure(
            code=code,
            name=self.counts.at(row, "计分指标").text.strip(),
            unit=fold(self.counts.at(row, "单位").text),
            rules=read_rules(state),
        )
        self.findings += state.findings
        return measure

    # --- 一票否决 -------------------------------------------------------------------------------

    def _vetoes(self) -> tuple[Veto, ...]:
        vetoes: list[Veto] = []
        seen: dict[str, str] = {}
        for row in self.vetoes.rows_of_kind(RowKind.ITEM):
            code = self._code(self.vetoes, row, seen)
            self._check_filled(self.vetoes, row, "情形")
            if code is not None:
                ground = self.vetoes.at(row, "情形").text.strip()
                vetoes.append(Veto(code, ground, self.grading.ceilings.get(code, "")))
        return tuple(vetoes)

    # --- shared ---------------------------------------------------------------------------------

    def _codes_in(self, table: Table) -> Iterator[tuple[Place, Cell]]:
        """Yield the cells of the codes of a table."""
        for row in table.rows_of_kind(RowKind.ITEM):
            key = table.spec.key
            yield table.place(self.file, row, key), table.at(row, key)

    def _code(self, table: Table, row: int, seen: dict[str, str]) -> str | None:
        cell = table.at(row, table.spec.key)
        code = fold(cell.text)
        if not isinstance(cell.value, str) or not table.spec.code.fullmatch(code):
            self._report("L102", table, row, table.spec.key, expected=table.spec.example)
            return None
        if code in seen:
            self._report("L101", table, row, table.spec.key, other=seen[code])
            return None
        seen[code] = table.cell_name(row, table.spec.key)
        return code

    def _check_filled(self, table: Table, row: int, header: str) -> None:
        if table.at(row, header).blank:
            self._report("I010", table, row, header, header=header)

    def _report(self, code: str, table: Table, row: int, header: str, /, **facts: str) -> None:
        value = table.at(row, header).seen or None
        place = table.place(self.file, row, header)
        self.findings.append(finding(code, place, value=value, **facts))
