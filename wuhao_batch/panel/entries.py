"""A returned 复核表 → its scores, reasons and vetoes, each with the cell it stands in."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.roster import Roster
from wuhao_batch.findings.finding import Finding, Place, finding, together
from wuhao_batch.numbers import plain, read_number
from wuhao_batch.panel.layout import (
    AS_SELF,
    BY_CELL,
    CODE,
    OWN,
    REASON,
    SCORE,
    VETO_HEADERS,
    VETO_TABLE,
    header,
    item_table,
    key,
)
from wuhao_batch.panel.rows import BranchRows, rows_below
from wuhao_batch.returns.inputs import Input, is_filled
from wuhao_batch.scoring.model import Category, Item, Standard
from wuhao_batch.sheets import BLANK, Book, Cell, Travelling, column_letters, fold
from wuhao_batch.tables import Table, find_tables, shown, the_table


@dataclass(frozen=True, slots=True)
class Mark(Travelling):
    """An evaluator's score and reason on one item of one branch, and the 自评得分 printed there."""

    own: Input
    score: Input
    reason: Input

    @property
    def printed(self) -> Decimal | None:
        """The 自评得分 that the evaluator saw."""
        reading = read_number(self.own.cell)
        return None if reading is None else reading.value

    def is_stale(self, own: Decimal | None) -> bool:
        """True if the evaluator saw another 自评得分 than that of now."""
        return not self.own.absent and self.printed != own

    @property
    def blank(self) -> bool:
        """True if there is neither a score nor a reason."""
        return self.score.cell.blank and self.reason.cell.blank


@dataclass(frozen=True)
class PanelReturn:
    """The contents of one 复核表.

    ``marks`` maps 编号 → item code → mark, for every row of a branch of the roster; ``vetoes`` are
    the filled rows of 一票否决, header → entry; ``no_vetoes`` means that their table was not found.
    ``as_self`` are the items whose blank scores the evaluator has left to the 自评得分. In an
    inspection ``counts`` maps 编号 → measure → quantity, ``remarks`` 编号 → 备注.
    """

    evaluator: Evaluator
    file: str
    marks: Mapping[str, Mapping[str, Mark]]
    vetoes: tuple[Mapping[str, Input], ...]
    no_vetoes: bool
    findings: tuple[Finding, ...]
    as_self: frozenset[str] = frozenset()
    counts: Mapping[str, Mapping[str, Input]] = field(default_factory=dict)
    remarks: Mapping[str, Input] = field(default_factory=dict)
    sha256: str | None = None

    def follows(self, branch: str, code: str) -> bool:
        """True if the blank score of a branch's item is left to the 自评得分."""
        mark = self.marks.get(branch, {}).get(code)
        return code in self.as_self and mark is not None and mark.score.cell.blank

    @property
    def content(self) -> object:
        """A value that is equal for equal inputs, whatever the bytes or the spelling.

        A workbook with something that was not read equals nothing but its own bytes.
        """
        marks = tuple(
            (branch, code, _as_read(mark.score.cell), shown(mark.reason.cell).strip())
            for branch, items in sorted(self.marks.items())
            for code, mark in sorted(items.items())
            if not mark.blank
        )
        counts = tuple(
            (branch, code, _as_read(entry.cell))
            for branch, entries in sorted(self.counts.items())
            for code, entry in sorted(entries.items())
            if not entry.cell.blank
        )
        remarks = tuple(
            (branch, shown(entry.cell).strip())
            for branch, entry in sorted(self.remarks.items())
            if not entry.cell.blank
        )
        vetoes = tuple(tuple(shown(entry.cell) for entry in row.values()) for row in self.vetoes)
        unread = self.sha256 if self.findings else None
        return marks, self.as_self, counts, remarks, vetoes, unread

    @property
    def is_blank(self) -> bool:
        """True if nothing was filled in."""
        blank = all(entry.cell.blank for entry in self.entries)
        return blank and not self.as_self and not self.findings

    @property
    def entries(self) -> Iterator[Input]:
        """All inputs: scores, reasons, quantities, remarks, and the rows of 一票否决."""
        for items in self.marks.values():
            for mark in items.values():
                yield from (mark.score, mark.reason)
        for entries in self.counts.values():
            yield from entries.values()
        yield from self.remarks.values()
        for row in self.vetoes:
            yield from row.values()

    @property
    def is_found(self) -> bool:
        """True if at least one row of scores or of quantities is there."""
        return bool(self.marks or self.counts)


def _as_read(cell: Cell) -> str:
    reading = read_number(cell, "分")
    return shown(cell).strip() if cell.formula or reading is None else plain(reading.value)


def read_panel(
    book: Book, file: str, evaluator: Evaluator, standard: Standard, roster: Roster
) -> PanelReturn:
    """Find all scores by the item's header and the branch's 编号, never by position.

    Tables that are not there once (L001, L002, L010, L013) and rows that are not clear (I010, I022,
    L004, L011) give no marks; what is written on items that are not the evaluator's (V021) or do
    not apply to a branch (L133) is left out.
    """
    reading = _Reading(book, file, evaluator, roster)
    for category in standard.categories:
        reading.read_category(category)
    vetoes, faults = read_vetoes(book, file, standard)
    return PanelReturn(
        evaluator,
        file,
        reading.marks,
        vetoes,
        bool(faults),
        # What ails a sheet ails all of its items.
        tuple(dict.fromkeys((*reading.findings, *faults))),
        frozenset(reading.as_self),
    )


