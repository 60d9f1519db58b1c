"""Walk through the content of an OpenDocument workbook: tables, rows, cells."""

from dataclasses import dataclass, field, replace

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import LAST_ROW, MAX_COLUMNS, MAX_TEXT, Most
from wuhao_batch.reading.looks import COVERED, Hidden
from wuhao_batch.reading.ods_beside import ObjectReader
from wuhao_batch.reading.ods_cell import CellContent, read_content
from wuhao_batch.reading.ods_styles import (
    CELL,
    COLUMN,
    PARAGRAPH,
    ROW,
    TABLE,
    TEXT,
    StyleName,
    Styles,
)
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.xml import Attributes, local
from wuhao_batch.sheets import Cell

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "

# Texts that stand in a cell but are not its content.
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_BESIDE = (f"{_OFFICE}annotation", f"{_TEXT}ruby-text", f"{_TABLE}shapes", _DRAWING)
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


@dataclass
class _OpenTable:
    """The state of the table that is being read."""

    hidden: Hidden = field(default_factory=Hidden)
    objects: ObjectReader = field(default_factory=ObjectReader)
    row: int = 0
    column: int = 0
    row_repeats: int = 1
    row_style: str = ""
    columns: int = 0
    column_styles: list[str] = field(default_factory=list)
    """The styles of cells by columns, as far as cells are read."""
    filled: list[tuple[int, Cell]] = field(default_factory=list)


@dataclass
class _OpenCell:
    """The cell that is being read."""

    content: CellContent
    style: StyleName
    repeats: int
    covered: bool
    styles: list[StyleName] = field(default_factory=list)
    """Those of the paragraph and of the runs within runs that are open."""
    characters: int = 0


