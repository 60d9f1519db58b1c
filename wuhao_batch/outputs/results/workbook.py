"""Draw output/results.xlsx to be worked in: formats, links to returned files, colours, a chart.

All of it is laid over plain tables: values stay values, headers stay in row 1.
"""

from collections.abc import Callable, Iterable
from copy import copy
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.numbers import json_number
from wuhao_batch.outputs.columns import Column, PaperTable
from wuhao_batch.outputs.links import link_to
from wuhao_batch.outputs.results.pages import PrintedSheet, lay_out
from wuhao_batch.outputs.results.tables import MEETING, SUMMARY
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.scale import NOTHING
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import HEAD_FILL, box
from wuhao_batch.writing.row_heights import CUT_OFF, fit_rows

MOST_LINKS = 65_000
"""Spreadsheet programs take 65,530 links on a sheet."""
FEW = 3
"""The name stays in sight while scrolling if it is among so many first columns."""

FILLS = ("7D1F17", "E8C3AE", "B4573F", "F3E2D0", "8F7A63")
"""Fills of the chart's parts, distinct in grey too, as in the report."""

UPRIGHT_HEIGHT = 144.0
"""Points for the longest head that is turned upright, on two lines."""

_LEVEL = (
    Font(name="宋体", size=11, bold=True),
    Alignment(horizontal="center", vertical="center", wrap_text=True),
)
_UPRIGHT = (
    Font(name="宋体", size=10),
    Alignment(horizontal="center", vertical="bottom", wrap_text=True, textRotation=90),
)
_SUBTOTAL = PatternFill("solid", fgColor="F6F2EC")
_LOST, _FULL = "E8A48B", "FFFFFF"
_BOX = box("B8AFA6")


def results_workbook(
    assessment: Assessment, tables: Iterable[PaperTable[Any]], method: str
) -> bytes:
    """Return the results workbook as an .xlsx package.

    Args:
        assessment: What was assessed.
        tables: Its tables, a sheet each.
        method: How the scores came about, for people.
    """
    settings, standard = assessment.settings, assessment.standard
    occasion = f"{settings.college or ''}{settings.occasion}"
    basis = f"计分依据：{method}"
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "wuhao"
    for table in tables:
        worksheet = workbook.create_sheet(table.name)
        _fill(worksheet, table)
        _link(worksheet, table)
        _colour(worksheet, table)
        _set_up(worksheet, table)
        if table.name == MEETING:
            _for_the_meeting(worksheet, table)
        title, signed = f"{occasion}　{table.name}", table.name == MEETING
        lay_out(worksheet, PrintedSheet(title, basis, signed, assessment.words))
        if table.name == SUMMARY:
            _draw_chart(worksheet, table, standard)
    return to_bytes(workbook)


