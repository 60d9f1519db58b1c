"""Forms that were read before: where another one prints the same, its inputs stand in their places.

A form in whose layout nothing was wrong is remembered: all of its cells but those filled in, and
the places of these. Of a form with the same cells everything is known but what was filled in, and
nobody has to look for its tables again. Texts that name the branch, and live lines, may say what
they say there.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from wuhao_batch.assessment.layout import CONCERNING, EXPLAINED, TABLES
from wuhao_batch.findings.finding import Place
from wuhao_batch.returns.figures import Figure, Weights, figure, has_figure
from wuhao_batch.returns.inputs import InputColumn
from wuhao_batch.returns.printed import OurTexts, label_before
from wuhao_batch.sheets import BLANK, Beside, Book, Cell, CellAddress, Sheet, address, fold
from wuhao_batch.tables import Table

MOST = 16
"""Layouts that are remembered: each program saves a form in its own way."""

_HEADERS = frozenset(fold(each) for spec in TABLES for each in spec.all_headers) | {*EXPLAINED}

Said = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell of a form: the number and name of its sheet, and its place there."""

    number: int
    sheet: str
    place: CellAddress
    name: str


def spot_of(book: Book, table: Table, row: int, header: str) -> Spot:
    """Return the place of the cell in a row of a table, under a header."""
    place = (row, table.columns[header])
    return Spot(_number_of(table, book), table.sheet.name, place, address(*place))


def _number_of(table: Table, book: Book) -> int:
    return next(number for number, sheet in enumerate(book.sheets) if sheet is table.sheet)


@dataclass(frozen=True, slots=True)
class ColumnSpots:
    """The cells of the inputs under one header: the number and name of their sheet, their places.

    Both are by the codes of the inputs; ``names`` are for people.
    """

    number: int
    sheet: str
    places: Mapping[str, CellAddress]
    names: Mapping[str, str | None]

    def of(self, book: Book, file: str) -> InputColumn:
        """Return the inputs of a form."""
        cells = book.sheets[self.number].cells
        stored = {code: cells[place] for code, place in self.places.items() if place in cells}
        return InputColumn(Place(file, self.sheet), self.names, stored)


def column_spots(
    book: Book, table: Table, column: InputColumn, places: Mapping[str, CellAddress]
) -> ColumnSpots:
    """Return where the inputs of a column stand that was found in a table."""
    return ColumnSpots(_number_of(table, book), table.sheet.name, places, column.names)


@dataclass(frozen=True, slots=True)
class FigureSpot:
    """The place of a figure: its header, its row's word for people, and what it adds up."""

    header: str
    what: str
    weights: Weights
    spot: Spot


Spots = Mapping[str, ColumnSpots]
"""Header → the places of its inputs."""


@dataclass(frozen=True)
class _SheetBefore:
    """A sheet of a form: its cells but those filled in and those that vary, and what these say."""

    name: str
    visible: bool
    beside: tuple[Beside, ...]
    fixed: Mapping[CellAddress, Cell]
    varied: Mapping[CellAddress, Said]
    filled: frozenset[CellAddress]

    def is_like(self, sheet: Sheet, ours: OurTexts) -> bool:
        """True if a sheet has the same cells, and no more than inputs where these are."""
        if not sheet.visible and not self.visible:
            return all(_is_no_header(cell) for cell in sheet.cells.values())
        if (sheet.name, sheet.visible, sheet.beside) != (self.name, self.visible, self.beside):
            return False
        cells = sheet.cells
        inputs = [cells[each] for each in self.filled if each in cells]
        return (
            len(cells) == len(self.fixed) + len(self.varied) + len(inputs)
            and self.fixed.items() <= cells.items()
            and all(
                each in cells and _said(cells[each], ours) == told
                for each, told in self.varied.items()
            )
            and all(_is_input(cell, ours) for cell in inputs)
        )


@dataclass(frozen=True)
class Precedent:
    """A form in whose layout nothing was wrong."""

    sheets: tuple[_SheetBefore, ...]
    inputs: Spots
    figures: tuple[FigureSpot, ...]

    def is_like(self, book: Book, ours: OurTexts) -> bool:
        """True if a form prints the same."""
        return len(book.sheets) == len(self.sheets) and all(
            before.is_like(sheet, ours)
            for before, sheet in zip(self.sheets, book.sheets, strict=True)
        )

    def figures_in(self, book: Book, file: str) -> Iterator[Figure]:
        """Yield the figures that such a form shows."""
        for each in self.figures:
            spot = each.spot
            cell = book.sheets[spot.number].cells.get(spot.place, BLANK)
            if cell is not BLANK and has_figure(each.header, cell):
                place = Place(file, spot.sheet, spot.name)
                yield from figure(each.header, each.what, each.weights, place, cell)


