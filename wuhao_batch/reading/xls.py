"""An old .xls or a WPS .et workbook (BIFF5 or BIFF8, mostly in an OLE container) → :class:`Book`.

No library shows all of a cell, so the records are walked here (docs/reading.md). Only ever called
in a child process: damaged containers can loop for ever.
"""

import io
import struct
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import olefile

from wuhao_batch.reading.biff import BIFF5, BOF
from wuhao_batch.reading.biff_sheet import read_sheet
from wuhao_batch.reading.biff_workbook import read_workbook
from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.kinds import OLE
from wuhao_batch.reading.limits import USUAL, Most
from wuhao_batch.reading.refusal import Reason, RefusedError
from wuhao_batch.sheets import Book, clean

STREAMS = ("workbook", "book")
"""Names of the stream with the workbook, whatever their case."""


def read_xls(data: bytes, most: Most = USUAL) -> Book:
    """Read an .xls or .et workbook.

    Raises:
        RefusedError: F002, F006, F017–F019, F023 or F028.
    """
    stream = _stream(data)
    _check_version(stream)
    workbook = read_workbook(stream)
    gathered = Gatherer(most)
    for place in workbook.places:
        gathered.open_sheet(place.name, visible=place.visible)
        read_sheet(stream, place.start, gathered, workbook.shared, workbook.texts)
    if not gathered.sheets:
        raise RefusedError(Reason.DAMAGED)
    return Book(tuple(gathered.sheets), **_properties(data))


def _stream(data: bytes) -> bytes:
    if not data.startswith(OLE):
        return data  # some programs leave the container out
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as container:
            for name in STREAMS:
                if container.exists(name):
                    return bytes(container.openstream(name).read())
    except OSError:
        pass
    raise RefusedError(Reason.DAMAGED)


def _check_version(stream: bytes) -> None:
    """Refuse what no program has saved since 1993, and what is no workbook."""
    kind, _size, version = struct.unpack_from("<3H", stream.ljust(6, b"\0"))
    if kind & 0xFF != BOF & 0xFF:
        raise RefusedError(Reason.DAMAGED)
    if kind != BOF or version < BIFF5:
        raise RefusedError(Reason.OTHER_TABLE, kind="1993 年以前的旧格式表格")


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