class _Reading:
    """Read one workbook's scores, gathering findings on the way."""

    def __init__(self, book: Book, file: str, evaluator: Evaluator, roster: Roster) -> None:
        self.book, self.file, self.evaluator = book, file, evaluator
        self.words = roster.settings.words()
        self.roster, self.rows = roster, BranchRows(file, roster)
        self.findings = self.rows.findings
        self.marks: dict[str, dict[str, Mark]] = {}
        self.as_self: set[str] = set()

    def read_category(self, category: Category) -> None:
        """Read the items of one category, wherever they stand."""
        lacking: list[Item] = []
        for item in category.items:
            spec = item_table(category, item, self.words.unit)
            assigned = item.code in self.evaluator.items
            if not find_tables(self.book, spec, spec.ways):
                lacking += [item] if assigned else []
                continue
            found = the_table(self.book, spec, self.file, spec.ways)
            if isinstance(found, Table):
                (self._read_item if assigned else self._tell_unassigned)(found, item)
            elif assigned:
                self.findings.append(found)
        if lacking:
            near = next(
                (each.name for each in self.book.sheets if each.name == category.name), None
            )
            headers = "、".join([CODE, *(key(item, SCORE) for item in lacking)])
            facts = {"table": category.name, "headers": headers}
            self.findings.append(finding("L001", Place(self.file, near), **facts))

    def _read_item(self, table: Table, item: Item) -> None:
        self._read_choice(table, item)
        mark = self._marks(table, item)
        for code, rows in self.rows.standing(table, lambda row: mark(row).blank).items():
            own = self.marks.setdefault(code, {})
            if item.code in self.roster.branch(code).left_out:
                self._tell_left_out(code, map(mark, rows), item)
            elif (row := self.rows.once(table, code, rows)) is not None:
                own[item.code] = mark(row)

    def _read_choice(self, table: Table, item: Item) -> None:
        """Read what stands next above the header of 扣分说明: how blank scores are meant."""
        reasons = key(item, REASON)
        if reasons not in table.columns:
            return
        above = (
            Input(table.at(row, reasons), table.place(self.file, row, reasons))
            for row in range(table.header_row - 1, 0, -1)
        )
        choice = next((each for each in above if not each.cell.blank), None)
        if choice is None or fold(choice.cell.text) == BY_CELL:
            return
        if fold(choice.cell.text) == AS_SELF:
            self.as_self.add(item.code)
            return
        facts = {"header": header(item, REASON), "by_cell": BY_CELL, "as_self": AS_SELF}
        self.findings.append(finding("S018", choice.place, value=shown(choice.cell), **facts))

    def _marks(self, table: Table, item: Item) -> Callable[[int], Mark]:
        """Return what reads the mark of an item in a row of its table."""
        own, score, reason = (self._column(table, key(item, what)) for what in (OWN, SCORE, REASON))
        return lambda row: Mark(own(row), score(row), reason(row))

    def _column(self, table: Table, header: str) -> Callable[[int], Input]:
        """Return what reads the entry of a row below a header."""
        file, sheet, column = self.file, table.sheet, table.columns.get(header)
        if column is None:
            absent = Input(BLANK, Place(file, sheet.name), absent=True)
            return lambda _: absent
        letters = column_letters(column)
        return lambda row: Input(sheet.at(row, column), Place(file, sheet.name, f"{letters}{row}"))

    def _tell_left_out(self, code: str, marks: Iterable[Mark], item: Item) -> None:
        """Report what is written on an item that does not apply to the branch (L133)."""
        entries = (entry for mark in marks for entry in (mark.score, mark.reason))
        filled = [entry.place for entry in entries if is_filled(entry.cell)]
        if filled:
            place = together(filled)
            self.findings.append(finding("L133", place, branch=code, codes=item.code))

    def _tell_unassigned(self, table: Table, item: Item) -> None:
        marks = map(self._marks(table, item), rows_below(table))
        written = [
            entry for mark in marks for entry in (mark.score, mark.reason) if not entry.cell.blank
        ]
        if written:
            facts = {"code": item.code, "count": str(len(written))}
            value = shown(written[0].cell)
            self.findings.append(finding("V021", written[0].place, value=value, **facts))


def read_vetoes(
    book: Book, file: str, standard: Standard
) -> tuple[tuple[Mapping[str, Input], ...], tuple[Finding, ...]]:
    """Return the filled rows of 一票否决, or why their table is not there."""
    if not standard.vetoes:
        return (), ()
    table = the_table(book, VETO_TABLE, file, [VETO_HEADERS])
    if isinstance(table, Finding):
        return (), (table,)
    return tuple(_veto_rows(table, file)), ()


def _veto_rows(table: Table, file: str) -> Iterator[Mapping[str, Input]]:
    for row in rows_below(table):
        entries = {
            header: Input(table.at(row, header), table.place(file, row, header))
            for header in VETO_HEADERS
        }
        if any(not entry.cell.blank for entry in entries.values()):
            yield entries
