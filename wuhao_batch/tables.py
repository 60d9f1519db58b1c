"""Tables in sheets, found by the texts of their header and never by position."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum
from functools import cached_property

from wuhao_batch.findings.finding import Finding, Place, finding, shorten, together
from wuhao_batch.sheets import BLANK, Book, Cell, CellAddress, Sheet, address, fold

HEADER_WITHIN = 30
"""A header stands within the first so many rows of its sheet."""
NEAR = 0.7
"""Headers so alike are probably meant to be the same: 最高分 and 最高得分, but not 得分."""


Begins = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A table of the form.

    ``name`` is the sheet it is issued on, ``key`` the header of the codes, ``label`` that of the
    text which tells a row of the table from a line beside it, ``inputs`` what people fill in;
    ``code`` is how a code looks and ``example`` one of them. ``begins`` has the beginnings of
    headers that a template may end in its own way, each with our header. ``dispensable`` is a table
    that a template may do without.
    """

    name: str
    headers: tuple[str, ...]
    key: str
    label: str
    inputs: tuple[str, ...]
    code: re.Pattern[str]
    example: str
    optional: tuple[str, ...] = ()
    begins: Begins = ()
    dispensable: bool = False

    @property
    def all_headers(self) -> tuple[str, ...]:
        """The headers that the table has, and those that it may have."""
        return *self.headers, *self.optional

    @property
    def ways(self) -> tuple[tuple[str, ...], ...]:
        """The headers that identify a returned table: its inputs beside codes, or beside texts."""
        return (self.key, *self.inputs), (self.label, *self.inputs)


Ways = Iterable[tuple[str, ...]]


class RowKind(StrEnum):
    """Kind of a row of a table; the value of those that end a block is the word printed there."""

    ITEM = "item"
    SUBTOTAL = "小计"
    TOTAL = "合计"


CATEGORY = "项目"


@dataclass(frozen=True)
class Table:
    """A table found in a workbook: its sheet, its header row and the column of each header."""

    spec: TableSpec
    sheet: Sheet
    header_row: int
    columns: Mapping[str, int]

    def at(self, row: int, header: str) -> Cell:
        """Return the cell of a row under a header, blank if the table lacks that column."""
        column = self.columns.get(header)
        return BLANK if column is None else self.sheet.at(row, column)

    @property
    def lacking(self) -> list[str]:
        """The headers of its kind that it does not have."""
        return [header for header in self.spec.headers if header not in self.columns]

    def printed(self, header: str) -> str:
        """Return a header as it stands in the table."""
        return fold(self.at(self.header_row, header).text)

    def cell_name(self, row: int, header: str) -> str:
        """Return the address of that cell, such as ``G5``."""
        return address(row, self.columns[header])

    def place(self, file: str, row: int, header: str) -> Place:
        """Return the place of that cell, for a finding."""
        return Place(file, self.sheet.name, self.cell_name(row, header))

    @cached_property
    def body(self) -> Mapping[int, RowKind]:
        """Row number → kind, for the table's own rows; 合计 ends it."""
        body: dict[int, RowKind] = {}
        for row in self.sheet.rows:
            if row > self.header_row and (kind := self._kind(row)):
                body[row] = kind
            if body.get(row) is RowKind.TOTAL:
                break
        return body

    def _kind(self, row: int) -> RowKind | None:
        if CATEGORY in self.spec.headers:
            heads = (CATEGORY, self.spec.key, self.spec.label)
            own = [fold(self.at(row, header).text) for header in heads]
            for word in (RowKind.SUBTOTAL, RowKind.TOTAL):
                if word in own:
                    return word
        keyed = self.spec.code.fullmatch(fold(self.at(row, self.spec.key).text))
        return RowKind.ITEM if keyed or not self.at(row, self.spec.label).blank else None

    @property
    def below_total(self) -> list[int]:
        """Rows that look like items but stand below 合计, where the table has ended."""
        last = max(self.body, default=0)
        ended = self.body.get(last) is RowKind.TOTAL
        return [
            row
            for row in self.sheet.rows
            if ended and row > last and self._kind(row) is RowKind.ITEM
        ]

    @cached_property
    def keyed_rows(self) -> Mapping[str, list[int]]:
        """Code → the rows in which it stands, in order; more than one is a fault."""
        found: dict[str, list[int]] = {}
        for row, kind in self.body.items():
            code = fold(self.at(row, self.spec.key).text)
            if kind is RowKind.ITEM and code:
                found.setdefault(code, []).append(row)
        return found

    def row_of(self, code: str) -> int:
        """Return the row of a code that is known to stand there once."""
        return self.keyed_rows[code][0]

    def cells_of(self, rows: Iterable[int], headers: Iterable[str]) -> set[CellAddress]:
        """Return the cells of those rows under those headers, as far as the table has them."""
        columns = [self.columns[header] for header in headers if header in self.columns]
        return {(row, column) for row in rows for column in columns}

    @property
    def frame(self) -> set[CellAddress]:
        """All cells of the header and of the rows of 小计 and 合计."""
        return self.cells_of([self.header_row, *self.sums], self.columns)

    @property
    def sums(self) -> list[int]:
        """The rows of 小计 and 合计."""
        return [row for row, kind in self.body.items() if kind is not RowKind.ITEM]

    def rows_of_kind(self, kind: RowKind) -> list[int]:
        """Return the rows that are items, subtotals or the total."""
        return [row for row, found in self.body.items() if found == kind]


