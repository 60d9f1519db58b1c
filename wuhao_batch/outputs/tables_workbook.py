"""A workbook of plain tables, a sheet each: the header in row 1, filters, links, looks of columns.

All papers that are tables are written here; what differs between them is how they look.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.numbers import most_decimals
from wuhao_batch.outputs.columns import Column, PaperTable
from wuhao_batch.outputs.links import link_to
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import BOX, HEAD, Look, write
from wuhao_batch.writing.printing import fit_to_width
from wuhao_batch.writing.row_heights import fit_rows
from wuhao_batch.writing.strips import Link, Strip, TableRows

MOST_LINKS = 65_000
"""Spreadsheet programs take 65,530 links on a sheet."""
MOST_ROWS = 1_048_575
"""Rows below the head on a sheet of a spreadsheet program."""
FEW = 3
"""The name stays in sight while scrolling if it is among so many first columns."""
UPRIGHT_HEIGHT = 144.0
"""Points for the longest head that is turned upright, on two lines."""
LINKED = "0563C1"


def on_a_sheet(table: PaperTable[Any]) -> PaperTable[Any]:
    """Return as much of a table as a sheet holds."""
    return replace(table, rows=table.rows[:MOST_ROWS])


@dataclass(frozen=True, slots=True)
class TableLooks:
    """How tables look: the head of a column, and the cells below it."""

    head: Callable[[Column[Any]], Look]
    cell: Callable[[Column[Any]], Look]


def _boxed(column: Column[Any]) -> Look:
    return Look(horizontal="center" if column.centred else "left", border=BOX)


BOXED = TableLooks(lambda _column: HEAD, _boxed)


@dataclass(frozen=True, slots=True)
class TableSheet:
    """A table on its sheet, and the heights of all of its rows in points."""

    worksheet: Worksheet
    table: PaperTable[Any]
    heights: list[float]

    @property
    def area(self) -> str:
        """The cells of the table."""
        return f"A1:{get_column_letter(len(self.table.columns))}{len(self.table.rows) + 1}"


class TablesWorkbook:
    """A workbook of tables in the making."""

    def __init__(self) -> None:
        self._workbook = Workbook()
        self._workbook.remove(self._workbook.worksheets[0])
        self._workbook.properties.creator = "wuhao"
        self._rows: dict[str, TableRows] = {}

    def draw(self, table: PaperTable[Any], looks: TableLooks = BOXED) -> TableSheet:
        """Draw a table on a sheet of its own, as far as there is room for its rows.

        Points have the decimals of the whole table.
        """
        table = on_a_sheet(table)
        worksheet = self._workbook.create_sheet(table.name)
        for number, column in enumerate(table.columns, start=1):
            write(worksheet, 1, number, column.header, looks.head(column))
            worksheet.column_dimensions[get_column_letter(number)].width = column.width
        if any(column.upright for column in table.columns):
            worksheet.row_dimensions[1].height = UPRIGHT_HEIGHT
        fit_rows(worksheet)
        rows = self._rows[table.name] = TableRows(worksheet, list(_strips(table, looks)))
        sheet = TableSheet(worksheet, table, rows.heights)
        anchors = [table.place_of(each) for each in table.columns[:FEW] if each.anchor]
        worksheet.freeze_panes = f"{get_column_letter(max(anchors, default=0) + 1)}2"
        worksheet.auto_filter.ref = sheet.area
        return sheet

    def to_bytes(self) -> bytes:
        """Return it as an .xlsx package."""
        for name, rows in self._rows.items():
            self._workbook[name].row_dimensions[1].height = rows.heights[0]
        return to_bytes(self._workbook, rows=self._rows)


def draw_across(workbook: TablesWorkbook, table: PaperTable[Any]) -> Worksheet:
    """Draw a table in boxes, printed on A4 across with all columns on one page's width."""
    worksheet = workbook.draw(table).worksheet
    worksheet.page_setup.orientation = "landscape"
    fit_to_width(worksheet)
    return worksheet


def _strips(table: PaperTable[Any], looks: TableLooks) -> Iterator[Strip]:
    values = {column: table.values(column) for column in table.columns}
    places = {
        finer: most_decimals(
            value for column in table.columns if column.finer is finer for value in values[column]
        )
        for finer in (False, True)
    }
    for column, own in values.items():
        look = looks.cell(column).but(number_format=_number_format(own, places[column.finer]))
        yield _strip(table, column, own, look.but(wrapped=column.wrapped))


def _number_format(values: list[object], places: int) -> str:
    if any(isinstance(value, Decimal) for value in values):
        return f"{0:.{places}f}"
    return "0" if any(isinstance(value, int) for value in values) else "General"


def _strip(table: PaperTable[Any], column: Column[Any], values: list[object], look: Look) -> Strip:
    """Return the cells of a column, those with a link or a fill of their own in other looks."""
    if column.fill is not None:
        fills = dict(enumerate(map(column.fill, table.rows)))
        others = [fill for fill in dict.fromkeys(fills.values()) if fill]
        filled = [look.but(fill=PatternFill("solid", fgColor=fill)) for fill in others]
        chosen = {place: others.index(fill) for place, fill in fills.items() if fill}
        return Strip(values, column.width, look, filled, chosen)
    links = dict(_links(table, column))
    linked = look.but(color=LINKED, underlined=True)
    return Strip(values, column.width, look, (linked,), dict.fromkeys(links, 0), links)


def _links(table: PaperTable[Any], column: Column[Any]) -> Iterator[tuple[int, Link]]:
    if column.link is not None:
        for number, place in enumerate(map(column.link, table.rows[: MOST_LINKS - 1])):
            if place.file:
                yield number, link_to(place)
