"""Small parts of a workbook around some of its cells, and where two workbooks differ.

What reads a file here runs in a child process, so that no whole book goes from one to the other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from wuhao_batch.findings.finding import shorten
from wuhao_batch.reading.files import Content, Source, read_source
from wuhao_batch.sheets import Book, Sheet, address, fold

_LONGEST = 60
_MOST_ROWS = 6

Wanted = Mapping[str, tuple[str, ...]]
"""Sheet → cells on it."""
Texts = Mapping[tuple[str, str], str]
"""Sheet and cell → its text as it is seen."""


@dataclass(frozen=True, slots=True)
class ExcerptCell:
    """One cell of an excerpt; ``chosen`` are those that it is about."""

    text: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Rows of one sheet under the header of their table: names of columns, number → cells."""

    sheet: str
    columns: tuple[str, ...]
    header: tuple[str, ...]
    rows: Mapping[int, tuple[ExcerptCell, ...]]


def excerpts_of(
    source: Source, wanted: Mapping[str, Mapping[str, Wanted]], headers: frozenset[str]
) -> Content[dict[str, Excerpt]]:
    """Read a file and cut out the rows of some cells.

    Args:
        source: The file.
        wanted: File → key of an excerpt → the cells that it is about, on one sheet.
        headers: Texts of the headers of all tables, folded.

    Returns:
        The excerpts of this file by key; none of cells that are not there.
    """
    content = read_source(source)
    if not isinstance(content.body, Book):
        return content.made(content.body)
    cut = {}
    for key, cells in wanted.get(source.name, {}).items():
        for sheet in content.body.sheets:
            if sheet.name in cells:
                cut[key] = _excerpt(sheet, cells[sheet.name], headers)
                break
    return content.made(cut)


def texts_of(source: Source) -> Content[dict[tuple[str, str], str]]:
    """Read a file and return what is seen in its cells."""
    content = read_source(source)
    if not isinstance(content.body, Book):
        return content.made(content.body)
    texts = {
        (sheet.name, address(row, column)): cell.seen
        for sheet in content.body.sheets
        if sheet.visible
        for row, cells in sheet.rows.items()
        for column, cell in cells.items()
        if not cell.formula
    }
    return content.made(texts)


def _excerpt(sheet: Sheet, cells: Iterable[str], headers: frozenset[str]) -> Excerpt:
    chosen = {place_of_cell(cell) for cell in cells}
    numbers = sorted({row for row, _ in chosen})[:_MOST_ROWS]
    header = _header(sheet, numbers[0], headers)
    filled = {column for number in (header, *numbers) for column in sheet.rows.get(number, {})}
    columns = sorted(filled | {column for row, column in chosen if row in numbers})
    rows = {
        number: tuple(
            ExcerptCell(_short(sheet, number, column), (number, column) in chosen)
            for column in columns
        )
        for number in numbers
    }
    names = tuple(address(1, column).rstrip("1") for column in columns)
    titles = tuple(_short(sheet, header, column) if header else "" for column in columns)
    return Excerpt(sheet.name, names, titles, rows)


def _header(sheet: Sheet, below: int, headers: frozenset[str]) -> int:
    """Return the row above that has most texts of a header, 0 if none has two."""
    scores: Iterator[tuple[int, int]] = (
        (len(headers & sheet.texts_of_row(number).keys()), number)
        for number in sheet.rows
        if number < below
    )
    score, number = max(scores, default=(0, 0))
    return number if score > 1 else 0


def _short(sheet: Sheet, row: int, column: int) -> str:
    return shorten(sheet.at(row, column).seen, _LONGEST)


def place_of_cell(cell: str) -> tuple[int, int]:
    """Return the row and the column of a cell by its name: ``G5`` → (5, 7)."""
    letters = cell.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = 26 * column + ord(letter) - 64
    return int(cell.removeprefix(letters)), column


def folded(texts: Iterable[str]) -> frozenset[str]:
    """Return texts of headers as they are compared."""
    return frozenset(fold(text) for text in texts)
