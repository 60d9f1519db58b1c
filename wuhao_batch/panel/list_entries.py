"""A returned list of an inspection → its quantities and scores, each with the cell it stands in."""

from collections.abc import Iterator, Mapping

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.roster import Roster
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.panel.entries import Mark, PanelReturn, read_vetoes
from wuhao_batch.panel.layout import CODE
from wuhao_batch.panel.list_layout import LIST, measure_table, points_table, remark_table
from wuhao_batch.panel.rows import BranchRows, rows_below
from wuhao_batch.returns.inputs import Input, is_filled
from wuhao_batch.scoring.model import Item, Standard
from wuhao_batch.sheets import BLANK, Book
from wuhao_batch.tables import Table, TableSpec, find_tables, shown, the_table


def read_list(
    book: Book, file: str, evaluator: Evaluator, standard: Standard, roster: Roster
) -> PanelReturn:
    """Find all columns by their codes and all rows by 编号, never by position.

    Columns that are not there once (L001, L002, L010, L013) and rows that are not clear (I010,
    I022, L004, L011) give nothing; what is written in columns that are not the evaluator's (V021)
    is left out.
    """
    reading = _ListReading(book, file, evaluator, roster)
    for item in standard.items:
        reading.read_item(item)
    remarks = reading.read_remarks()
    vetoes, faults = read_vetoes(book, file, standard)
    return PanelReturn(
        evaluator,
        file,
        reading.marks,
        vetoes,
        bool(faults),
        # What ails a row ails all of its columns.
        tuple(dict.fromkeys((*reading.findings, *reading.lacking(), *faults))),
        counts=reading.counts,
        remarks=remarks,
    )


class _ListReading:
    """Read one list, gathering findings on the way."""

    def __init__(self, book: Book, file: str, evaluator: Evaluator, roster: Roster) -> None:
        self.book, self.file, self.evaluator = book, file, evaluator
        self.roster, self.rows = roster, BranchRows(file, roster)
        self.unit = self.rows.words.unit
        self.findings = self.rows.findings
        self.counts: dict[str, dict[str, Input]] = {}
        self.marks: dict[str, dict[str, Mark]] = {}
        self._lost: list[str] = []

    def read_item(self, item: Item) -> None:
        """Read the quantities of an item or, where it has no measures, its scores."""
        for measure in item.measures:
            column = self._column(measure_table(measure, self.unit), item, measure.code)
            for branch, entry in column.items():
                self.counts.setdefault(branch, {})[measure.code] = entry
        if not item.measures:
            column = self._column(points_table(item, self.unit), item, item.code)
            for branch, entry in column.items():
                nothing = Input(BLANK, entry.place, absent=True)
                self.marks.setdefault(branch, {})[item.code] = Mark(nothing, entry, nothing)

    def read_remarks(self) -> dict[str, Input]:
        """Return 编号 → 备注; without that column there are none."""
        spec = remark_table(self.unit)
        found = the_table(self.book, spec, self.file, spec.ways)
        return self._entries(found, *spec.inputs) if isinstance(found, Table) else {}

    def lacking(self) -> Iterator[Finding]:
        """Report the columns that are not there (L001)."""
        if self._lost:
            near = next((each.name for each in self.book.sheets if each.name == LIST), None)
            facts = {"table": LIST, "headers": "、".join([CODE, *self._lost])}
            yield finding("L001", Place(self.file, near), **facts)

    def _column(self, spec: TableSpec, item: Item, code: str) -> dict[str, Input]:
        """Return 编号 → what stands in a column, nothing where it is not the evaluator's."""
        found = the_table(self.book, spec, self.file, spec.ways)
        own = item.code in self.evaluator.items
        (header,) = spec.inputs
        if isinstance(found, Table):
            if own:
                return self._applying(self._entries(found, header), item)
            self._tell_unassigned(found, header, code)
        elif own and find_tables(self.book, spec, spec.ways):
            self.findings.append(found)
        elif own:
            self._lost.append(header)
        return {}

    def _applying(self, entries: Mapping[str, Input], item: Item) -> dict[str, Input]:
        """Return the entries of branches to which the item applies; L133 on what else is filled."""
        left_out = {code for code in entries if item.code in self.roster.branch(code).left_out}
        for code in left_out:
            if is_filled(entries[code].cell):
                place = entries[code].place
                self.findings.append(finding("L133", place, branch=code, codes=item.code))
        return {code: entry for code, entry in entries.items() if code not in left_out}

    def _entries(self, table: Table, header: str) -> dict[str, Input]:
        standing = self.rows.standing(table, lambda row: table.at(row, header).blank)
        rows = {code: self.rows.once(table, code, rows) for code, rows in standing.items()}
        return {
            code: self._entry(table, row, header) for code, row in rows.items() if row is not None
        }

    def _entry(self, table: Table, row: int, header: str) -> Input:
        return Input(table.at(row, header), table.place(self.file, row, header))

    def _tell_unassigned(self, table: Table, header: str, code: str) -> None:
        entries = (self._entry(table, row, header) for row in rows_below(table))
        written = [entry for entry in entries if not entry.cell.blank]
        if written:
            facts = {"code": code, "count": str(len(written))}
            value = shown(written[0].cell)
            self.findings.append(finding("V021", written[0].place, value=value, **facts))
