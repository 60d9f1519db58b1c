"""An .xlsb workbook → :class:`Book`, as far as calamine sees it.

Error values and formulas without a result look blank to it, so a form in this format is read but
its blanks are all that can be told of such cells. Only ever called in a child process: calamine
aborts on some damaged files (facts/security.md §1.3).
"""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from wuhao_batch.reading.gather import Gatherer
from wuhao_batch.reading.numbers import as_day_or_number
from wuhao_batch.reading.ooxml import read_properties
from wuhao_batch.reading.package import Package
from wuhao_batch.reading.refusal import DAMAGED, RefusedError
from wuhao_batch.sheets import Book, Cell, clean


def read_xlsb(data: bytes, package: Package) -> Book:
    """Read an .xlsb workbook.

    Raises:
        RefusedError: F002, F017–F019 or F023.
    """
    gathered = Gatherer()
    try:
        _gather(data, gathered)
    except (RefusedError, MemoryError, KeyboardInterrupt, SystemExit):
        raise
    except BaseException:  # noqa: BLE001  a panic of the library is no Exception
        raise RefusedError(DAMAGED) from None
    if not gathered.sheets:
        raise RefusedError(DAMAGED)
    return Book(tuple(gathered.sheets), **read_properties(package))


def _gather(data: bytes, gathered: Gatherer) -> None:
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
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
    """A value as other formats give it; times of day and near the epoch are numbers."""
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
