"""What people see and do in a workbook, however its styles are numbered."""

import re
from collections.abc import Iterator
from typing import Any

from openpyxl.cell.cell import MergedCell
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

_PLACES = re.compile(" at 0x[0-9a-f]+")


def looks(workbook: Workbook) -> dict[str, dict[str, object]]:
    """Return the sheets, and the looks of everything on them."""
    return {worksheet.title: dict(_looks(worksheet)) for worksheet in workbook.worksheets}


def _looks(worksheet: Worksheet) -> Iterator[tuple[str, object]]:
    for row in worksheet.iter_rows():
        for cell in row:
            if not isinstance(cell, MergedCell):
                yield cell.coordinate, _cell(cell)
    rows, columns = worksheet.row_dimensions, worksheet.column_dimensions
    yield "heights", {row: (each.height, each.hidden) for row, each in rows.items()}
    yield "widths", {letter: (each.width, each.hidden) for letter, each in columns.items()}
    yield "merged", sorted(map(str, worksheet.merged_cells.ranges))
    yield "breaks", [each.id for each in worksheet.row_breaks.brk]
    yield "area", (worksheet.print_area, worksheet.print_title_rows, worksheet.freeze_panes)
    limits = worksheet.data_validations.dataValidation
    yield "limits", sorted(repr(each) for each in limits)
    yield "colours", repr(list(worksheet.conditional_formatting))
    parts = ("page_setup", "HeaderFooter", "protection", "print_options", "page_margins")
    yield "paper", [_PLACES.sub("", repr(getattr(worksheet, name))) for name in parts]
    feet: Any = worksheet.oddFooter
    yield "feet", [(each.text, each.size) for each in (feet.left, feet.center, feet.right)]
    yield "view", (worksheet.sheet_state, repr(worksheet.sheet_view))


def _cell(cell: Any) -> tuple[object, ...]:
    styles = ("font", "fill", "border", "alignment", "protection", "number_format", "quotePrefix")
    link = cell.hyperlink and (cell.hyperlink.location, cell.hyperlink.target)
    worn = [repr(getattr(cell, name)) for name in styles] if cell.has_style else []
    return cell.value, cell.data_type, link, *worn
