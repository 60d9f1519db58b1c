"""One sheet's part of an .xlsb package → its cells, and what hides them; notes on it."""

import struct
from collections.abc import Callable, Iterator

from wuhao_batch.reading.biff import packed_number
from wuhao_batch.reading.biff12 import Record12, records12
from wuhao_batch.reading.binary import FORMULA, LEGIBLE_HEIGHT, LEGIBLE_WIDTH, CellMaker, Shared
from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import LAST_ROW, MAX_CELLS
from wuhao_batch.reading.looks import NOTE, Hidden
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import Beside, Cell

_COLUMN_AND_STYLE, _STYLE = range(1, 12), range(12, 19)
"""Kinds of cells that name their column, and of those that follow the cell before."""

_RICH_TEXT = 62
_STYLE_BITS = 0xFFFFFF
_ZEROS_SHOWN = 0x10
_ROW_HIDDEN = 0x10
_COMMENT, _COMMENT_TEXT = 635, 637


def read_sheet12(part: bytes, gathered: Gatherer, shared: Shared) -> None:
    """Read the cells of one sheet's part into the sheet opened last.

    Raises:
        RefusedError: F002, F017–F019 or F023.
    """
    reader = _Sheet12Records(gathered, CellMaker(shared))
    for record in records12(part):
        reader.take(record)
    gathered.hide(reader.hidden())


class _Sheet12Records:
    """Read the records of a sheet; those of cells stand behind those of their rows."""

    def __init__(self, gathered: Gatherer, make: CellMaker) -> None:
        self._gathered, self._make = gathered, make
        self._row, self._column = 0, -1
        self._hidden = Hidden()
        self._filtering = self._others_hidden = False
        self._named: set[int] = set()
        self._filled: set[int] = set()
        self._readers: dict[int, Callable[[Record12], None]] = {
            0: self._open_row,
            60: self._columns,
            137: self._view,
            163: self._filter,
            176: self._merge,
            485: self._rows_by_default,
        }
        self._contents: dict[int, Callable[[Record12, int], Cell]] = {
            2: lambda record, style: make.number(packed_number(record.number("I")), style),
            3: lambda record, style: make.error(record.number("B"), style),
            4: lambda record, style: make.boolean(record.number("B"), style),
            5: lambda record, style: make.number(record.real(), style),
            6: lambda record, style: make.text(record.text(), (), style),
            7: lambda record, style: make.shared_text(record.number("I"), style),
            8: lambda record, style: make.text(record.text(), (), style, FORMULA),
            9: lambda record, style: make.number(record.real(), style, FORMULA),
            10: lambda record, style: make.boolean(record.number("B"), style, FORMULA),
            11: lambda record, style: make.error(record.number("B"), style, FORMULA),
            _RICH_TEXT: lambda record, style: make.text(*record.rich_text(), style),
        }

    def take(self, record: Record12) -> None:
        """Take a record; most say nothing of cells."""
        kind = record.kind
        if kind in self._readers:
            self._readers[kind](record)
        elif kind in _COLUMN_AND_STYLE or kind == _RICH_TEXT:
            self._column = record.number("I")
            self._cell(kind, record)
        elif kind in _STYLE:
            self._column += 1
            self._cell(kind - _STYLE.start + _COLUMN_AND_STYLE.start, record)

    def hidden(self) -> Hidden:
        """Return what hides cells, once all records are taken."""
        if self._others_hidden:
            self._hidden.rows.update(self._filled - self._named)
        if self._filtering:
            self._hidden.filtered = self._hidden.rows
        return self._hidden

    def _cell(self, kind: int, record: Record12) -> None:
        style = record.number("I")
        content = self._contents.get(kind)
        if content is not None:
            self._filled.add(self._row)
            cell = content(record, style & _STYLE_BITS)
            self._gathered.put(self._row, self._column + 1, cell)

    def _open_row(self, record: Record12) -> None:
        number, _style, height, flags = record.numbers("2IHxB")
        if number >= LAST_ROW:
            raise RefusedError(Reason.OUT_OF_BOUNDS, limit=f"{LAST_ROW}行")
        if number < self._row:
            raise RefusedError(Reason.CONTRADICTION, what="行的次序颠倒或重复")
        self._row, self._column = number + 1, -1
        self._named.add(self._row)
        if flags & _ROW_HIDDEN or height < LEGIBLE_HEIGHT:
            self._hidden.hide_rows(self._row, self._row)

    def _columns(self, record: Record12) -> None:
        first, last, width, _style, flags = record.numbers("4IH")
        if flags & 1 or width < LEGIBLE_WIDTH:
            self._hidden.hide_columns(first + 1, last + 1)

    def _view(self, record: Record12) -> None:
        flags = record.number("H")
        self._make.zeros_shown = self._make.zeros_shown and bool(flags & _ZEROS_SHOWN)

    def _filter(self, _record: Record12) -> None:
        self._filtering = True

    def _merge(self, record: Record12) -> None:
        top, bottom, left, right = record.numbers("4I")
        self._hidden.merges.append((top + 1, left + 1, bottom + 1, right + 1))
        if len(self._hidden.merges) > MAX_CELLS:
            raise RefusedError(Reason.TOO_MUCH, what="合并的单元格", limit=str(MAX_CELLS))

    def _rows_by_default(self, record: Record12) -> None:
        height, flags = record.numbers("4x2xHH")
        self._others_hidden = bool(flags & 2) or height < LEGIBLE_HEIGHT


def read_notes12(part: bytes) -> Iterator[Beside]:
    """Yield the notes of a part that holds them; damage only ends it."""
    row = column = 0
    try:
        for record in records12(part):
            if record.kind == _COMMENT:
                _author, row, _last, column = record.numbers("4I")
            elif record.kind == _COMMENT_TEXT:
                yield Beside(NOTE, row + 1, column + 1, record.rich_text()[0])
    except (RefusedError, struct.error):
        return
