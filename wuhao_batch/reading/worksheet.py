"""One sheet's part of an OOXML package → its cells.

What decides a cell's value is looked at and nothing else; ``<dimension>``, merges, links and the
like are what other readers trip over (docs/reading.md).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import LAST_ROW
from wuhao_batch.reading.numbers import (
    NUMBER,
    as_day_or_number,
    iso_time,
    parse_number,
    shown_number,
)
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.reading.shared import unescape
from wuhao_batch.reading.xml import Attributes, local, walk
from wuhao_batch.sheets import PICTURE, Cell, address, clean

_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,9})")
_BOOLEANS = {"1": True, "true": True, "0": False, "false": False, "": None}
_PICTURE_FORMULA = re.compile(r"(?i)(_xlfn\.)?(DISPIMG|IMAGE)\(")


@dataclass(frozen=True)
class Context:
    """Texts, formats and epoch that all sheets share; ``pictures`` if some cells hold any."""

    strings: list[str]
    formats: Mapping[str, str]
    since_1904: bool
    pictures: bool


@dataclass
class _OpenSheet:
    """The cell being read."""

    row: int
    column: int
    attributes: Attributes
    value: list[str] | None = None
    formula: list[str] | None = None
    inline: list[str] = field(default_factory=list)


def read_worksheet(part: bytes, gathered: Gatherer, context: Context) -> None:
    """Read the cells of one sheet's part into the sheet opened last."""
    reader = _SheetReader(gathered, context)
    walk(_without_blanks(part), reader.start, reader.end, reader.text)


_BLANK = re.compile(
    rb"""<c(?=\s[^<>]*?\br="[A-Z]{1,3}[1-9][0-9]{0,6}")[^<>]*/>"""
    rb"""|<row(?=\s[^<>]*?\br="[1-9][0-9]{0,6}")[^<>]*(?:/>|>\s*</row>)"""
)


_UNPLACED = re.compile(rb"""<(?:c|row)(?=[\s/>])(?![^<>]*?\sr=")""")


def _without_blanks(part: bytes) -> bytes:
    """Remove blank cells and rows, a million of them if a column has a border.

    Where some take their place from the one before, all stay. Twice: rows show to be blank once
    their cells are gone.
    """
    if b"<!" in part or _UNPLACED.search(part):  # what stands in a comment or in CDATA is no cell
        return part
    return _BLANK.sub(b"", _BLANK.sub(b"", part))


class _SheetReader:
    """Read one sheet; rows and cells have to come in order, each once."""

    def __init__(self, gathered: Gatherer, context: Context) -> None:
        self._gathered, self._context = gathered, context
        self._row = self._column = 0
        self._cell: _OpenSheet | None = None
        self._into: list[str] | None = None
        self._phonetic = False

    def start(self, element: str, attributes: Attributes) -> None:
        name = local(element)
        if name == "c":
            self._open_cell(attributes)
        elif name == "row":
            self._open_row(attributes)
        elif self._cell is not None:
            self._open_inner(name, self._cell)

    def _open_inner(self, name: str, cell: _OpenSheet) -> None:
        if name == "v":
            cell.value = self._into = []
        elif name == "f":
            cell.formula = self._into = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t" and not self._phonetic:
            self._into = cell.inline

    def end(self, element: str) -> None:
        name = local(element)
        if name == "c" and self._cell is not None:
            cell = self._cell
            self._cell = None
            self._gathered.put(cell.row, cell.column, self._read(cell))
        elif name == "rPh":
            self._phonetic = False
        elif name in ("v", "f", "t"):
            self._into = None

    def text(self, text: str) -> None:
        if self._into is not None:
            self._into.append(text)

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

    def _open_cell(self, attributes: Attributes) -> None:
        row, column = self._row, self._column + 1
        reference = attributes.get("r")
        if reference is not None:
            match = _ADDRESS.fullmatch(reference)
            if match is None:
                raise RefusedError(Reason.DAMAGED)
            row, column = int(match[2]), _column(match[1])
        if row != self._row or column <= self._column:
            raise RefusedError(
                Reason.CONTRADICTION, cell=address(row, column), what="格子的位置前后矛盾"
            )
        self._column = column
        self._cell = _OpenSheet(row, column, attributes)

    # --- values ---

    def _read(self, cell: _OpenSheet) -> Cell:
        formula = None if cell.formula is None else "=" + ("".join(cell.formula) or "…")
        raw = None if cell.value is None else "".join(cell.value)
        kind = cell.attributes.get("t", "n")
        if formula and _PICTURE_FORMULA.match(formula.lstrip("=")):
            return Cell(PICTURE)
        placed = kind == "e" and formula is None and "vm" in cell.attributes
        if placed and self._context.pictures:  # a #SPILL! is stored alike, but has a formula
            return Cell(PICTURE)
        value = unescape("".join(cell.inline)) if kind == "inlineStr" else None
        if raw is not None and kind != "inlineStr":
            value = self._value(kind, raw, cell.attributes)
        return Cell(value, formula or "", error=kind == "e" and value is not None)

    def _value(self, kind: str, raw: str, attributes: Attributes) -> Any:
        match kind:
            case "s":
                return self._string(raw)
            case "str":
                return unescape(raw)
            case "b":
                return _BOOLEANS.get(raw.strip(), clean(raw))
            case "e":
                return clean(raw)
            case "d":
                return _iso(raw)
            case _:
                return self._number(raw, attributes)

    def _string(self, raw: str) -> str:
        index = parse_number(raw)
        if not isinstance(index, int) or not 0 <= index < len(self._context.strings):
            raise RefusedError(Reason.DAMAGED)
        return self._context.strings[index]

    def _number(self, raw: str, attributes: Attributes) -> Any:
        if not raw.strip():
            return None
        number = parse_number(raw)
        if number is None:
            return clean(raw)
        kind = self._context.formats.get(attributes.get("s", "0"), NUMBER)
        return shown_number(number, kind, since_1904=self._context.since_1904)


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _iso(text: str) -> Any:
    day = iso_time(text)
    return clean(text) if day is None else as_day_or_number(day)
