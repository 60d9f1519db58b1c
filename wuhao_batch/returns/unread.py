"""Seen on a returned form, but not read: notes, shapes, and cells where no input belongs.

None of it counts. It may correct what does, so one finding for the file names it (L015).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wuhao_batch.assessment.layout import META_SHEET
from wuhao_batch.findings.finding import Finding, Place, finding, shorten
from wuhao_batch.returns.printed import OurTexts, explanation_in
from wuhao_batch.sheets import Book, CellAddress, Sheet, address, fold

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
    book: Book,
    read: Mapping[str, Collection[CellAddress]],
    printed: OurTexts,
    unclear: Collection[str | None] = (),
) -> Iterator[Unread]:
    """Yield what a person sees on the visible sheets that is neither read nor ours.

    Args:
        book: The returned form.
        read: Name of a sheet → the cells that were read there.
        printed: The texts that are ours.
        unclear: The sheets of which it is told already that nothing was read there.
    """
    for sheet in book.sheets:
        yield from beside_cells(sheet)
        if sheet.visible and sheet.name not in unclear and sheet.name != META_SHEET:
            yield from _cells(sheet, read.get(sheet.name, ()), printed)


def find_missing(
    book: Book, tables: Mapping[str, Collection[CellAddress]], printed: OurTexts
) -> list[str]:
    """Return our texts that are not to be seen on the visible sheets.

    Args:
        book: The returned form.
        tables: Name of a sheet → the cells of the tables on it.
        printed: The texts that are ours.
    """
    around: list[str] = []
    within: list[str] = []
    for sheet in (each for each in book.sheets if each.visible):
        for place, cell in sheet.cells.items():
            if not cell.unseen:
                inside = place in tables.get(sheet.name, ())
                (within if inside else around).append(fold(cell.seen))
    return printed.missing_in(around, within)


def tell_missing(texts: Sequence[str], file: str) -> Iterator[Finding]:
    """Report all of them in one note (L016)."""
    if texts:
        quoted = [f"“{shorten(text, LONGEST)}”" for text in texts]
        yield finding("L016", Place(file), what=_first(quoted, "、"))


def beside_cells(sheet: Sheet) -> Iterator[Unread]:
    """Yield the notes, shapes and pictures of a sheet that is visible."""
    for each in sheet.beside if sheet.visible else ():
        yield Unread(each.kind, sheet.name, address(each.row, each.column), each.text)


def _cells(sheet: Sheet, read: Collection[CellAddress], printed: OurTexts) -> Iterator[Unread]:
    foreign = {
        (row, column): cell
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if (row, column) not in read
        and not cell.unseen
        and (cell.look or not printed.is_ours(sheet, row, column, cell.seen.strip()))
    }
    explained = explanation_in(sheet) if foreign else ()
    for place, cell in foreign.items():
        if cell.look or place not in explained:
            look = f"（{cell.look}）" if cell.look else ""
            yield Unread(look, sheet.name, address(*place), cell.seen.strip())


def tell_unread(found: Sequence[Unread], file: str) -> Iterator[Finding]:
    """Report all of it in one note (L015), the short texts in their words."""
    if found:
        place = Place(file, found[0].sheet, found[0].cell)
        yield finding("L015", place, what=_first([str(each) for each in found], "；"))


def _first(things: Sequence[str], between: str) -> str:
    more = f"等{len(things)}处" if len(things) > TOLD else ""
    return between.join(things[:TOLD]) + more