def find_tables(book: Book, spec: TableSpec, ways: Ways) -> list[Table]:
    """Find all sheets, hidden ones too, with the headers of one of those ways in one row."""
    candidates = (_find_in_sheet(sheet, spec, ways) for sheet in book.sheets)
    return [table for table in candidates if table is not None]


def _find_in_sheet(sheet: Sheet, spec: TableSpec, ways: Ways) -> Table | None:
    for headers in ways:
        found = find_header(sheet, headers, spec.begins)
        if found is not None:
            number, columns = found
            own = {header: columns[header] for header in spec.all_headers if header in columns}
            return Table(spec, sheet, number, own)
    return None


def find_header(
    sheet: Sheet, headers: Iterable[str], begins: Begins = ()
) -> tuple[int, dict[str, int]] | None:
    """Find the first row with all of these headers, and the column of each text in it.

    ``begins`` are the beginnings of headers that may end in any way, each with our header.
    """
    wanted = set(headers)
    if not sheet.first_texts(HEADER_WITHIN) >= wanted - {header for _, header in begins}:
        return None
    for number in sheet.rows:
        if number > HEADER_WITHIN:
            return None
        columns = sheet.texts_of_row(number)
        if begins:
            columns = _by_header(columns, begins)
        if wanted <= columns.keys():
            return number, dict(columns)
    return None


def _by_header(texts: Mapping[str, int], begins: Begins) -> dict[str, int]:
    """Return the first column of each header."""
    columns: dict[str, int] = {}
    for text, column in texts.items():
        columns.setdefault(header_of(text, begins), column)
    return columns


def header_of(text: str, begins: Begins) -> str:
    """Return our header for a folded text of a header row; any other text as it is."""
    ours = (header for begin, header in begins if text.startswith(begin) and text != begin)
    return next(ours, text)


def template_table(book: Book, spec: TableSpec, file: str) -> Table | Finding:
    """Find a table of the template, or say why it is not there.

    One that the template does without, and has nothing like, is found without rows.
    """
    like = any(sheet.name == spec.name and sheet.rows for sheet in book.sheets)
    if spec.dispensable and not like and _nearest_header(book, spec) is None:
        return Table(spec, Sheet("", visible=False, cells={}), 0, {})
    return the_table(book, spec, file)


def the_table(
    book: Book,
    spec: TableSpec,
    file: str,
    ways: Ways | None = None,
    is_ours: Callable[[Table], bool] = lambda _: True,
) -> Table | Finding:
    """Find the one visible table of that kind, by all of its headers or by one of ``ways``.

    None (L001), several (L002), only a hidden one (L010) or one with an input in two columns (L013)
    are a finding; where a row has most of its headers, it names the others. ``is_ours`` tells it
    from a table that only has such headers by chance.
    """
    found = [table for table in find_tables(book, spec, ways or (spec.headers,)) if is_ours(table)]
    tables = [table for table in found if table.sheet.visible]
    if len(tables) == 1:
        return _doubled(tables[0], file) or tables[0]
    if tables:
        sheets = "、".join(table.sheet.name for table in tables)
        return finding("L002", Place(file), table=spec.name, sheets=sheets)
    if found:
        return finding("L010", Place(file, found[0].sheet.name), table=spec.name)
    return _not_found(book, spec, file, spec.ways[0] if ways else spec.headers)


