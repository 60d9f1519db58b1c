"""Workbooks read by what is known of others, and without."""

from unittest.mock import patch

from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.limits import USUAL, Most
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.sheets import Book

_SEAM = "wuhao_batch.reading.ooxml.known_book"
"""What is known of other workbooks comes in here, and nowhere else."""


def read_as_the_first() -> None:
    """From now on read every workbook as if none had been read before."""
    patch(_SEAM, lambda *_: None).start()


def read_plainly(data: bytes, most: Most = USUAL) -> Book | Refusal:
    """What the usual reader makes of a workbook, alone."""
    with patch(_SEAM, lambda *_: None):
        return read_book(data, most=most)


def exactly(found: Book | Refusal) -> object:
    """All that was read, down to the types of values: 1, 1.0 and True are equal."""
    if isinstance(found, Refusal):
        return found
    sheets = [
        (sheet.name, sheet.visible, sheet.beside, *_cells(sheet.cells)) for sheet in found.sheets
    ]
    return sheets, found.properties, found.saved, found.program, found.carried


def _cells(cells: object) -> tuple[object, ...]:
    assert isinstance(cells, dict)
    return tuple((place, type(cell.value), cell) for place, cell in cells.items())
