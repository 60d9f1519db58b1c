"""One sheet's part of an OOXML package → its cells.

What decides a cell's value, and what of it is seen, is looked at and nothing else; ``<dimension>``,
links and the like are what other readers trip over (docs/reading.md).
"""

import re
from collections.abc import Callable

from wuhao_batch.reading.addresses import parse_address
from wuhao_batch.reading.fonts import Palette
from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import LAST_ROW
from wuhao_batch.reading.numbers import parse_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.runs import RunReader
from wuhao_batch.reading.stored import Context, Stored, read_cell
from wuhao_batch.reading.visibility import Visibility, is_hidden_row
from wuhao_batch.reading.xml import Attributes, local, walk
from wuhao_batch.sheets import address


def read_worksheet(part: bytes, gathered: Gatherer, context: Context) -> None:
    """Read the cells of one sheet's part into the sheet opened last."""

    def put(row: int, column: int, stored: Stored) -> None:
        zeros_shown = reader.visibility.zeros_shown
        gathered.put(row, column, read_cell(stored, context, zeros_shown=zeros_shown))

    reader = SheetReader(context.palette, put)
    walk(without_blanks(part), reader.start, reader.end, reader.text)
    gathered.hide(reader.visibility.hidden())


_BLANK = re.compile(
    rb"""<c(?=\s[^<>]*?\br="[A-Z]{1,3}[1-9][0-9]{0,6}")[^<>]*(?:/>|>\s*</c>)"""
    rb"""|<row(?=\s[^<>]*?\br="[1-9][0-9]{0,6}")[^<>]*(?:/>|>\s*</row>)"""
)

UNPLACED = re.compile(rb"""<(?:c|row)(?=[\s/>])(?![^<>]*?\sr=")""")


def without_blanks(part: bytes) -> bytes:
    """Remove blank cells and rows, a million of them if a column has a border.

    Where some take their place from the one before, all stay. Twice: rows show to be blank once
    their cells are gone.
    """
    if b"<!" in part or UNPLACED.search(part):  # what stands in a comment or in CDATA is no cell
        return part
    return _BLANK.sub(b"", _BLANK.sub(b"", part))


class SheetReader:
    """Read one sheet; rows and cells have to come in order, each once.

    ``put`` is given row, column and content of each cell.
    """

    def __init__(self, palette: Palette, put: Callable[[int, int, Stored], None]) -> None:
        self._put = put
        self.visibility = Visibility()
        self._row = self._column = 0
        self._cell: Stored | None = None
        self._into: list[str] | None = None
        self._inline = RunReader(palette)

    def start(self, element: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        name = local(element)
        if name == "c":
            self._open_cell(attributes)
        elif name == "row":
            self._open_row(attributes)
        elif self._cell is not None:
            self._open_inner(name, attributes, self._cell)
        else:
            self.visibility.take(name, attributes)

    def _open_inner(self, name: str, attributes: Attributes, cell: Stored) -> None:
        if name == "v":
            cell.value = self._into = []
        elif name == "f":
            cell.formula = self._into = []
        else:
            self._inline.start(name, attributes)

    def end(self, element: str) -> None:
        """Take the end of an element."""
        name = local(element)
        if name == "c" and self._cell is not None:
            self._close_cell(self._cell)
        elif name in ("v", "f"):
            self._into = None
        elif self._cell is not None:
            self._inline.end(name)

    def text(self, text: str) -> None:
        """Take characters."""
        if self._into is not None:
            self._into.append(text)
        elif self._cell is not None:
            self._inline.text(text)

    # --- places ---

    def _open_row(self, attributes: Attributes) -> None:
        number = parse_number(attributes.get("r", str(self._row + 1)))
        if not isinstance(number, int) or number < 1:
            raise RefusedError(Reason.DAMAGED)
        if number > LAST_ROW:
            raise RefusedError(Reason.OUT_OF_BOUNDS, limit=f"{LAST_ROW}行")
        if number <= self._row:
            raise RefusedError(Reason.CONTRADICTION, what="行的次序颠倒或重复")
        self._row, self._column = number, 0
        if is_hidden_row(attributes):
            self.visibility.hide_row(number)

    def _open_cell(self, attributes: Attributes) -> None:
        row, column = self._row, self._column + 1
        reference = attributes.get("r")
        if reference is not None:
            place = parse_address(reference)
            if place is None:
                raise RefusedError(Reason.DAMAGED)
            row, column = place
        if row != self._row or column <= self._column:
            raise RefusedError(
                Reason.CONTRADICTION, cell=address(row, column), what="格子的位置前后矛盾"
            )
        self._column = column
        self._cell = Stored(attributes.get("t", "n"), attributes)
        if self._cell.kind == "inlineStr":
            self._inline.begin()

    def _close_cell(self, cell: Stored) -> None:
        self._cell = None
        if cell.kind == "inlineStr":
            cell.inline = self._inline.finish()
        self._put(self._row, self._column, cell)
