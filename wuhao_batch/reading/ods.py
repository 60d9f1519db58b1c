"""An OpenDocument spreadsheet (.ods) → :class:`Book`.

No kept reader takes the files of all writers (docs/reading.md), and none shows errors and
formulas; ``content.xml`` is short enough to walk.
"""

from dataclasses import dataclass, field
from functools import partial
from typing import Any

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import LAST_ROW, MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from wuhao_batch.reading.numbers import as_day_or_number, iso_time, parse_number
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.xml import Attributes, by_local_name, local, walk, walk_if_sound
from wuhao_batch.sheets import Book, Cell, clean

MIMETYPE = b"application/vnd.oasis.opendocument.spreadsheet"

_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_EXTENDED = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "

# Texts that stand in a cell but are not its content.
_DRAWING = "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0 "
_BESIDE = (f"{_OFFICE}annotation", f"{_TEXT}ruby-text", f"{_TABLE}shapes", _DRAWING)


def read_ods(package: Package) -> Book:
    """Read an .ods package.

    Raises:
        RefusedError: F002, F006, F014 or F016–F019, F023.
    """
    manifest = package.find("META-INF/manifest.xml")
    if manifest is not None and b"encryption-data" in package.read(manifest):
        raise RefusedError(Reason.PASSWORD)
    content = package.find("content.xml")
    if content is None:
        raise RefusedError(Reason.DAMAGED)
    reader = _TableReader()
    walk(package.read(content), reader.start, reader.end, reader.text)
    if not reader.gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(reader.gathered.sheets), **_properties(package))


@dataclass
class _Open:
    """The cell that is being read: its attributes, repeats and paragraphs."""

    attributes: Attributes
    repeats: int
    paragraphs: list[list[str]] = field(default_factory=list)
    characters: int = 0


class _TableReader:
    """Walk through content.xml."""

    def __init__(self) -> None:
        self.gathered = Gatherer()
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._row = self._column = 0
        self._row_repeats = 1
        self._filled: list[tuple[int, Cell]] = []
        self._cell: _Open | None = None
        self._beside = 0
        self._tables = 0

    def start(self, name: str, attributes: Attributes) -> None:
        if name.startswith(_BESIDE):
            self._beside += 1
        elif self._beside:
            return
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties":
            if attributes.get(f"{_TABLE}display") == "false":
                self._hidden_styles.add(self._style)
        elif name.startswith(_TABLE):
            self._start_of_table(local(name), attributes)
        elif name.startswith(_TEXT) and self._cell is not None:
            self._start_of_text(local(name), attributes, self._cell)

    def _start_of_table(self, name: str, attributes: Attributes) -> None:
        if name == "table":
            self._tables += 1
            if self._tables > 1:
                raise RefusedError(Reason.DAMAGED)  # a table within a table
            visible = attributes.get(f"{_TABLE}style-name") not in self._hidden_styles
            self.gathered.open_sheet(attributes.get(f"{_TABLE}name", ""), visible=visible)
            self._row = 0
        elif name == "table-row" and self._tables:
            self._row_repeats = _repeats(attributes, "number-rows-repeated")
            self._row, self._column, self._filled = self._row + 1, 0, []
        elif name in ("table-cell", "covered-table-cell") and self._tables:
            self._column += 1
            self._cell = _Open(attributes, _repeats(attributes, "number-columns-repeated"))

    def _start_of_text(self, name: str, attributes: Attributes, cell: _Open) -> None:
        if name == "p":
            cell.paragraphs.append([])
        elif name == "s":
            self.text(" " * min(_repeats(attributes, "c", _TEXT), MAX_TEXT + 1))
        elif name in ("tab", "line-break"):
            self.text("\t" if name == "tab" else "\n")

    def end(self, name: str) -> None:
        if name.startswith(_BESIDE):
            self._beside -= 1
        elif self._beside or not name.startswith(_TABLE):
            return
        elif name == f"{_TABLE}table":
            self._tables -= 1
        elif name == f"{_TABLE}table-row":
            self._close_row()
        elif self._cell is not None and name in (
            f"{_TABLE}table-cell",
            f"{_TABLE}covered-table-cell",
        ):
            self._close_cell(self._cell)

    def text(self, text: str) -> None:
        if self._cell is not None and self._cell.paragraphs and not self._beside:
            self._cell.characters += len(text)
            if self._cell.characters > MAX_TEXT:
                raise RefusedError(Reason.TEXT_TOO_LONG, limit=str(MAX_TEXT))
            self._cell.paragraphs[-1].append(text)

    def _close_cell(self, cell: _Open) -> None:
        read = _read(cell)
        first, self._column = self._column, self._column + cell.repeats - 1
        if read is not None:
            self._check(self._row, self._column)
            self._filled += [(column, read) for column in range(first, self._column + 1)]
        self._cell = None

    def _close_row(self) -> None:
        first, self._row = self._row, self._row + self._row_repeats - 1
        if self._row > LAST_ROW:
            raise RefusedError(Reason.OUT_OF_BOUNDS, limit=f"{LAST_ROW}行")
        if self._filled:
            self._check(self._row, 1)
            for row in range(first, self._row + 1):
                for column, cell in self._filled:
                    self.gathered.put(row, column, cell)
        self._filled = []

    def _check(self, row: int, column: int) -> None:
        """Check bounds before anything is repeated."""
        if row > MAX_ROWS or column > MAX_COLUMNS:
            raise RefusedError(Reason.OUT_OF_BOUNDS, limit=f"{MAX_ROWS}行、{MAX_COLUMNS}列")


