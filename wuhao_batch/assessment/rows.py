"""Rows of a template's tables: their codes and texts, and what is wrong with them at its cell."""

from collections.abc import Iterator

from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import is_contradicted
from wuhao_batch.sheets import Cell, fold
from wuhao_batch.tables import RowKind, Table, seen_otherwise


class Rows:
    """Read the rows of one table, and gather findings on the way."""

    def __init__(self, table: Table, file: str) -> None:
        self.table, self.file = table, file
        self.findings: list[Finding] = []
        self._seen: dict[str, str] = {}

    def text(self, row: int, header: str) -> str:
        """Return what is written there, without the space around it."""
        return self.table.at(row, header).text.strip()

    def folded(self, row: int, header: str) -> str:
        """Return what is written there in the form in which texts are compared."""
        return fold(self.table.at(row, header).text)

    def code(self, row: int) -> str | None:
        """Return the code of a row; None where it is none (L102) or stands above (L101)."""
        spec = self.table.spec
        cell, code = self.table.at(row, spec.key), self.folded(row, spec.key)
        if not isinstance(cell.value, str) or not spec.code.fullmatch(code):
            self.report("L102", row, spec.key, expected=spec.example)
            return None
        if code in self._seen:
            self.report("L101", row, spec.key, other=self._seen[code])
            return None
        self._seen[code] = self.table.cell_name(row, spec.key)
        return code

    def check_filled(self, row: int, *headers: str) -> None:
        """Report the cells that may not be blank (I010)."""
        for header in headers:
            if self.table.at(row, header).blank:
                self.report("I010", row, header, header=header)

    def report(self, code: str, row: int, header: str, /, **facts: str) -> None:
        """Record a fault at the cell of a row under a header."""
        value = self.table.at(row, header).seen or None
        place = self.table.place(self.file, row, header)
        self.findings.append(finding(code, place, value=value, **facts))

    def report_unread(self, code: str, row: int, header: str, /, **facts: str) -> None:
        """Record that nothing could be read there: as V024 where it shows something else."""
        cell = self.table.at(row, header)
        if is_contradicted(cell):
            place = self.table.place(self.file, row, header)
            self.findings.append(seen_otherwise(f"“{header}”", place, cell))
        else:
            self.report(code, row, header, **facts)

    def codes(self) -> Iterator[tuple[Place, Cell]]:
        """Yield the cells of the codes."""
        key = self.table.spec.key
        for row in self.table.rows_of_kind(RowKind.ITEM):
            yield self.table.place(self.file, row, key), self.table.at(row, key)