class Precedents:
    """The last forms in whose layout nothing was wrong; a copy for another process has none."""

    def __init__(self) -> None:
        self._known: list[Precedent] = []

    def __reduce__(self) -> tuple[type["Precedents"], tuple[()]]:
        return Precedents, ()

    def like(self, book: Book, ours: OurTexts) -> Precedent | None:
        """Return the one that a form is like."""
        return next((each for each in self._known if each.is_like(book, ours)), None)

    def add(self, precedent: Precedent) -> None:
        """Remember a form before all others."""
        self._known = [precedent, *self._known[: MOST - 1]]


def precedent(
    book: Book,
    ours: OurTexts,
    read: Mapping[str, Iterable[CellAddress]],
    inputs: Spots,
    figures: Sequence[FigureSpot],
) -> Precedent | None:
    """Return what others may be like; None if what is ours in it hangs on what was filled in.

    Args:
        book: A form in whose layout nothing was wrong.
        ours: The texts of its branch's form.
        read: Name of a sheet → the cells that were read there, or compared.
        inputs: Where its inputs stand.
        figures: Where its figures stand.
    """
    spots = [(spots.number, place) for spots in inputs.values() for place in spots.places.values()]
    spots += [(each.spot.number, each.spot.place) for each in figures]
    sheets = []
    for number, sheet in enumerate(book.sheets):
        filled = frozenset(place for among, place in spots if among == number)
        kept = frozenset(read.get(sheet.name, ()))
        beside = _SheetBefore(
            sheet.name, sheet.visible, sheet.beside, *_parted(sheet, filled, kept, ours), filled
        )
        rows = {row for row, _ in filled}
        if sheet.visible and any(
            place[0] in rows and place not in kept and not ours.says(fold(cell.seen))
            for place, cell in beside.fixed.items()
        ):
            return None
        sheets.append(beside)
    return Precedent(tuple(sheets), inputs, tuple(figures))


def _parted(
    sheet: Sheet, filled: Set[CellAddress], kept: Set[CellAddress], ours: OurTexts
) -> tuple[dict[CellAddress, Cell], dict[CellAddress, Said]]:
    """Return the cells that are the same in all forms, and what the others say."""
    rows = {row for row, _ in filled}
    fixed: dict[CellAddress, Cell] = {}
    varied: dict[CellAddress, Said] = {}
    for place, cell in sheet.cells.items():
        if place in filled:
            continue
        said = None if place in kept else _said(cell, ours)
        if said is not None and (
            said[0] or (place[0] not in rows and _is_labelled(sheet, place, ours))
        ):
            varied[place] = said
        else:
            fixed[place] = cell
    return fixed, varied


def _is_labelled(sheet: Sheet, place: CellAddress, ours: OurTexts) -> bool:
    """True if a cell stands behind a label, the same in all forms, that anything may follow."""
    label = label_before(sheet, *place)
    return label in ours.printed.labels and ours.told_by(label) is None


def _said(cell: Cell, ours: OurTexts) -> Said | None:
    """Return what a text says, whatever the branch and its numbers; None for other cells."""
    if not isinstance(cell.value, str) or cell.shown is not None:
        return None
    text = fold(cell.value)
    if not text or _is_header(text):
        return None
    return ours.told_by(text), cell.formula, cell.error, cell.look, cell.unseen


def _is_input(cell: Cell, ours: OurTexts) -> bool:
    """True if a cell that is filled in is seen, and holds nothing that could be ours."""
    if cell.unseen or not isinstance(cell.value, str):
        return not cell.unseen
    text = fold(cell.value)
    seen = text if cell.shown is None else fold(cell.shown)
    return not _is_header(text) and seen not in ours.printed.all_or_none


def _is_no_header(cell: Cell) -> bool:
    return not isinstance(cell.value, str) or not _is_header(fold(cell.value))


def _is_header(text: str) -> bool:
    return text in _HEADERS or text.startswith(CONCERNING)
