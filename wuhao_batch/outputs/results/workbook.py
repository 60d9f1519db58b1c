"""Draw output/results.xlsx to be worked in: formats, links to returned files, colours, a chart.

All of it is laid over plain tables: values stay values, headers stay in row 1.
"""

import re
from collections.abc import Callable, Iterable
from copy import copy
from decimal import Decimal
from typing import Any
from urllib.parse import quote

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.findings.finding import Finding, Place
from wuhao_batch.outcome.judging import Outcome
from wuhao_batch.outputs.columns import Column, PaperTable
from wuhao_batch.outputs.results.tables import MEETING, SUMMARY, places, results_tables
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.scoring.model import Standard
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import HEAD_FILL, box
from wuhao_batch.writing.printing import margin_text, page_count
from wuhao_batch.writing.row_heights import fit_rows

CARRIERS = (".zip", ".eml")
MOST_LINKS = 65_000
"""Spreadsheet programs take 65,530 links on a sheet."""
ONE_PAGE = 32
"""Number of branches that fit on one readable page of the meeting's table."""

FEW = 3
"""The name stays in sight while scrolling if it is among so many first columns."""

FILLS = ("7D1F17", "E8C3AE", "B4573F", "F3E2D0", "8F7A63")
"""Fills of the chart's parts, distinct in grey too, as in the report."""

_SUBTOTAL = PatternFill("solid", fgColor="F6F2EC")
_LOST, _FULL = "E8A48B", "FFFFFF"
_BOX = box("B8AFA6")


def results_workbook(outcome: Outcome, findings: Iterable[Finding]) -> bytes:
    """Return the results workbook as an .xlsx package."""
    settings, standard = outcome.assessment.settings, outcome.assessment.standard
    heading = f"{settings.occasion}　计分依据：{outcome.method}"
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "wuhao"
    for table in results_tables(outcome, findings):
        worksheet = workbook.create_sheet(table.name)
        _fill(worksheet, table)
        _link(worksheet, table)
        _colour(worksheet, table)
        _set_up(worksheet, table, heading)
        if table.name == MEETING:
            _for_the_meeting(worksheet, table)
        if table.name == SUMMARY:
            _draw_chart(worksheet, table, standard)
    return to_bytes(workbook)


def _fill(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    for number, column in enumerate(table.columns, start=1):
        cell = put(worksheet, 1, number, column.header)
        cell.font, cell.fill = Font(name="宋体", size=11, bold=True), HEAD_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        worksheet.column_dimensions[get_column_letter(number)].width = column.width
        _fill_column(worksheet, number, column, table.values(column))
    fit_rows(worksheet)


def _fill_column(
    worksheet: Worksheet, number: int, column: Column[Any], values: list[object]
) -> None:
    """Write values in one number format, so that decimal points stand under each other."""
    numbers = any(isinstance(value, Decimal | int) for value in values)
    number_format = f"{0:.{places(values)}f}" if numbers else "General"
    horizontal = "center" if column.centred else None
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


def _link(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Link the names of files to their cells."""
    for column in table.columns:
        if column.link is None:
            continue
        for row, place in enumerate(map(column.link, table.rows[: MOST_LINKS - 1]), start=2):
            cell = worksheet.cell(row, table.place_of(column))
            if isinstance(cell, Cell):
                cell.hyperlink = _hyperlink(cell, place)
                cell.font = Font(name="宋体", size=11, color="0563C1", underline="single")


def _hyperlink(cell: Cell, place: Place) -> Hyperlink:
    carrier, inner = _carried(place.file or "")
    location = None if inner else f"{quote_sheetname(place.sheet or '')}!{place.cell}"
    return Hyperlink(ref=cell.coordinate, target="../" + _as_address(carrier), location=location)


def _carried(file: str) -> tuple[str, str]:
    """Return the file on disk, and the one inside where it is an archive or a mail."""
    carrier, _, inner = file.partition(INSIDE)
    return (carrier, inner) if carrier.casefold().endswith(CARRIERS) else (file, "")


def _as_address(path: str) -> str:
    """Return a path as part of an address; what Excel does not take in one is escaped.

    Bytes of a name that are no text are escaped as they are.
    """
    return re.sub(r"[^\w./~-]", lambda sign: quote(sign[0], errors="surrogateescape"), path)


def _colour(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Make cells the redder the more of an item is lost."""
    for number, column in enumerate(table.columns, start=1):
        if column.full is None:
            continue
        letter = get_column_letter(number)
        cells = f"{letter}2:{letter}{max(2, len(table.rows) + 1)}"
        cap = float(column.full)
        scale = ColorScaleRule("num", 0, _LOST, None, None, None, "num", cap, _FULL)  # type: ignore[no-untyped-call]
        worksheet.conditional_formatting.add(cells, scale)


def _set_up(worksheet: Worksheet, table: PaperTable[Any], heading: str) -> None:
    """Freeze the heads, add filters, and lay out A4 pages across with the heads on each."""
    anchors = [table.place_of(each) for each in table.columns[:FEW] if each.anchor]
    worksheet.freeze_panes = f"{get_column_letter(max(anchors, default=0) + 1)}2"
    area = f"A1:{get_column_letter(len(table.columns))}{len(table.rows) + 1}"
    worksheet.auto_filter.ref = area
    worksheet.print_area = area
    worksheet.page_setup.orientation = "landscape"
    worksheet.page_setup.paperSize = worksheet.PAPERSIZE_A4
    worksheet.page_setup.fitToHeight = 0
    worksheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    worksheet.print_title_rows = "1:1"
    worksheet.HeaderFooter.oddHeader = HeaderFooterItem(
        left=margin_text(worksheet.title, 9), right=margin_text(heading, 9)
    )
    worksheet.HeaderFooter.oddFooter = HeaderFooterItem(right=page_count(9))


def _for_the_meeting(worksheet: Worksheet, table: PaperTable[Any]) -> None:
    """Lay out the table that lies before the committee: one page across, categories set off."""
    if worksheet.max_row <= ONE_PAGE + 1:
        worksheet.page_setup.fitToHeight = 1
    worksheet.page_margins.left = worksheet.page_margins.right = 0.4
    worksheet.page_margins.top = worksheet.page_margins.bottom = 0.75
    worksheet.print_options.horizontalCentered = True
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
    chart.y_axis.scaling.max = float(standard.total)
    chart.y_axis.scaling.min = 0
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    chart.width, chart.height = 24, min(60.0, 5 + 0.8 * branches)
    worksheet.add_chart(chart, f"{get_column_letter(len(table.columns) + 2)}1")
