"""An .xlsb workbook → :class:`Book`, as far as calamine sees it.

Error values and formulas without a result read as blanks in this format. Only ever called in a
child process: calamine aborts on some damaged files (docs/reading.md).
"""

import io
import struct
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.numbers import as_day_or_number
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.properties import read_properties
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import Book, Cell, clean

_ROW = 0
_CELLS = range(1, 12)
_SHORT_CELLS = range(12, 19)
"""Kinds of BIFF12 records: a row, cells with their column, cells that follow the one before."""


def read_xlsb(package: Package) -> Book:
    """Read an .xlsb workbook.

    Raises:
        RefusedError: F002, F017–F019 or F023.
    """
    gathered = Gatherer()
    try:
        _gather(package, gathered)
    except (RefusedError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  a panic of the library is no Exception
        raise RefusedError(Reason.DAMAGED) from None
    if not gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(gathered.sheets), **read_properties(package))


def _with_long_records(package: Package) -> bytes:
    """Return the package with every cell record in its long form.

    SheetJS writes short ones, which leave the column out; calamine drops those cells silently.
    """
    rewritten = io.BytesIO()
    with zipfile.ZipFile(rewritten, "w") as into:
        for name in package.entries:
            part = package.read(name)
            is_sheet = "/worksheets/" in name and name.endswith(".bin")
            into.writestr(name, b"".join(_long_records(part)) if is_sheet else part)
    return rewritten.getvalue()


def _long_records(part: bytes) -> Iterator[bytes]:
    column = -1
    for kind, head, body in _records(part):
        if kind in _SHORT_CELLS:
            column += 1
            long = struct.pack("<I", column) + body
            yield bytes((kind - _SHORT_CELLS[0] + _CELLS[0],)) + _size(len(long)) + long
            continue
        if kind == _ROW:
            column = -1
        elif kind in _CELLS and len(body) >= 4:  # noqa: PLR2004  its column
            (column,) = struct.unpack_from("<I", body)
        yield head + body


def _records(part: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield (kind, head as stored, body) of the records of a part."""
    place = 0
    while place < len(part):
        start = place
        kind = part[place]
        place += 1
        if kind & 0x80 and place < len(part):
            kind = (kind & 0x7F) | (part[place] & 0x7F) << 7
            place += 1
        size = shift = 0
        while place < len(part) and shift < 28:  # noqa: PLR2004  four groups of seven bits
            byte = part[place]
            place += 1
            size |= (byte & 0x7F) << shift
            shift += 7
            if not byte & 0x80:
                break
        yield kind, part[start:place], part[place : place + size]
        place += size


def _size(size: int) -> bytes:
    groups = bytearray()
    while size > 0x7F:  # noqa: PLR2004  seven bits
        groups.append(size & 0x7F | 0x80)
        size >>= 7
    return bytes((*groups, size))


def _gather(package: Package, gathered: Gatherer) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(_with_long_records(package)))
    for number, about in enumerate(workbook.sheets_metadata):
        if about.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_index(number)
        gathered.open_sheet(about.name, visible=about.visible == SheetVisibleEnum.Visible)
        if sheet.start is None:
            continue
        first_row, first_column = sheet.start
        rows = sheet.to_python(skip_empty_area=True)
        for row, values in enumerate(rows, start=first_row + 1):
            for column, value in enumerate(values, start=first_column + 1):
                gathered.put(row, column, Cell(_plain(value)))


def _plain(value: Any) -> Any:
    """Return a value as other formats give it; times of day and days near the epoch are numbers."""
    match value:
        case str():
            value = clean(value) or None
        case float():
            value = int(value) if value.is_integer() else value
        case datetime():
            value = as_day_or_number(value)
        case date():
            value = as_day_or_number(datetime(value.year, value.month, value.day))
        case time():
            value = (value.hour * 3600 + value.minute * 60 + value.second) / 86_400
        case timedelta():
            value = value / timedelta(days=1)
    return value
