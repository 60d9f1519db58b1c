"""Entries for a list of the office's own that stand where nobody would read them.

The list has one file, one sheet and one table; what is filled in anywhere else is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from wuhao_batch.assessment.listing import Listing
from wuhao_batch.findings.finding import Finding, Place, finding, together
from wuhao_batch.sheets import Book, Sheet, address, fold
from wuhao_batch.workspace.folders import Workspace

ENDINGS = (".xlsx", ".xlsm", ".xls", ".xlsb", ".et", ".ods", ".csv")
"""Endings of the files that people save tables in."""
ROW_FROM = 3
"""Cells of a row above the header under so many headers of the table are a row of it."""


@dataclass(frozen=True, slots=True)
class Codes:
    """The codes for cells beside the table, rows above it, and files named like its file."""

    beside: str
    above: str
    named: str


def misplaced(workspace: Workspace, file: str, codes: Codes) -> Iterator[Finding]:
    """Yield the files that are named like a list's file but are not read, and F005 for a folder.

    Raises:
        OSError: The folder cannot be read.
    """
    path = workspace.root / file
    if not path.is_file() and (path.exists() or path.is_symlink()):
        reason = "这是文件夹" if path.is_dir() else "链接指向的文件不在了"
        yield finding("F005", Place(file), reason=reason)
    near = sorted(path.parent.iterdir()) if path.parent.is_dir() else ()
    for each in near:
        if _named_like(each, path):
            yield finding(codes.named, Place(file), name=workspace.relative(each), file=file)


def _named_like(each: Path, path: Path) -> bool:
    """True if a file is named like another; on some systems one has several spellings."""
    name = fold(each.name).casefold()
    if each == path or not (name.startswith(path.stem) and name.endswith(ENDINGS)):
        return False
    return not (each.exists() and path.exists() and each.samefile(path))


def outside(
    book: Book, listing: Listing, headers: tuple[str, ...], required: tuple[str, ...], codes: Codes
) -> Iterator[Finding]:
    """Yield what stands in the workbook but not in the table of the list.

    L010 for a hidden sheet, L002 for one that has the headers or the name once more, L013 for a
    header that stands twice; rows above the header and cells without a header by ``codes``.
    """
    table, file, sheet = fold(listing.sheet.name), listing.file, listing.sheet
    if not sheet.visible:
        yield finding("L010", Place(file, sheet.name), table=table)
    again = [
        each for each in book.sheets if each is not sheet and _once_more(each, table, required)
    ]
    if again:
        sheets = "、".join(f"“{each.name}”" for each in (sheet, *again))
        yield finding("L002", Place(file, again[0].name), table=table, sheets=sheets)
    for column, cell in sheet.rows[listing.header_row].items():
        header = fold(cell.text)
        if header in headers and listing.columns[header] != column:
            place = Place(file, sheet.name, address(listing.header_row, column))
            yield finding("L013", place, table=table, header=header)
    yield from _outside_rows(listing, required, codes)


def _once_more(sheet: Sheet, table: str, required: tuple[str, ...]) -> bool:
    """True if a sheet has the headers, or is a filled one that was copied from the list's."""
    if sheet.rows and fold(sheet.name).startswith(table):
        return True
    return any(set(required) <= sheet.texts_of_row(row).keys() for row in sheet.rows)


def _outside_rows(listing: Listing, required: tuple[str, ...], codes: Codes) -> Iterator[Finding]:
    sheet, table = listing.sheet, fold(listing.sheet.name)
    headed = sheet.rows[listing.header_row].keys()
    of_table = {listing.columns[header] for header in required}
    strewn: list[Place] = []
    for row, cells in sheet.rows.items():
        above = row < listing.header_row
        places = [
            Place(listing.file, sheet.name, address(row, column))
            for column in cells
            if above or column not in headed
        ]
        if above and len(cells.keys() & of_table) >= ROW_FROM:
            yield finding(codes.above, together(places), table=table)
        else:
            strewn += places
    if strewn:
        yield finding(codes.beside, together(strewn), table=table)
