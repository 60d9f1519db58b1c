"""A plain table of the roster workbook: one sheet, a header in its first rows, a row a record."""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from types import MappingProxyType

from wuhao_batch.assessment.identity import can_carry, code_key
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.sheets import BLANK, Book, Cell, Sheet, address, fold
from wuhao_batch.tables import find_header, seen_otherwise, shown, tell_unseen

NO_FACTS: Mapping[str, str] = MappingProxyType({})


def same_code(code: str) -> str:
    """Return what two codes may not have in common: 1 and 01, a and A are taken for one another."""
    return code_key(code).casefold()


class Listing:
    """Read the rows of one table and gather findings with their cells on the way."""

    def __init__(self, sheet: Sheet, columns: dict[str, int], header_row: int, file: str) -> None:
        self.sheet, self.columns, self.file = sheet, columns, file
        self.header_row = header_row
        self.rows = [row for row in sheet.rows if row > header_row]
        self.findings: list[Finding] = []

    def check_headers(self, headers: tuple[str, ...]) -> None:
        """Report a column whose header is nearly one of ours: it would be ignored (L008)."""
        for header, column in self.columns.items():
            near = get_close_matches(header, set(headers) - self.columns.keys(), n=1, cutoff=0.5)
            if header not in headers and near:
                place = Place(self.file, self.sheet.name, address(self.header_row, column))
                self.findings.append(finding("L008", place, value=header, near=near[0]))

    def check_complete(self, headers: tuple[str, ...], ours: tuple[str, ...]) -> None:
        """Report a foreign column if a header is missing: it may be meant for it (L008).

        ``ours`` are all that the sheet may have.
        """
        missing = [header for header in headers if header not in self.columns]
        told = {found.value for found in self.findings}
        for header, column in self.columns.items():
            if missing and header not in ours and header not in told:
                place = Place(self.file, self.sheet.name, address(self.header_row, column))
                self.findings.append(finding("L008", place, value=header, near=missing[0]))

    def check_codes(self, header: str) -> None:
        """Report a code that cannot be carried by a 识别码 (I023)."""
        for row in self.rows:
            code = self.text(row, header)
            if code and not can_carry(code):
                self.report("I023", row, header)

    def check_filled(self, row: int, headers: tuple[str, ...], required: tuple[str, ...]) -> None:
        """Report cells without a result (V107), struck out or the like (V024), and gaps (I010).

        Of several cells struck out in one row the first is told.
        """
        odd = [header for header in headers if self.cell(row, header).look]
        for header in odd[:1]:
            cell = self.cell(row, header)
            self.findings.append(seen_otherwise(f"“{header}”", self.place(row, header), cell))
        for header in headers:
            if self.cell(row, header).has_no_result:
                self.report("V107", row, header, header=header)
            elif header in required and not odd and not self.text(row, header):
                self.report("I010", row, header, header=header)

    def check_seen(self, *headers: str) -> None:
        """Report what counts in those columns although nobody sees it (L014)."""
        there = [header for header in headers if header in self.columns]
        cells = (
            (self.place(row, header), self.cell(row, header))
            for row in self.rows
            for header in there
        )
        self.findings += tell_unseen(cells)

    def check_unique(
        self,
        header: str,
        code: str,
        key_of: Callable[[str], str] = str,
        facts: Mapping[str, str] = NO_FACTS,
    ) -> None:
        """Report a text that stands in two rows, at the second; ``key_of`` tells what is equal."""
        seen: dict[str, str] = {}
        for row in self.rows:
            text = self.text(row, header)
            key = key_of(text)
            if key in seen:
                self.report(code, row, header, other=seen[key], **facts)
            elif key:
                seen[key] = address(row, self.columns[header])

    def text(self, row: int, header: str) -> str:
        """Return the text that the cell shows; ``""`` also if there is no such column."""
        return self.cell(row, header).seen.strip()

    def cell(self, row: int, header: str) -> Cell:
        """Return the cell; a blank one if there is no such column."""
        column = self.columns.get(header)
        return BLANK if column is None else self.sheet.at(row, column)

    def report(self, code: str, row: int, header: str, /, **facts: str) -> None:
        """Record a finding at one cell."""
        value = shown(self.cell(row, header)) or None
        self.findings.append(finding(code, self.place(row, header), value=value, **facts))

    def place(self, row: int, header: str) -> Place:
        """Return the place of a cell, for a finding."""
        return Place(self.file, self.sheet.name, address(row, self.columns[header]))


def sheets_named(book: Book, name: str) -> list[Sheet]:
    """Return the sheets of that name; spaces in names are ignored."""
    return [sheet for sheet in book.sheets if fold(sheet.name) == name]


def find_listing(book: Book, name: str, required: tuple[str, ...], file: str) -> Listing | Finding:
    """Return the table on the one sheet of that name.

    L002 where there are several such sheets, L001 where none has the required headers.
    """
    sheets = sheets_named(book, name)
    if len(sheets) > 1:
        names = "、".join(f"“{sheet.name}”" for sheet in sheets)
        return finding("L002", Place(file), table=name, sheets=names)
    sheet = next(iter(sheets), None)
    found = find_header(sheet, required) if sheet is not None else None
    if sheet is not None and found is not None:
        number, columns = found
        return Listing(sheet, columns, number, file)
    place = Place(file, sheet.name if sheet else None)
    return finding("L001", place, table=name, headers="、".join(required))
