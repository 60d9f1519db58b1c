"""The cells of a sheet by what is known (:mod:`.known`), each looked up by its bytes."""

from collections.abc import Sequence

from wuhao_batch.reading.fonts import Palette
from wuhao_batch.reading.known import (
    MOST_LEARNT,
    Between,
    Frame,
    Head,
    Heads,
    KnownBook,
    KnownCell,
    KnownRow,
    OfFormats,
    Pieces,
    Starts,
    UnusualError,
    cut,
    plain,
    root_of,
    seen_by,
    usually,
)
from wuhao_batch.reading.limits import MAX_COLUMNS, MAX_ROWS
from wuhao_batch.reading.looks import Hidden
from wuhao_batch.reading.runs import unescape
from wuhao_batch.reading.stored import NO_STYLE, Stored
from wuhao_batch.reading.styles import Style
from wuhao_batch.reading.visibility import is_hidden_row
from wuhao_batch.reading.worksheet import UNPLACED, SheetReader, without_blanks
from wuhao_batch.reading.xml import Attributes, local
from wuhao_batch.sheets import BLANK, Cell, CellAddress

_CELL, _CELL_END = b"<c ", b"</c>"
_STYLE = b' s="'
_VALUE_END, _INLINE_END = b"</v>", b"</t></is>"
_LONGEST_NUMBER = 6
_OF_FORMATS = 4_096
"""Bytes that a workbook's cell formats take, about."""


def known_sheet(book: KnownBook, part: bytes) -> tuple[dict[CellAddress, Cell], int, Hidden]:
    """Return the filled cells of a sheet, the length of their texts, and what hides some of them.

    Raises:
        UnusualError: Only the usual reader can tell.
    """
    return usually(_SheetInPieces(book).read, part)


