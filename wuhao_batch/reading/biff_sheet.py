"""One sheet of an .xls workbook → its cells, what hides them, and what is beside them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wuhao_batch.reading.biff import Record, Texts, packed_number, within
from wuhao_batch.reading.biff_objects import Objects
from wuhao_batch.reading.binary import FORMULA, LEGIBLE_HEIGHT, LEGIBLE_WIDTH, CellMaker, Shared
from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.looks import Hidden
from wuhao_batch.sheets import Cell

_WINDOW = 0x023E
_ZEROS_SHOWN = 0x10
_ROW_HIDDEN = 0x20
_NO_NUMBER = 0xFFFF
_TEXT, _BOOLEAN, _ERROR = 0, 1, 2


@dataclass(frozen=True, slots=True)
class _AwaitedText:
    """A formula whose result is a text, which follows in a record of its own."""

    row: int
    column: int
    style: int


def read_sheet(stream: bytes, start: int, gathered: Gatherer, shared: Shared, texts: Texts) -> None:
    """Read the records from there on into the sheet opened last.

    Raises:
        RefusedError: F002, F017–F019 or F023.
    """
    zeros_shown = all(
        record.numbers("H")[0] & _ZEROS_SHOWN
        for record in within(stream, start)
        if record.kind == _WINDOW
    )
    reader = _SheetRecords(gathered, CellMaker(shared, zeros_shown), texts)
    objects = Objects(texts)
    for record in within(stream, start):
        read = reader.readers.get(record.kind)
        if read is not None:
            read(record)
        else:
            objects.take(record)
    reader.close()
    gathered.hide(reader.visibility.hidden)
    gathered.put_beside(objects.beside())


@dataclass
class _HidingRecords:
    """Rows, columns and merges as their records tell of them."""

    hidden: Hidden = field(default_factory=Hidden)
    filtering: bool = False
    _rows: set[int] = field(default_factory=set)
    _others_hidden: bool = False

    def row(self, record: Record) -> None:
        number, _first, _last, height, flags = record.numbers("4H4xI")
        self._rows.add(number + 1)
        if flags & _ROW_HIDDEN or height & 0x7FFF < LEGIBLE_HEIGHT:
            self.hidden.hide_rows(number + 1, number + 1)

    def rows_by_default(self, record: Record) -> None:
        flags, height = record.numbers("2H")
        self._others_hidden = bool(flags & 2) or height < LEGIBLE_HEIGHT

    def columns(self, record: Record) -> None:
        first, last, width, _style, flags = record.numbers("5H")
        if flags & 1 or width < LEGIBLE_WIDTH:
            self.hidden.hide_columns(first + 1, last + 1)

    def merges(self, record: Record) -> None:
        (count,) = record.numbers("H")
        for _ in range(count):
            top, bottom, left, right = record.numbers("4H")
            self.hidden.merges.append((top + 1, left + 1, bottom + 1, right + 1))

    def filter(self, _record: Record) -> None:
        self.filtering = True

    def close(self, filled: set[int]) -> None:
        if self._others_hidden:
            self.hidden.rows.update(filled - self._rows)
        if self.filtering:
            self.hidden.filtered = self.hidden.rows


class _SheetRecords:
    """Read the records of cells, rows, columns and merges."""

    def __init__(self, gathered: Gatherer, make: CellMaker, texts: Texts) -> None:
        self._gathered, self._make, self._texts = gathered, make, texts
        self._waiting: _AwaitedText | None = None
        self._rows: set[int] = set()
        self.visibility = _HidingRecords()
        self.readers: dict[int, Callable[[Record], None]] = {
            0x0006: self._formula,
            0x007D: self.visibility.columns,
            0x009B: self.visibility.filter,
            0x00BD: self._packed_numbers,
            0x00D6: self._rich_text,
            0x00E5: self.visibility.merges,
            0x00FD: self._shared_text,
            0x0203: self._number,
            0x0204: self._text,
            0x0205: self._boolean_or_error,
            0x0207: self._result,
            0x0208: self.visibility.row,
            0x0225: self.visibility.rows_by_default,
            0x027E: self._packed_number,
        }

    def close(self) -> None:
        """End the sheet: a text that a formula still waits for never came."""
        if self._waiting is not None:
            self._put_waiting(Cell(None, FORMULA))
        self.visibility.close(self._rows)

    def _put(self, row: int, column: int, cell: Cell) -> None:
        self._rows.add(row + 1)
        self._gathered.put(row + 1, column + 1, cell)

    def _number(self, record: Record) -> None:
        row, column, style = record.numbers("3H")
        (value,) = record.numbers("d")
        self._put(row, column, self._make.number(value, style))

    def _packed_number(self, record: Record) -> None:
        row, column, style, stored = record.numbers("3HI")
        self._put(row, column, self._make.number(packed_number(stored), style))

    def _packed_numbers(self, record: Record) -> None:
        row, column = record.numbers("2H")
        for place in range((len(record.body) - 6) // 6):
            style, stored = record.numbers("HI")
            self._put(row, column + place, self._make.number(packed_number(stored), style))

    def _shared_text(self, record: Record) -> None:
        row, column, style, index = record.numbers("3HI")
        self._put(row, column, self._make.shared_text(index, style))

    def _text(self, record: Record) -> None:
        row, column, style = record.numbers("3H")
        self._put(row, column, self._make.text(self._texts.long(record), (), style))

    def _rich_text(self, record: Record) -> None:
        row, column, style = record.numbers("3H")
        text = self._texts.long(record)
        self._put(row, column, self._make.text(text, self._texts.marks(record), style))

    def _boolean_or_error(self, record: Record) -> None:
        row, column, style, value, is_error = record.numbers("3H2B")
        make = self._make.error if is_error else self._make.boolean
        self._put(row, column, make(value, style))

    # --- formulas ---

    def _formula(self, record: Record) -> None:
        row, column, style = record.numbers("3H")
        kind, value, sign = record.numbers("BxB3xH")
        if sign != _NO_NUMBER:
            result = Record(record.kind, record.body[6:14])
            cell = self._make.number(result.numbers("d")[0], style, FORMULA)
        elif kind == _TEXT:
            if self._waiting is not None:
                self._put_waiting(Cell(None, FORMULA))
            self._waiting = _AwaitedText(row, column, style)
            return
        elif kind == _BOOLEAN:
            cell = self._make.boolean(value, style, FORMULA)
        elif kind == _ERROR:
            cell = self._make.error(value, style, FORMULA)
        else:
            cell = Cell("", FORMULA)
        self._put(row, column, cell)

    def _result(self, record: Record) -> None:
        if self._waiting is not None:
            text = self._texts.long(record)
            self._put_waiting(self._make.text(text, (), self._waiting.style, FORMULA))

    def _put_waiting(self, cell: Cell) -> None:
        if self._waiting is not None:
            self._put(self._waiting.row, self._waiting.column, cell)
        self._waiting = None