def _repeats(attributes: Attributes, name: str, namespace: str = _TABLE) -> int:
    count = attributes.get(f"{namespace}{name}", "1")
    if not (count.isascii() and count.isdigit()) or len(count) > 9:  # noqa: PLR2004  digits
        raise RefusedError(Reason.DAMAGED)
    return max(1, int(count))


def _read(cell: _Open) -> Cell | None:
    """Return the cell's content, None if there is none."""
    attributes = cell.attributes
    shown = clean("\n".join("".join(paragraph) for paragraph in cell.paragraphs))
    formula = attributes.get(f"{_TABLE}formula", "").partition(":")[2]
    kind = attributes.get(f"{_OFFICE}value-type", "string" if shown else "")
    if attributes.get(f"{_EXTENDED}value-type") == "error":
        return Cell(shown or "#VALUE!", formula, error=True)
    if not kind:
        return Cell("" if cell.paragraphs else None, formula) if formula else None
    return Cell(_value(kind, attributes, shown), formula)


def _value(kind: str, attributes: Attributes, shown: str) -> Any:
    match kind:
        case "float" | "currency":
            number = parse_number(attributes.get(f"{_OFFICE}value", ""))
            return shown if number is None else number
        case "percentage":
            number = parse_number(attributes.get(f"{_OFFICE}value", ""))
            return shown if number is None else f"{number * 100:.15g}%"
        case "boolean":
            return attributes.get(f"{_OFFICE}boolean-value") == "true"
        case "date":
            day = iso_time(attributes.get(f"{_OFFICE}date-value", ""))
            return shown if day is None else as_day_or_number(day, excel=False)
        case "string":
            return clean(attributes.get(f"{_OFFICE}string-value", "")) or shown
        case _:
            return shown


def _properties(package: Package) -> dict[str, Any]:
    """Read properties, saved time and program from meta.xml, as :class:`Book` has them."""
    properties: dict[str, str] = {}
    texts: dict[str, str] = {}
    name = ""
    own = False

    def start(element: str, attributes: Attributes) -> None:
        nonlocal name, own
        own = local(element) == "user-defined"
        name = by_local_name(attributes).get("name", "") if own else local(element)

    def text(text: str) -> None:
        into = properties if own else texts
        into[name] = into.get(name, "") + text

    meta = package.find("meta.xml")
    if meta is not None:
        walk_if_sound(partial(package.read, meta), start, text)
    carried = any(entry.startswith("Basic/") for entry in package.entries)
    return {
        "properties": {key: clean(value).strip() for key, value in properties.items()},
        "saved": iso_time(texts.get("date", "")),
        "program": texts.get("generator", "").strip(),
        "carried": ("宏",) if carried else (),
    }
