"""A workbook of our own making as it looks on paper: cells with their texts, widths and frames."""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from io import BytesIO

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.writing.sizes import column_widths


@dataclass(frozen=True, slots=True)
class PictureCell:
    """One cell; ``across`` and ``down`` count the cells that it covers.

    The text of one that ``flows`` goes on over the blank cells beside it.
    """

    text: str
    across: int = 1
    down: int = 1
    bold: bool = False
    framed: bool = False
    to_fill: bool = False
    align: str = ""
    flows: bool = False


@dataclass(frozen=True, slots=True)
class PictureSheet:
    """One sheet: the widths of its columns in percent, and its rows."""

    name: str
    widths: tuple[float, ...]
    rows: tuple[tuple[PictureCell, ...], ...]


def picture(data: bytes) -> tuple[PictureSheet, ...]:
    """Return the sheets that people see; formulas show what was stored with them."""
    workbook = load_workbook(BytesIO(data), data_only=True)
    seen = (each for each in workbook.worksheets if each.sheet_state == "visible")
    return tuple(_sheet(each) for each in seen)


def _sheet(sheet: Worksheet) -> PictureSheet:
    widths = {number: width for number, width in column_widths(sheet).items() if width}
    whole = sum(widths.values()) or 1.0
    covers = {
        each.coord.split(":")[0]: (each.size["columns"], each.size["rows"])
        for each in sheet.merged_cells.ranges
    }
    rows = tuple(
        tuple(_cells(row, covers, widths))
        for number, row in enumerate(sheet.iter_rows(), start=1)
        if not sheet.row_dimensions[number].hidden
    )
    return PictureSheet(sheet.title, tuple(100 * each / whole for each in widths.values()), rows)


def _cells(
    row: tuple[Cell | MergedCell, ...],
    covers: Mapping[str, tuple[int, int]],
    shown: Container[int],
) -> Iterator[PictureCell]:
    for cell in row:
        if isinstance(cell, MergedCell) or cell.column not in shown:
            continue
        across, down = covers.get(cell.coordinate, (1, 1))
        yield PictureCell(
            _text(cell),
            across,
            down,
            bool(cell.font.b),
            bool(cell.border.left and cell.border.left.style),
            not cell.protection.locked,
            cell.alignment.horizontal or "",
            across == 1 and not cell.alignment.wrap_text and _is_blank_behind(cell, row),
        )


def _is_blank_behind(cell: Cell, row: tuple[Cell | MergedCell, ...]) -> bool:
    behind = row[cell.column :]
    return bool(behind) and all(each.value is None for each in behind)


def _text(cell: Cell) -> str:
    return "" if cell.value is None else str(cell.value)