class TableReader:
    """Take the elements of content.xml."""

    def __init__(self, styles: Styles, most: Most, *, zeros_shown: bool) -> None:
        self.gathered = Gatherer(most)
        self._styles, self._zeros_shown = styles, zeros_shown
        self._table = _OpenTable()
        self._cell: _OpenCell | None = None
        self._beside = 0
        self._tables = 0

    def start(self, name: str, attributes: Attributes) -> None:
        """Take the beginning of an element."""
        if self._beside or name.startswith(_BESIDE):
            self._beside += 1
            self._table.objects.start(name, (max(self._table.row, 1), max(self._table.column, 1)))
        elif name.startswith(_TABLE):
            self._start_of_table(local(name), attributes)
        elif name.startswith(_TEXT) and self._cell is not None:
            self._start_of_text(local(name), attributes, self._cell)
        elif not self._tables:
            self._styles.take(name, attributes)

    def end(self, name: str) -> None:
        """Take the end of an element."""
        if self._beside:
            self._beside -= 1
            self._table.objects.end()
        elif self._cell is not None and name.startswith(_TEXT):
            self._end_of_text(local(name), self._cell)
        elif name == f"{_TABLE}table":
            self._close_table()
        elif name == f"{_TABLE}table-row":
            self._close_row(self._table)
        elif self._cell is not None and name in _CELLS:
            self._close_cell(self._cell, self._table)

    def text(self, text: str) -> None:
        """Take characters, which count within paragraphs only."""
        cell = self._cell
        if self._beside:
            self._table.objects.text(text)
        elif cell is not None and cell.content.paragraphs:
            cell.characters += len(text)
            if cell.characters > MAX_TEXT:
                raise RefusedError(Reason.TEXT_TOO_LONG, limit=str(MAX_TEXT))
            look = self._styles.look((cell.style, *cell.styles))
            cell.content.paragraphs[-1].append((text, look))

    # --- what begins ---

    def _start_of_table(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._open_table(attributes)
        elif self._tables and name == "table-column":
            self._take_column(attributes, self._table)
        elif self._tables and name == "table-row":
            self._open_row(attributes, self._table)
        elif self._tables and name in ("table-cell", "covered-table-cell"):
            self._open_cell(attributes, self._table, covered=name != "table-cell")

    def _open_table(self, attributes: Attributes) -> None:
        self._tables += 1
        if self._tables > 1:
            raise RefusedError(Reason.DAMAGED)  # a table within a table
        style = self._styles.properties((TABLE, attributes.get(f"{_TABLE}style-name", "")))
        visible = style.get("display") != "false"
        self.gathered.open_sheet(attributes.get(f"{_TABLE}name", ""), visible=visible)
        self._table = _OpenTable()

    def _take_column(self, attributes: Attributes, table: _OpenTable) -> None:
        first = table.columns + 1
        table.columns += _repeats(attributes, "number-columns-repeated")
        room = MAX_COLUMNS - len(table.column_styles)
        default = attributes.get(f"{_TABLE}default-cell-style-name", "")
        table.column_styles += [default] * min(table.columns - first + 1, room)
        if self._hides(attributes, (COLUMN, "column-width")):
            table.hidden.hide_columns(first, table.columns)

    def _open_row(self, attributes: Attributes, table: _OpenTable) -> None:
        table.row_repeats = _repeats(attributes, "number-rows-repeated")
        table.row_style = attributes.get(f"{_TABLE}default-cell-style-name", "")
        table.row, table.column, table.filled = table.row + 1, 0, []
        # Beyond the bound there are no cells to hide, but a row may be repeated a million times.
        last = min(table.row + table.row_repeats - 1, self.gathered.most.rows)
        if self._hides(attributes, (ROW, "row-height")):
            table.hidden.hide_rows(table.row, last)
        if attributes.get(f"{_TABLE}visibility") == "filter":
            table.hidden.filtered.update(range(table.row, last + 1))

    def _hides(self, attributes: Attributes, size: tuple[str, str]) -> bool:
        """True if a row or column is hidden, or too small by its (family, property)."""
        family, name = size
        style = attributes.get(f"{_TABLE}style-name", "")
        hidden = attributes.get(f"{_TABLE}visibility", "visible") != "visible"
        return hidden or self._styles.too_small((family, style), name)

    def _open_cell(self, attributes: Attributes, table: _OpenTable, *, covered: bool) -> None:
        table.column += 1
        by_column = "".join(table.column_styles[table.column - 1 : table.column])
        named = attributes.get(f"{_TABLE}style-name")
        style = (CELL, named or table.row_style or by_column)
        repeats = _repeats(attributes, "number-columns-repeated")
        self._cell = _OpenCell(CellContent(attributes), style, repeats, covered)

    def _start_of_text(self, name: str, attributes: Attributes, cell: _OpenCell) -> None:
        style = attributes.get(f"{_TEXT}style-name", "")
        if name == "p":
            cell.content.paragraphs.append([])
            cell.styles = [(PARAGRAPH, style)] if style else []
        elif name == "span":
            cell.styles.append((TEXT, style))
        elif name == "s":
            self.text(" " * min(_repeats(attributes, "c", _TEXT), MAX_TEXT + 1))
        elif name in ("tab", "line-break"):
            self.text("\t" if name == "tab" else "\n")

    # --- what ends ---

    def _end_of_text(self, name: str, cell: _OpenCell) -> None:
        if name == "p":
            cell.styles = []
        elif name == "span" and cell.styles:
            cell.styles.pop()

    def _close_cell(self, cell: _OpenCell, table: _OpenTable) -> None:
        read = None if cell.content.empty else self._read(cell.content, cell.style)
        first, table.column = table.column, table.column + cell.repeats - 1
        if read is not None and not self._is_nothing(table.row, table.column, read):
            if cell.covered:
                read = replace(read, unseen=COVERED)
            table.filled += [(column, read) for column in range(first, table.column + 1)]
        self._cell = None

    def _read(self, content: CellContent, style: StyleName) -> Cell | None:
        if not content.paragraphs:  # its look stands with no text of it
            content.look = self._styles.look((style,))
            content.tells_numbers = not self._styles.changes_numbers(style)
        return read_content(content, zeros_shown=self._zeros_shown)

    def _close_row(self, table: _OpenTable) -> None:
        first, table.row = table.row, table.row + table.row_repeats - 1
        if table.row > LAST_ROW:
            raise RefusedError(Reason.OUT_OF_BOUNDS, limit=f"{LAST_ROW}行")
        filled = [each for each in table.filled if not self._is_nothing(table.row, 1, each[1])]
        for row in range(first, table.row + 1) if filled else ():
            for column, cell in filled:
                self.gathered.put(row, column, cell)
        table.filled = []

    def _close_table(self) -> None:
        self._tables -= 1
        self.gathered.hide(self._table.hidden)
        self.gathered.put_beside(self._table.objects.found)

    def _is_nothing(self, row: int, column: int, cell: Cell) -> bool:
        """True for white space out of bounds; bounds are checked before anything is repeated."""
        most = self.gathered.most.rows
        if row <= most and column <= MAX_COLUMNS:
            return False
        if cell.blank:
            return True
        raise RefusedError(Reason.OUT_OF_BOUNDS, limit=f"{most}行、{MAX_COLUMNS}列")


def _repeats(attributes: Attributes, name: str, namespace: str = _TABLE) -> int:
    count = attributes.get(f"{namespace}{name}", "1")
    if not (count.isascii() and count.isdigit()) or len(count) > 9:  # noqa: PLR2004  digits
        raise RefusedError(Reason.DAMAGED)
    return max(1, int(count))
