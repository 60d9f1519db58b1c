"""An .xlsx workbook as plain values: what every reader of the program works on.

Templates, the roster and returned forms all pass through :func:`read_book`. It never follows
links, runs macros or trusts a file's own claim about its size (facts/roundtrip.md §2,
facts/security.md §1.5).
"""

import io
import re
import unicodedata
import warnings
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.datetime import to_excel

CellAddress = tuple[int, int]
"""(row, column), both counted from 1."""

MAX_ROWS = 20_000
MAX_COLUMNS = 512
MAX_FILE = 20 * 1024 * 1024
MAX_UNPACKED = 128 * 1024 * 1024
MAX_ENTRIES = 1_000


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell holds.

    ``value`` is None, a number, a text, a bool, a date or datetime; for a formula (whose text is
    ``formula``) it is the result stored in the file, which may be missing. An error value such as
    ``#N/A`` is a text with ``error`` set.
    """

    value: Any = None
    formula: str = ""
    error: bool = False

    @property
    def blank(self) -> bool:
        """Nothing there: no value, no formula, or nothing but white space."""
        return not self.formula and (self.value is None or not self.text.strip())

    @property
    def has_no_result(self) -> bool:
        """An error value, or a formula without a stored result: it tells nothing."""
        return self.error or (bool(self.formula) and self.value is None)

    @property
    def text(self) -> str:
        """The value as a person would read it."""
        return text_of(self.value)

    @property
    def number(self) -> float | int | None:
        """The value where the cell holds a real number; a bool is none."""
        return (
            self.value
            if isinstance(self.value, int | float) and not isinstance(self.value, bool)
            else None
        )


BLANK = Cell()


@dataclass(frozen=True)
class Sheet:
    """The filled cells of one sheet."""

    name: str
    visible: bool
    cells: Mapping[CellAddress, Cell]

    def at(self, row: int, column: int) -> Cell:
        """The cell there, blank where nothing stands."""
        return self.cells.get((row, column), BLANK)

    @cached_property
    def rows(self) -> Mapping[int, Mapping[int, Cell]]:
        """Row number → column number → cell, in order, blank cells left out."""
        rows: dict[int, dict[int, Cell]] = {}
        for (row, column), cell in sorted(self.cells.items(), key=lambda entry: entry[0]):
            if not cell.blank:
                rows.setdefault(row, {})[column] = cell
        return rows


@dataclass(frozen=True)
class Book:
    """A workbook: its sheets in order, its own properties, when it was saved and by what program.

    ``saved`` is as the file has it, without a time zone.
    """

    sheets: tuple[Sheet, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    saved: datetime | None = None
    program: str = ""

    def texts(self) -> Iterator[str]:
        """Every text of every sheet, hidden ones included, and the properties' values."""
        for sheet in self.sheets:
            for cell in sheet.cells.values():
                if isinstance(cell.value, str):
                    yield cell.value
        yield from self.properties.values()


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a file was not read: a finding code and the facts that its text needs."""

    code: str
    facts: Mapping[str, str] = field(default_factory=dict)


def read_book(data: bytes) -> Book | Refusal:
    """Read an .xlsx workbook, by content and not by name.

    Any fault of the file is a :class:`Refusal` (F001–F004); nothing is raised for user data.
    """
    refusal = guard(data)
    if refusal is not None:
        return refusal
    try:
        return _read(data)
    except (MemoryError, RecursionError):
        return Refusal("F003", {"limit": "内存"})
    except Exception:  # noqa: BLE001  a dozen kinds, facts/security.md §1.5: the file is broken
        return Refusal("F002")


def guard(data: bytes) -> Refusal | None:
    """Refuse what is not a workbook or would cost too much, before anything parses it."""
    if not data.startswith(b"PK\x03\x04"):
        kind, harmless = sniff(data)
        return Refusal("F004" if harmless else "F001", {"kind": kind})
    if len(data) > MAX_FILE:
        return Refusal("F003", {"limit": "20 MB"})
    try:
        entries = zipfile.ZipFile(io.BytesIO(data)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
        return Refusal("F002")
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        return Refusal("F003", {"limit": "解压后 128 MB、1000 个部件"})
    if not any(entry.filename.startswith("xl/") for entry in entries):
        return Refusal("F001", {"kind": "压缩包或其他文档（不含 Excel 内容）"})
    return None


_MAGIC = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版 .xls／.et 表格或加了密码的工作簿", False),
    (b"\x62\x14\x23\x65", "被文件加密软件加密的文件", False),
    (b"Rar!", "RAR 压缩包", False),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包", False),
    (b"%PDF", "PDF 文件", True),
    (b"\xff\xd8\xff", "图片", True),
    (b"\x89PNG", "图片", True),
    (b"GIF8", "图片", True),
)


def sniff(data: bytes) -> tuple[str, bool]:
    """Say what a file that is no zip really is, and whether it is a harmless companion."""
    if not data.strip(b"\0 \r\n\t"):
        return "空文件", False
    for magic, kind, harmless in _MAGIC:
        if data.startswith(magic):
            return kind, harmless
    head = data[:2048].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if head.startswith((b"<html", b"<!doctype html")):
        return "网页文件", False
    if head.startswith(b"<?xml"):
        return "XML 文件", False
    return ("文本文件", False) if b"\0" not in head else ("无法识别的文件", False)


def _read(data: bytes) -> Book:
    stored = _open(data, values=False)
    sheets = [_sheet(worksheet) for worksheet in stored.worksheets]
    if any(cell.formula for sheet in sheets for cell in sheet.cells.values()):
        results = _open(data, values=True)
        sheets = [
            _with_results(sheet, _sheet(worksheet))
            for sheet, worksheet in zip(sheets, results.worksheets, strict=True)
        ]
    if not sheets:
        raise ValueError("no worksheet could be read")
    properties = {item.name: str(item.value) for item in stored.custom_doc_props.props}
    return Book(tuple(sheets), properties, stored.properties.modified, _program(data))


def _program(data: bytes) -> str:
    """The program that saved the file, by its own word."""
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        part = "docProps/app.xml"
        text = package.read(part).decode("utf-8", "replace") if part in package.namelist() else ""
    match = re.search(r"<Application>([^<]*)</Application>", text)
    return match[1] if match else ""


def _open(data: bytes, *, values: bool) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return load_workbook(
            io.BytesIO(data), read_only=True, data_only=values, keep_links=False, keep_vba=False
        )


def _sheet(worksheet: Any) -> Sheet:
    worksheet.reset_dimensions()
    cells = {
        (cell.row, cell.column): _cell(cell)
        for row in worksheet.iter_rows(max_row=MAX_ROWS, max_col=MAX_COLUMNS)
        for cell in row
        if cell.value is not None
    }
    return Sheet(worksheet.title, worksheet.sheet_state == "visible", cells)


def _cell(cell: Any) -> Cell:
    if cell.data_type == "f":
        text = cell.value if isinstance(cell.value, str) else getattr(cell.value, "text", None)
        return Cell(formula=text or "=")
    return Cell(_plain(cell.value, cell.parent.parent.epoch), error=cell.data_type == "e")


def _with_results(sheet: Sheet, results: Sheet) -> Sheet:
    cells = {
        address: replace(results.at(*address), formula=cell.formula) if cell.formula else cell
        for address, cell in sheet.cells.items()
    }
    return Sheet(sheet.name, sheet.visible, cells)


_FIRST_REAL_YEAR = 1950
_LEAP_DAY_THAT_NEVER_WAS = date(1900, 2, 28)  # stands for 59 and 60 alike: stays a date


def _plain(value: Any, epoch: datetime) -> Any:
    """Undo the library's reading of a small number in a date format as a date near its epoch."""
    if isinstance(value, datetime) and (
        value.year >= _FIRST_REAL_YEAR or value.date() == _LEAP_DAY_THAT_NEVER_WAS
    ):
        return value
    if isinstance(value, datetime | time | timedelta):
        return to_excel(value, epoch)  # type: ignore[no-untyped-call]
    return value


def text_of(value: Any) -> str:
    """A cell's value as a person would read it; ``""`` for a blank."""
    match value:
        case None:
            text = ""
        case bool():
            text = str(value).upper()
        case float():
            text = str(int(value)) if value.is_integer() else format(value, ".15g")
        case datetime():
            text = value.isoformat(sep=" ", timespec="minutes").removesuffix(" 00:00")
        case _:
            text = unicodedata.normalize("NFC", str(value)).replace("\r\n", "\n")
    return text


def fold(text: str) -> str:
    """The form in which headers and codes are compared: NFKC, without any white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())


def address(row: int, column: int) -> str:
    """The name of a cell: (5, 7) → ``G5``."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row}"
