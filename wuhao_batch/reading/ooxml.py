"""An .xlsx or .xlsm package, transitional or strict, → :class:`Book`.

No reader library shows all of a cell at once: error values and formulas without a result read as
blanks in one, strict packages and wrong dimensions as empty sheets in the other, and a rejected
style loses the whole file (facts/security.md §1.5, facts/roundtrip.md §2). So the parts are walked
here, and only what decides a cell's value is looked at.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.limits import LAST_ROW, MAX_DECLARED, MAX_FORMATS, MAX_SHEETS
from wuhao_batch.reading.numbers import (
    NUMBER,
    as_day_or_number,
    kind_of_format,
    parse_number,
    shown_number,
)
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.refusal import DAMAGED, RefusedError
from wuhao_batch.reading.xml import Attributes, by_local_name, local, walk, walk_if_sound
from wuhao_batch.sheets import PICTURE, Book, Cell, address, clean

_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,9})")
_PICTURE_FORMULA = re.compile(r"(?i)(_xlfn\.)?(DISPIMG|IMAGE)\(")

_CARRIED = {
    "宏": ("vbaproject.bin", "xl/macrosheets/", "xl/dialogsheets/"),
    "外部链接": ("xl/externallinks/",),
    "数据连接": ("xl/connections.xml", "xl/querytables/"),
    "嵌入的对象": ("xl/embeddings/", "xl/activex/", "xl/ctrlprops/"),
}


def read_ooxml(package: Package) -> Book:
    """Read the workbook of a package.

    Raises:
        RefusedError: F002, F014, F016–F019 or F023.
    """
    main = main_part(package)
    if main is None:
        raise RefusedError(DAMAGED)
    related = _relations(package, main)
    workbook = _Workbook()
    walk(package.read(main), workbook.start)
    context = _Context(
        strings=_first(package, related, "sharedStrings", _shared_strings, []),
        formats=_first(package, related, "styles", _formats, {}),
        since_1904=workbook.since_1904,
        pictures=_has_cell_pictures(package),
    )
    gathered = Gatherer()
    if len(workbook.sheets) > MAX_SHEETS:
        raise RefusedError("F018", what="工作表", limit=str(MAX_SHEETS))
    for name, relation, visible in workbook.sheets:
        kind, part = related.get(relation, ("worksheet", ""))
        if kind != "worksheet":
            continue
        found = package.find(part)
        if found is None:
            raise RefusedError(DAMAGED)
        gathered.open_sheet(name, visible=visible)
        reader = _SheetReader(gathered, context)
        walk(_without_blanks(package.read(found)), reader.start, reader.end, reader.text)
    if not gathered.sheets:
        raise RefusedError(DAMAGED)
    return Book(tuple(gathered.sheets), **read_properties(package))


# --- parts and relations ------------------------------------------------------------------------


def main_part(package: Package) -> str | None:
    """The workbook's own part, as the package's relations name it."""
    for kind, part in _relations(package, "").values():
        found = package.find(part)
        if kind == "officeDocument" and found is not None:
            return found
    return package.find("xl/workbook.xml")


def _relations(package: Package, part: str) -> dict[str, tuple[str, str]]:
    """Id → (last word of the type, name of the part) for what a part refers to inside."""
    folder, name = posixpath.split(part)
    found = package.find(posixpath.join(folder, "_rels", f"{name}.rels"))
    related: dict[str, tuple[str, str]] = {}

    def start(element: str, attributes: Attributes) -> None:
        if local(element) == "Relationship" and attributes.get("TargetMode") != "External":
            target = attributes.get("Target", "").replace("\\", "/")
            inside = target.lstrip("/") if target.startswith("/") else f"{folder}/{target}"
            kind = attributes.get("Type", "").rpartition("/")[2]
            related[attributes.get("Id", "")] = (kind, posixpath.normpath(inside).lstrip("/"))

    if found is not None:
        walk(package.read(found), start)
    return related


def _first(
    package: Package, related: Mapping[str, tuple[str, str]], wanted: str, read: Any, nothing: Any
) -> Any:
    for kind, part in related.values():
        found = package.find(part)
        if kind == wanted and found is not None:
            return read(package.read(found))
    return nothing


def _has_cell_pictures(package: Package) -> bool:
    part = package.find("xl/richData/rdrichvaluestructure.xml")
    return part is not None and b"_localImage" in package.read(part)


class _Workbook:
    """The list of sheets, and the epoch of dates."""

    def __init__(self) -> None:
        self.sheets: list[tuple[str, str, bool]] = []
        self.since_1904 = False

    def start(self, element: str, attributes: Attributes) -> None:
        name, own = local(element), by_local_name(attributes)
        if name == "sheet":
            visible = own.get("state", "visible") == "visible"
            self.sheets.append((own.get("name", ""), own.get("id", ""), visible))
        elif name == "workbookPr":
            self.since_1904 = own.get("date1904", "0") in ("1", "true")


# --- texts and formats --------------------------------------------------------------------------


def _declared(attributes: Attributes, *names: str) -> None:
    """Refuse a count that would make a reader set memory aside for it."""
    for name in names:
        count = parse_number(attributes.get(name, "0"))
        if not isinstance(count, int) or count > MAX_DECLARED:
            raise RefusedError("F018", what="声明的文字", limit=str(MAX_DECLARED))


def _shared_strings(data: bytes) -> list[str]:
    reader = _Strings()
    walk(data, reader.start, reader.end, reader.text)
    return reader.strings


class _Strings:
    """Texts with their rich runs joined and phonetic runs left out."""

    def __init__(self) -> None:
        self.strings: list[str] = []
        self._parts: list[str] = []
        self._phonetic = self._inside = False

    def start(self, element: str, attributes: Attributes) -> None:
        name = local(element)
        if name == "sst":
            _declared(attributes, "count", "uniqueCount")
        elif name == "si":
            self._parts = []
        elif name == "rPh":
            self._phonetic = True
        elif name == "t":
            self._inside = not self._phonetic

    def end(self, element: str) -> None:
        name = local(element)
        if name == "si":
            self.strings.append(unescape("".join(self._parts)))
        elif name == "rPh":
            self._phonetic = False
        elif name == "t":
            self._inside = False

    def text(self, text: str) -> None:
        if self._inside:
            self._parts.append(text)


def unescape(text: str) -> str:
    """Text as a person sees it: ``_x000D_`` and the like are characters."""
    return clean(_ESCAPE.sub(lambda match: chr(int(match[1], 16)), text) if "_x" in text else text)


def _formats(data: bytes) -> dict[str, str]:
    """Number of a cell format, as cells name it, → what it shows (:func:`kind_of_format`)."""
    codes: dict[int, str] = {}
    formats: list[int] = []
    inside = False

    def start(element: str, attributes: Attributes) -> None:
        nonlocal inside
        name = local(element)
        if name == "numFmt":
            number = parse_number(attributes.get("numFmtId", ""))
            if isinstance(number, int):
                codes[number] = attributes.get("formatCode", "")
        elif name == "cellXfs":
            _declared(attributes, "count")
            inside = True
        elif name == "xf" and inside:
            number = parse_number(attributes.get("numFmtId", "0"))
            formats.append(number if isinstance(number, int) else 0)
        if len(formats) > MAX_FORMATS or len(codes) > MAX_FORMATS:
            raise RefusedError("F018", what="单元格样式", limit=str(MAX_FORMATS))

    def end(element: str) -> None:
        nonlocal inside
        inside = inside and local(element) != "cellXfs"

    walk(data, start, end)
    kinds = (kind_of_format(number, codes.get(number)) for number in formats)
    return {str(style): kind for style, kind in enumerate(kinds)}


# --- sheets -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Context:
    """What the cells of every sheet refer to."""

    strings: list[str]
    formats: Mapping[str, str]
    since_1904: bool
    pictures: bool


@dataclass
class _Open:
    """The cell that is being read."""

    row: int
    column: int
    attributes: Attributes
    value: list[str] | None = None
    formula: list[str] | None = None
    inline: list[str] = field(default_factory=list)


_BLANK = re.compile(
    rb"""<c(?=\s[^<>]*?\br="[A-Z]{1,3}[1-9][0-9]{0,6}")[^<>]*/>"""
    rb"""|<row(?=\s[^<>]*?\br="[1-9][0-9]{0,6}")[^<>]*(?:/>|>\s*</row>)"""
)


def _without_blanks(part: bytes) -> bytes:
    """The part without its blank cells and rows, which are a million where a column has a border.

    Those that take their place from the one before them stay. Twice: rows show to be blank once
    their cells are gone.
    """
    if b"<!" in part:  # what stands in a comment or in CDATA is no cell
        return part
    return _BLANK.sub(b"", _BLANK.sub(b"", part))


class _SheetReader:
    """Reads one sheet; rows and cells have to come in order, each once."""

    def __init__(self, gathered: Gatherer, context: _Context) -> None:
        self._gathered, self._context = gathered, context
        self._row = self._column = 0
        self._cell: _Open | None = None
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

    def _open_inner(self, name: str, cell: _Open) -> None:
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
            raise RefusedError(DAMAGED)
        if number > LAST_ROW:
            raise RefusedError("F017", limit=f"{LAST_ROW}行")
        if number <= self._row:
            raise RefusedError("F023", what="行的次序颠倒或重复")
        self._row, self._column = number, 0

    def _open_cell(self, attributes: Attributes) -> None:
        row, column = self._row, self._column + 1
        reference = attributes.get("r")
        if reference is not None:
            match = _ADDRESS.fullmatch(reference)
            if match is None:
                raise RefusedError(DAMAGED)
            row, column = int(match[2]), _column(match[1])
        if row != self._row or column <= self._column:
            raise RefusedError("F023", cell=address(row, column), what="格子的位置前后矛盾")
        self._column = column
        self._cell = _Open(row, column, attributes)

    # --- values ---

    def _read(self, cell: _Open) -> Cell:
        formula = None if cell.formula is None else "=" + ("".join(cell.formula) or "…")
        raw = None if cell.value is None else "".join(cell.value)
        kind = cell.attributes.get("t", "n")
        if formula and _PICTURE_FORMULA.match(formula.lstrip("=")):
            return Cell(PICTURE)
        if kind == "e" and self._context.pictures and "vm" in cell.attributes:
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
                return raw.strip() in ("1", "true")
            case "e":
                return clean(raw)
            case "d":
                return _iso(raw)
            case _:
                return self._number(raw, attributes)

    def _string(self, raw: str) -> str:
        index = parse_number(raw)
        if not isinstance(index, int) or not 0 <= index < len(self._context.strings):
            raise RefusedError(DAMAGED)
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


def iso_time(text: str) -> datetime | None:
    """A time as files write it, in UTC where it names a zone; the zone itself is left out."""
    try:
        time = datetime.fromisoformat(text.strip()).replace(microsecond=0)
        return (time.astimezone(UTC) if time.tzinfo else time).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None


# --- properties ---------------------------------------------------------------------------------


def read_properties(package: Package) -> dict[str, Any]:
    """Custom properties, saved time, program and what is carried along, as :class:`Book` has them.

    A fault in these parts costs nothing but what it hides.
    """
    texts = {name: dict(_texts(package, f"docProps/{name}.xml")) for name in ("core", "app")}
    return {
        "properties": dict(_texts(package, "docProps/custom.xml")),
        "saved": iso_time(texts["core"].get("modified", "")),
        "program": texts["app"].get("Application", ""),
        "carried": tuple(_carried(package)),
    }


def _texts(package: Package, name: str) -> Iterator[tuple[str, str]]:
    """Element or, for custom properties, property name → the text inside."""
    part = package.find(name)
    if part is None:
        return
    found: dict[str, list[str]] = {}
    own_names = part.endswith("custom.xml")
    current = ""

    def start(element: str, attributes: Attributes) -> None:
        nonlocal current
        if not own_names:
            current = local(element)
        elif local(element) == "property":
            current = attributes.get("name", "")

    walk_if_sound(
        package.read(part), start, lambda text: found.setdefault(current, []).append(text)
    )
    for key, parts in found.items():
        yield key, clean("".join(parts)).strip()


def _carried(package: Package) -> Iterator[str]:
    names = [name.casefold() for name in package.entries]
    for kind, signs in _CARRIED.items():
        if any(sign in name for name in names for sign in signs):
            yield kind
