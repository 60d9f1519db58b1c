"""Seen on a returned form, but not read: notes, shapes, and cells where no input belongs.

None of it counts. It may correct what does, so one finding for the file names it (L015).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wuhao_batch.findings.finding import Finding, Place, finding, shorten
from wuhao_batch.returns.printed import Printed
from wuhao_batch.sheets import Book, CellAddress, Sheet, address

TOLD = 6
LONGEST = 24
"""So many things are named, each with so many characters of its text."""


@dataclass(frozen=True, slots=True)
class Unread:
    """One thing that was not read: its word for people, its place and its text."""

    kind: str
    sheet: str
    cell: str
    text: str

    def __str__(self) -> str:
        text = f"“{shorten(self.text, LONGEST)}”" if self.text else ""
        return f"{self.sheet}·{self.cell}{self.kind}{text}"


def find_unread(
    book: Book, read: Mapping[str, Collection[CellAddress]], printed: Printed
) -> Iterator[Unread]:
    """Yield what a person sees on the visible sheets that is neither read nor ours.

    Args:
        book: The returned form.
        read: Name of a sheet → the cells that were read there.
        printed: The texts that are ours.
    """
    for sheet in book.sheets:
        yield from beside_cells(sheet)
        if sheet.visible:
            yield from _cells(sheet, read.get(sheet.name, ()), printed)


def beside_cells(sheet: Sheet) -> Iterator[Unread]:
    """Yield the notes, shapes and pictures of a sheet that is visible."""
    for each in sheet.beside if sheet.visible else ():
        yield Unread(each.kind, sheet.name, address(each.row, each.column), each.text)


def _cells(sheet: Sheet, read: Collection[CellAddress], printed: Printed) -> Iterator[Unread]:
    for row, cells in sheet.rows.items():
        for column, cell in cells.items():
            text = cell.seen.strip()
            if not text or cell.unseen or (row, column) in read:
                continue
            if not printed.is_ours(sheet, row, column, cell.text):
                yield Unread("", sheet.name, address(row, column), text)


def tell_unread(found: Sequence[Unread], file: str) -> Iterator[Finding]:
    """Report all of it in one note (L015), the short texts in their words."""
    if found:
        told = "；".join(str(each) for each in found[:TOLD])
        more = f"等{len(found)}处" if len(found) > TOLD else ""
        place = Place(file, found[0].sheet, found[0].cell)
        yield finding("L015", place, what=f"{told}{more}")
