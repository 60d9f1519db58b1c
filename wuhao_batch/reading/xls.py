"""An old .xls or a WPS .et workbook (BIFF in an OLE container) → :class:`Book`.

xlrd reads the values; which cells hold formulas it does not say, so the records are walked once
more for that. Only ever called in a child process: damaged containers can loop for ever.
"""

import io
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import olefile
import xlrd

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.kinds import OLE
from wuhao_batch.reading.numbers import kind_of_format, parse_number, shown_number
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import PICTURE, Book, Cell, CellAddress, clean

_BOUNDSHEET, _FORMULA, _BOF, _EOF = 0x0085, 0x0006, 0x0809, 0x000A
_STREAMS = ("Workbook", "Book")


def read_xls(data: bytes) -> Book:
    """Read an .xls or .et workbook.

    Raises:
        RefusedError: F002, F017–F019 or F023.
    """
    workbook = _open(data)
    formulas = formula_cells(data)
    gathered = Gatherer()
    for number, sheet in enumerate(workbook.sheets()):
        gathered.open_sheet(sheet.name, visible=sheet.visibility == 0)
        own = formulas[number] if number < len(formulas) else frozenset()
        for row in range(sheet.nrows):
            for column, cell in enumerate(sheet.row(row), start=1):
                gathered.put(row + 1, column, _read(workbook, cell, (row + 1, column) in own))
    if not gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(gathered.sheets), **_properties(data))


def _open(data: bytes) -> Any:
    """Open the workbook with its formats, or without them if their description is odd."""
    for with_formats in (True, False):
        try:
            return xlrd.open_workbook(
                file_contents=data,
                formatting_info=with_formats,
                ragged_rows=True,
                logfile=io.StringIO(),
            )
        except MemoryError:
            raise
        except Exception:  # noqa: BLE001, S112  xlrd raises whatever the damage causes
            continue
    raise RefusedError(Reason.DAMAGED)


def _read(workbook: Any, cell: Any, is_formula: bool) -> Cell:
    formula = "=…" if is_formula else ""  # its text is not looked at
    match cell.ctype:
        case xlrd.XL_CELL_TEXT:
            text = clean(cell.value)
            return Cell(PICTURE) if is_formula and "DISPIMG" in text else Cell(text, formula)
        case xlrd.XL_CELL_NUMBER | xlrd.XL_CELL_DATE:
            return Cell(_number(workbook, cell), formula)
        case xlrd.XL_CELL_BOOLEAN:
            return Cell(bool(cell.value), formula)
        case xlrd.XL_CELL_ERROR:
            text = xlrd.error_text_from_code.get(cell.value, "#VALUE!")
            return Cell(text, formula, error=True)
        case _:
            return Cell(None, formula)


def _number(workbook: Any, cell: Any) -> Any:
    number = parse_number(repr(cell.value))
    if number is None:
        return str(cell.value)
    whole = int(number) if isinstance(number, float) and number.is_integer() else number
    kind = _kind(workbook, cell.xf_index)
    return shown_number(whole, kind, since_1904=workbook.datemode == 1)


def _kind(workbook: Any, xf_index: int | None) -> str:
    if xf_index is None or not 0 <= xf_index < len(workbook.xf_list):
        return kind_of_format(0, None)
    key = workbook.xf_list[xf_index].format_key
    found = workbook.format_map.get(key)
    return kind_of_format(key, None if found is None else found.format_str)


def formula_cells(data: bytes) -> list[frozenset[CellAddress]]:
    """Find the cells with formulas of each worksheet, in the order of the workbook."""
    stream = _stream(data)
    starts = [
        struct.unpack_from("<I", body)[0]
        for kind, body in _records(stream, 0)
        if kind == _BOUNDSHEET and len(body) > 5 and body[5] == 0  # noqa: PLR2004  a worksheet
    ]
    return [frozenset(_formulas_from(stream, start)) for start in starts]


def _formulas_from(stream: bytes, start: int) -> Iterator[CellAddress]:
    inner = 0
    for kind, body in _records(stream, start):
        if kind == _BOF:
            inner += 1
        elif kind == _EOF:
            inner -= 1
            if not inner:
                return
        elif kind == _FORMULA and inner == 1 and len(body) > 3:  # noqa: PLR2004
            row, column = struct.unpack_from("<2H", body)
            yield row + 1, column + 1


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield (kind, body) of the records from there on."""
    while start + 4 <= len(stream):
        kind, size = struct.unpack_from("<2H", stream, start)
        yield kind, stream[start + 4 : start + 4 + size]
        start += 4 + size


def _stream(data: bytes) -> bytes:
    if not data.startswith(OLE):
        return data  # before BIFF5 there was no container
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            for name in _STREAMS:
                if container.exists(name):
                    return bytes(container.openstream(name).read())
    except OSError:
        pass
    return b""


def _properties(data: bytes) -> dict[str, Any]:
    """Read the container's properties, saved time and program, as :class:`Book` has them."""
    found: dict[str, Any] = {"properties": {}}
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            found["properties"] = dict(_custom_properties(container))
            meta: Any = container.get_metadata()
            if isinstance(meta.last_saved_time, datetime):
                found["saved"] = meta.last_saved_time
            program = meta.creating_application or b""
            found["program"] = _decoded(program)
            if container.exists("_VBA_PROJECT_CUR"):
                found["carried"] = ("宏",)
    except Exception:  # noqa: BLE001  a fault in the properties costs nothing but what it hides
        return found
    return found


def _custom_properties(container: Any) -> Iterator[tuple[str, str]]:
    stream = "\x05DocumentSummaryInformation"
    if not container.exists(stream):
        return
    for each in container.get_userdefined_properties(stream):
        name, value = each.get("property_name"), each.get("value")
        if name and value is not None:
            yield _decoded(name), _decoded(value)


def _decoded(value: object) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return clean(text).strip()
