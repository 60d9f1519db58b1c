"""A plain table of the roster workbook: one sheet, its header in the first rows, a row a thing."""

from difflib import get_close_matches

from wuhao_batch.findings import Finding, Place, finding
from wuhao_batch.forms.layout import find_header, shown
from wuhao_batch.sheets import BLANK, Book, Cell, Sheet, address, fold


class Listing:
    """Reads the rows of one table, gathering findings with their cells on the way."""

    def __init__(self, sheet: Sheet, columns: dict[str, int], header_row: int, file: str) -> None:
        self.sheet, self.columns, self.file = sheet, columns, file
        self.header_row = header_row
        self.rows = [row for row in sheet.rows if row > header_row]
        self.findings: list[Finding] = []

    def check_headers(self, headers: tuple[str, ...]) -> None:
        """A column that is nearly, but not quite, one of ours would be left out silently (L008)."""
        for header, column in self.columns.items():
            near = get_close_matches(header, set(headers) - self.columns.keys(), n=1, cutoff=0.5)
            if header not in headers and near:
                place = Place(self.file, self.sheet.name, address(self.header_row, column))
                self.findings.append(finding("L008", place, value=header, near=near[0]))

    def check_filled(self, row: int, headers: tuple[str, ...], required: tuple[str, ...]) -> None:
        """No cell that tells nothing (V107), and none blank that must not be (I010)."""
        for header in headers:
            if self.cell(row, header).has_no_result:
                self.report("V107", row, header, header=header)
        for header in required:
            if not self.text(row, header) and not self.cell(row, header).has_no_result:
                self.report("I010", row, header, header=header)

    def check_unique(self, header: str, code: str, *, folded: bool) -> None:
        """The same text in two rows is a fault of the second."""
        seen: dict[str, str] = {}
        for row in self.rows:
            text = self.text(row, header)
            key = fold(text).casefold() if folded else text
            if key in seen:
                self.report(code, row, header, other=seen[key])
            elif key:
                seen[key] = address(row, self.columns[header])

    def text(self, row: int, header: str) -> str:
        """What stands there as text; ``""`` also where there is no such column."""
        return self.cell(row, header).text.strip()

    def cell(self, row: int, header: str) -> Cell:
        """What stands there; blank also where there is no such column."""
        column = self.columns.get(header)
        return BLANK if column is None else self.sheet.at(row, column)

    def report(self, code: str, row: int, header: str, /, **facts: str) -> None:
        """A fault of one cell."""
        place = Place(self.file, self.sheet.name, address(row, self.columns[header]))
        value = shown(self.cell(row, header)) or None
        self.findings.append(finding(code, place, value=value, **facts))


def sheet_named(book: Book, name: str) -> Sheet | None:
    """The sheet of that name."""
    return next((sheet for sheet in book.sheets if fold(sheet.name) == name), None)


def find_listing(book: Book, name: str, required: tuple[str, ...], file: str) -> Listing | Finding:
    """The table on the sheet of that name, or L001 where its required headers are not there."""
    sheet = sheet_named(book, name)
    found = find_header(sheet, required) if sheet is not None else None
    if sheet is not None and found is not None:
        number, columns = found
        return Listing(sheet, columns, number, file)
    place = Place(file, sheet.name if sheet else None)
    return finding("L001", place, table=name, headers="、".join(required))