def _fill(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    kinds = {column.finer: column for column in table.columns}
    places = {finer: table.places(column) for finer, column in kinds.items()}
    for number, column in enumerate(table.columns, start=1):
        cell = put(worksheet, 1, number, column.header)
        cell.font, cell.alignment = _UPRIGHT if column.upright else _LEVEL
        cell.fill = HEAD_FILL
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
        _fill_column(worksheet, number, column, table.values(column), places[column.finer])
    if any(column.upright for column in table.columns):
        worksheet.row_dimensions[1].height = UPRIGHT_HEIGHT
    fit_rows(worksheet)


def _fill_column(
    worksheet: Worksheet, number: int, column: Column[Any], values: list[object], places: int
) -> None:
    """Write values in one number format: points with the decimals of the whole table."""
    number_format = _number_format(values, places)
    horizontal = ("center" if column.centred else None) if column.wrapped else CUT_OFF
    alignment = Alignment(horizontal=horizontal, vertical="center", wrap_text=column.wrapped)
    style: StyleArray | None = None
    for row, value in enumerate(values, start=2):
        cell: Any = worksheet.cell(row, number)
        if style is None:
            cell.font, cell.alignment = Font(name="宋体", size=11), alignment
            cell.number_format = number_format
            style = cell._style
        # Setting each property of each cell anew takes longer than all the rest.
        cell._style = copy(style)
        put(worksheet, row, number, value)


def _number_format(values: list[object], places: int) -> str:
    if any(isinstance(value, Decimal) for value in values):
        return f"{0:.{places}f}"
    return "0" if any(isinstance(value, int) for value in values) else "General"


def _link(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Link the names of files to their cells."""
    for column in table.columns:
        if column.link is None:
            continue
        for row, place in enumerate(map(column.link, table.rows[: MOST_LINKS - 1]), start=2):
            cell = worksheet.cell(row, table.place_of(column))
            if isinstance(cell, Cell) and place.file:
                link_to(cell, place)
                cell.font = Font(name="宋体", size=11, color="0563C1", underline="single")


def _colour(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Make cells the redder the more of an item is lost."""
    for number, column in enumerate(table.columns, start=1):
        if column.full is None:
            continue
        letter = get_column_letter(number)
        cells = f"{letter}2:{letter}{max(2, len(table.rows) + 1)}"
        least, full = json_number(column.least), float(column.full)
        scale = ColorScaleRule("num", least, _LOST, None, None, None, "num", full, _FULL)  # type: ignore[no-untyped-call]
        worksheet.conditional_formatting.add(cells, scale)


def _set_up(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Freeze the heads and add filters."""
    anchors = [table.place_of(each) for each in table.columns[:FEW] if each.anchor]
    worksheet.freeze_panes = f"{get_column_letter(max(anchors, default=0) + 1)}2"
    worksheet.auto_filter.ref = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"


def _for_the_meeting(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Box the cells of the table that lies before the committee, and set categories off."""
    for column, cells in zip(table.columns, worksheet.iter_cols(), strict=True):
        _restyle(cells, _box)
        if column.subtotal:
            _restyle(cells[1:], _set_off)


def _box(cell: Any) -> None:
    cell.border = _BOX


def _set_off(cell: Any) -> None:
    cell.fill, cell.font = _SUBTOTAL, Font(name="宋体", size=11, bold=True)


def _restyle(cells: Iterable[Any], change: Callable[[Any], None]) -> None:
    """Change the look of cells: once for each look that they have, for setting one takes long."""
    changed: dict[tuple[int, ...], Any] = {}
    for cell in cells:
        old = tuple(cell._style)
        if old not in changed:
            change(cell)
            changed[old] = cell._style
        cell._style = copy(changed[old])


def _ends(columns: list[list[object]], standard: Standard) -> tuple[Decimal, Decimal]:
    """Return where the bars end: at the points of the sheet, or beyond where results do."""
    rows = [
        [each for each in row if isinstance(each, Decimal)] for row in zip(*columns, strict=True)
    ]
    full = sum((category.total for category in standard.categories), NOTHING)
    low = min((sum((each for each in row if each < 0), NOTHING) for row in rows), default=NOTHING)
    high = max((sum((each for each in row if each > 0), NOTHING) for row in rows), default=full)
    return min(NOTHING, low), max(full, high)


def _draw_chart(worksheet: Worksheet, table: PaperTable[Any], standard: Standard) -> None:
    """Draw the categories of every branch as one bar each, beside the table."""
    parts = [number for number, each in enumerate(table.columns, start=1) if each.subtotal]
    branches = len(table.rows)
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    chart.title = "各项目得分"
    last = branches + 1
    figures = Reference(worksheet, parts[0], 1, parts[-1], last)
    chart.add_data(figures, titles_from_data=True)
    (name,) = (number for number, each in enumerate(table.columns, start=1) if each.anchor)
    chart.set_categories(Reference(worksheet, min_col=name, min_row=2, max_row=last))
    for number, series in enumerate(chart.series):
        series.graphicalProperties = GraphicalProperties(solidFill=FILLS[number % len(FILLS)])
    chart.x_axis.scaling.orientation = "maxMin"
    low, high = _ends([table.values(table.columns[part - 1]) for part in parts], standard)
    chart.y_axis.scaling.max = float(high)
    chart.y_axis.scaling.min = json_number(low)
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    chart.width, chart.height = 24, min(60.0, 5 + 0.8 * branches)
    worksheet.add_chart(chart, f"{get_column_letter(len(table.columns) + 2)}1")