class _SheetInPieces:
    """Read one sheet."""

    def __init__(self, book: KnownBook) -> None:
        self._book = book
        self._hidden_rows: list[int] = []
        self._all_known = True

    def read(self, part: bytes) -> tuple[dict[CellAddress, Cell], int, Hidden]:
        head, opened, rest = part.partition(b"<sheetData>")
        body, closed, tail = rest.partition(b"</sheetData>")
        if not opened or not closed or body.count(_CELL_END) > MOST_LEARNT:
            raise UnusualError
        root = root_of(head)
        before = self._book.frame(head, b"<sheetData/></worksheet>")
        behind = [self._book.frame(root, piece, b"</worksheet>") for piece in cut(tail)]
        zeros_shown = before.shows_zeros
        known = self._book.known.pieces
        self._pieces = known.setdefault((root, zeros_shown), Pieces(root, zeros_shown))
        formats, of_formats = self._book.formats, self._pieces.of_formats
        self._known = of_formats.get(formats) or self._book.known.keep(
            of_formats, formats, OfFormats(), _OF_FORMATS
        )
        cells, characters = self._cells(body)
        return cells, characters, self._hidden([before, *behind])

    def _hidden(self, frames: Sequence[Frame]) -> Hidden:
        """Return what hides cells: the same as on sheets with the same around them."""
        telling = [frame for frame in frames if frame.elements]
        key = (*telling, *self._hidden_rows)
        hidden = self._book.known.views.get(key)
        if hidden is None:
            visibility = seen_by(telling)
            for row in self._hidden_rows:
                visibility.hide_row(row)
            hidden = visibility.hidden()
            self._book.known.keep(self._book.known.views, key, hidden, 8 * len(key))
        return hidden

    def _cells(self, body: bytes) -> tuple[dict[CellAddress, Cell], int]:
        book, texts = self._book, self._book.texts
        known = self._known.rows
        cells: dict[CellAddress, Cell] = {}
        number = characters = 0
        *rows, end = body.split(b"</row>")
        for piece in rows:
            row = known.get(piece) or self._row(known, piece)
            if row.first <= number:
                raise UnusualError
            number = row.last
            characters += row.characters
            cells |= row.cells
            for place, style, text in row.shared:
                if text >= len(texts):
                    raise UnusualError
                shared = texts[text]
                shown = shared.cells.get(style) or book.cell_of_text(shared, style)
                cells[place] = shown
                characters += len(shown.value)
            self._hidden_rows += row.hidden
        self._between(False, end, in_row=False)
        return cells, characters

    def _row(self, known: dict[bytes, KnownRow], piece: bytes) -> KnownRow:
        """Read a row, up to its end tag; it is remembered if all in it was known already."""
        self._all_known = True
        *pieces, end = piece.split(_CELL_END)
        before, _, first = pieces[0].rpartition(_CELL) if pieces else (end, b"", b"")
        between = self._between(False, before, in_row=True)
        if pieces:
            pieces[0] = _CELL + first
            self._nothing_between(end)
        cells: dict[CellAddress, Cell] = {}
        shared: list[tuple[CellAddress, Style, int]] = []
        column = 0
        for each in pieces:
            head, style, found = self._known.cells.get(each) or self._piece(each, between.last)
            if head.row != between.last or head.column <= column:
                raise UnusualError
            column = head.column
            if isinstance(found, int):
                shared.append((head.place, style, found))
                cells[head.place] = BLANK
            elif found is not BLANK:
                cells[head.place] = found
        values = [cell.value for cell in cells.values()]
        characters = sum(len(value) for value in values if isinstance(value, str))
        row = KnownRow(
            between.first, between.last, between.hidden, cells, tuple(shared), characters
        )
        return self._book.known.keep(known, piece, row, len(piece)) if self._all_known else row

    def _piece(self, piece: bytes, row: int) -> KnownCell:
        """Read a cell of a row, up to its end tag; remembered as a row is, but for shared texts."""
        known, cells = self._known, self._known.cells
        before, _, cell = piece.rpartition(_CELL)
        if before:
            self._nothing_between(before)
        if cell.endswith(_VALUE_END):
            starts = known.values
            start, _, content = cell[:-4].rpartition(b">")
        elif cell.endswith(_INLINE_END):
            starts = known.inline
            start, _, content = cell[:-9].rpartition(b">")
        else:
            starts, start, content = known.whole, cell, b""
        head, style, given = starts.get(start) or self._start(starts, start, row, cell)
        if head.of_text:
            return head, style, _number(content)
        found = given.get(content)
        if found is None:
            return head, style, self._cell(head, style, content, cell)
        return self._book.known.keep(cells, piece, (head, style, found), len(piece))

    def _start(
        self, starts: Starts, start: bytes, row: int, cell: bytes
    ) -> tuple[Head, Style, dict[bytes, Cell]]:
        """Return the cell that begins so, its format, and what is known of its contents in it."""
        place, marked, rest = start.partition(_STYLE)
        number, _, kind = rest.partition(b'"')
        key = (place, kind) if marked else (start,)
        known, pieces = self._known, self._pieces
        heads = pieces.whole
        if starts is not known.whole:
            heads = pieces.values if starts is known.values else pieces.inline
        head = heads.get(key) or self._head(heads, key, row, cell, number)
        number = number if marked else head.style
        style = self._book.formats.by_number.get(number) or _style(number)
        found = (head, style, head.cells.setdefault(style, {}))
        return self._book.known.keep(starts, start, found, len(start))

    def _nothing_between(self, piece: bytes) -> None:
        """Raise UnusualError if there is more than blank cells in a piece within a row."""
        if piece and self._between(True, piece, in_row=True).last:
            raise UnusualError

    def _between(self, from_row: bool, piece: bytes, *, in_row: bool) -> Between:
        """Return what stands between two cells, or before or behind them all."""
        key = (from_row, piece, in_row)
        between = self._pieces.between.get(key)
        if between is None:
            found = self._learnt_between(*key)
            between = self._book.known.keep(self._pieces.between, key, found, len(piece))
        return between

    def _learnt_between(self, from_row: bool, piece: bytes, in_row: bool) -> Between:
        if UNPLACED.search(piece):
            raise UnusualError
        opening = b'<sheetData><row r="1">' if from_row else b"<sheetData>"
        closing = b"</row></sheetData></worksheet>" if in_row else b"</sheetData></worksheet>"
        reader = _Rows(self._book.known.context.palette, around=2 + from_row)
        document = self._pieces.root + opening + without_blanks(piece) + closing
        self._book.walk(document, reader.start, reader.end, reader.text)
        if in_row and not from_row and not reader.rows:
            raise UnusualError
        numbers = list(reader.rows)
        hidden = tuple(number for number, is_hidden in reader.rows.items() if is_hidden)
        return Between(numbers[0], numbers[-1], hidden) if numbers else Between(0, 0, ())

    def _head(
        self, heads: Heads, key: tuple[bytes, ...], row: int, cell: bytes, number: bytes
    ) -> Head:
        """Get to know a cell, by its content that is walked once."""
        self._all_known = False
        head = self._walked(row, cell)
        if len(key) > 1 and (head.style != number or b"'" in key[0]):
            raise UnusualError  # what looks like the number of its format is none
        if heads is not self._pieces.whole:
            usual = head.varies and b">" not in key[-1].rpartition(b"<")[2]
        else:
            head.varies, usual = False, not head.blank or not cell.rpartition(b">")[2].strip()
        if not usual:
            raise UnusualError
        return self._book.known.keep(heads, key, head, sum(map(len, key)))

    def _walked(self, row: int, cell: bytes) -> Head:
        reader = _OneCell(self._book.known.context.palette)
        opening = b'<sheetData><row r="%d"><c ' % row
        document = self._pieces.root + opening + cell + b"</c></row></sheetData></worksheet>"
        self._book.walk(document, reader.start, reader.end, reader.text)
        if len(reader.found) != 1:
            raise UnusualError
        return reader.found[0]

    def _cell(self, head: Head, style: Style, content: bytes, cell: bytes) -> Cell:
        """Return the cell with a content that it has not had before in that format."""
        self._all_known = False
        stored = self._stored(head, content, cell) if head.varies else head.stored
        zeros_shown = self._pieces.zeros_shown
        found = BLANK if head.blank else self._book.cell(stored, style, zeros_shown=zeros_shown)
        among = head.cells.setdefault(style, {})
        return self._book.known.keep(among, content, found, len(content))

    def _stored(self, head: Head, content: bytes, cell: bytes) -> Stored:
        """Return what is stored in a cell with that content."""
        words = plain(content)
        if words is None:
            return self._walked(head.row, cell).stored
        stored = head.stored
        if stored.kind == "inlineStr":
            return Stored(stored.kind, stored.attributes, inline=unescape(words))
        return Stored(stored.kind, stored.attributes, [words], stored.formula)