def _not_found(book: Book, spec: TableSpec, file: str, headers: tuple[str, ...]) -> Finding:
    wanted = "、".join(headers)
    if (nearest := _nearest_header(book, spec)) is None:
        named = next((sheet.name for sheet in book.sheets if sheet.name == spec.name), None)
        return finding("L001", Place(file, named), table=spec.name, headers=wanted)
    sheet, number, columns = nearest
    lacking = "、".join(f"“{header}”" for header in headers if header not in columns)
    told = f"{wanted}（第{number}行像是表头，缺{lacking}）" if lacking else wanted
    place = Place(file, sheet.name, address(number, min(columns.values())))
    return finding("L001", place, table=spec.name, headers=told)


def _nearest_header(book: Book, spec: TableSpec) -> tuple[Sheet, int, Mapping[str, int]] | None:
    """Return the row that has most headers of a table: more than half, or those of its codes."""
    rows = (
        (sheet, number, _by_header(sheet.texts_of_row(number), spec.begins))
        for sheet in book.sheets
        for number in sheet.rows
        if sheet.visible and number <= HEADER_WITHIN
    )
    wanted = set(spec.headers)
    like = (
        row
        for row in rows
        if {spec.key, spec.label} <= row[2].keys() or 2 * len(wanted & row[2].keys()) > len(wanted)
    )
    return max(like, key=lambda row: len(wanted & row[2].keys()), default=None)


def _doubled(table: Table, file: str) -> Finding | None:
    """Return a finding if an input stands in two columns (L013)."""
    header_cells = table.sheet.rows[table.header_row]
    for column, cell in header_cells.items():
        header = header_of(fold(cell.text), table.spec.begins)
        if header in table.spec.inputs and column != table.columns[header]:
            place = Place(file, table.sheet.name, address(table.header_row, column))
            return finding("L013", place, table=table.spec.name, header=header)
    return None


def near_headers(table: Table, file: str) -> Iterator[Finding]:
    """Yield each header that is nearly one that the table may have (L008): nobody reads it."""
    lacking = [header for header in table.spec.optional if header not in table.columns]
    for text, column in table.sheet.texts_of_row(table.header_row).items():
        if header_of(text, table.spec.begins) not in table.spec.all_headers:
            for near in get_close_matches(text, lacking, n=1, cutoff=NEAR):
                place = Place(file, table.sheet.name, address(table.header_row, column))
                yield finding("L008", place, value=text, near=near)


def shown(cell: Cell) -> str:
    """Return a cell's content for a finding: as it is seen, but a formula as it was typed in."""
    return cell.formula or cell.seen


def seen_otherwise(what: str, place: Place, cell: Cell, branch: str | None = None) -> Finding:
    """Return the finding on a cell that shows something else than it stores (V024)."""
    seen = cell.seen.strip()
    why = cell.look or ("" if seen else "格子里什么也不显示")
    facts = {"what": what, "stored": shorten(cell.text), "why": f"（{why}）" if why else ""}
    return finding("V024", place, value=seen or None, branch=branch, **facts)


def tell_unseen(
    cells: Iterable[tuple[Place, Cell]], branch: str | None = None, code: str = "L014"
) -> Iterator[Finding]:
    """Report cells that nobody sees: one finding a sheet and cause.

    L014 where they count all the same, L017 where they only explain what counts.
    """
    causes: dict[tuple[str | None, str], list[tuple[Place, Cell]]] = {}
    for place, cell in cells:
        if cell.unseen and not cell.blank:
            causes.setdefault((place.sheet, cell.unseen), []).append((place, cell))
    for (_, why), hidden in causes.items():
        place = together(place for place, _ in hidden)
        value = hidden[0][1].text if len(hidden) == 1 else None
        yield finding(code, place, value=value, branch=branch, why=why)
