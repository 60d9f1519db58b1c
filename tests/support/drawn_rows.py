"""Rows drawn cell by cell by the library: what those written at once have to equal."""

import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from xml.etree import ElementTree as ET

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.cell_range import CellRange

from wuhao_batch.writing.cells import Value
from wuhao_batch.writing.line_breaks import keep_marks
from wuhao_batch.writing.packages import Results, parts_of, to_bytes
from wuhao_batch.writing.paper import wear
from wuhao_batch.writing.printing import break_pages
from wuhao_batch.writing.row_heights import fit_rows
from wuhao_batch.writing.rows import LiveFormula, PaperRows, Worn, number_styles


def drawn(blank: Workbook, sheets: Sequence[PaperRows]) -> dict[str, str]:
    """Return the parts of a workbook with these rows on its sheets."""
    names = (worksheet.title for worksheet in blank.worksheets)
    return in_one_order(parts_of(_with(blank, dict(zip(names, sheets, strict=True)))))


def drawn_below(workbook: Workbook, below: Mapping[str, PaperRows], results: Results) -> bytes:
    """Do as :func:`with_rows` does, cell by cell."""
    return to_bytes(_with(workbook, below), results)


def _with(workbook: Workbook, below: Mapping[str, PaperRows]) -> Workbook:
    number_styles(workbook, {style for rows in below.values() for style in rows.styles})
    for name, rows in below.items():
        worksheet = workbook[name]
        for row, cells in rows.cells.items():
            for column, (value, style) in cells.items():
                _draw(worksheet.cell(row, column), value, style)
        for at, first, last in rows.merged:
            whole = CellRange(min_row=at, max_row=at, min_col=first, max_col=last)
            worksheet.merged_cells.ranges.add(whole)
        for row, height in rows.heights.items():
            worksheet.row_dimensions[row].height = height
        keep_marks(worksheet)
        fit_rows(worksheet)
        if rows.starts:
            break_pages(worksheet, rows.starts, rows.head)
        letter = get_column_letter(worksheet.max_column)
        worksheet.print_area = f"A1:{letter}{worksheet.max_row}"
    return workbook


def _draw(cell: Cell | MergedCell, value: Value, style: Worn) -> None:
    assert isinstance(cell, Cell)
    wear(cell, style.look)
    cell.value = str(value) if isinstance(value, str) else value
    if isinstance(value, str) and not isinstance(value, LiveFormula):
        cell.data_type = "s"
    cell.quotePrefix = style.quoted


def parts(package: bytes) -> dict[str, str]:
    """Return the parts of a package."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        assert archive.testzip() is None
        return in_one_order({name: archive.read(name) for name in archive.namelist()})


def in_one_order(found: dict[str, bytes]) -> dict[str, str]:
    """Return parts in their canonical form, merged cells sorted: a set of the library's own."""
    return {
        name: re.sub("(<mergeCell .*?</mergeCell>)+", _sorted, ET.canonicalize(part.decode()))
        for name, part in found.items()
    }


def _sorted(cells: re.Match[str]) -> str:
    return "".join(sorted(re.findall("<mergeCell .*?</mergeCell>", cells[0])))