def _style(number: bytes) -> Style:
    """Return the format of a number that no format has."""
    if not number.isdigit():
        raise UnusualError
    return NO_STYLE


def _number(content: bytes) -> int:
    """Return the number of a shared text."""
    if not content.isdigit() or len(content) > _LONGEST_NUMBER:
        raise UnusualError
    return int(content)


class _Rows(SheetReader):
    """Read what stands between cells: rows, with their numbers, and nothing else.

    ``around`` counts the elements that only stand around it.
    """

    def __init__(self, palette: Palette, around: int) -> None:
        super().__init__(palette, _nowhere)
        self._around = around
        self.rows: dict[int, bool] = {}

    def start(self, element: str, attributes: Attributes) -> None:
        if self._around:
            self._around -= 1
            return
        if local(element) != "row" or "r" not in attributes:
            raise UnusualError
        super().start(element, attributes)
        self.rows[self._row] = is_hidden_row(attributes)


class _OneCell(SheetReader):
    """Read one cell within its row."""

    def __init__(self, palette: Palette) -> None:
        super().__init__(palette, self._take)
        self.found: list[Head] = []
        self._inner: list[str] = []
        self._rows = 0

    def start(self, element: str, attributes: Attributes) -> None:
        name = local(element)
        if self._cell is not None:
            self._inner.append(name)
        self._rows += name == "row"
        if self._rows > 1 or (name == "c" and self._cell is not None):
            raise UnusualError
        super().start(element, attributes)

    def _take(self, row: int, column: int, stored: Stored) -> None:
        if "r" not in stored.attributes or row > MAX_ROWS or column > MAX_COLUMNS:
            raise UnusualError
        self.found.append(Head(row, column, stored, self._inner))


def _nowhere(_row: int, _column: int, _stored: Stored) -> None:
    raise UnusualError
