"""output/results.xlsx as a thing to work in: formats, links to returned files, colours, a chart.

All of it is laid over plain tables: values stay values, headers stay in row 1.
"""

import re
from collections.abc import Iterable
from copy import copy
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.cell_style import StyleArray
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.header_footer import HeaderFooterItem
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.findings.finding import Finding
from wuhao_batch.numbers import decimals
from wuhao_batch.outcome.judging import Outcome
from wuhao_batch.outputs.results.tables import result_tables
from wuhao_batch.returns.intake import INSIDE
from wuhao_batch.scoring.model import Item, Standard
from wuhao_batch.writing.cells import put
from wuhao_batch.writing.packages import to_bytes
from wuhao_batch.writing.paper import HEAD_FILL
from wuhao_batch.writing.printing import margin_text, page_count
from wuhao_batch.writing.row_heights import fit_rows

SUMMARY, ITEMS, MEETING = "汇总", "逐项得分", "会议用表"
LINKED = ("得分来源", "评委打分")
"""Sheets that name files which were read and count: only those are a click away."""
CARRIERS = (".zip", ".eml")
MOST_LINKS = 65_000
"""Spreadsheet programs take 65,530 links on a sheet."""
ONE_PAGE = 32
"""So many branches fit on one page of the meeting's table in type that can be read."""

FEW = 3
"""The name stays in sight beside the figures where it is among so many first columns."""

FILLS = ("7D1F17", "E8C3AE", "B4573F", "F3E2D0", "8F7A63")
"""Of the chart's parts, told apart in grey too; as in the report."""

_SUBTOTAL = PatternFill("solid", fgColor="F6F2EC")
_LOST, _FULL = "E8A48B", "FFFFFF"
_WIDTH = 10.0
_WIDTHS = {
    "党总支": 26.0,
    "备注": 30.0,
    "情形": 50.0,
    "情况说明": 40.0,
    "文件": 44.0,
    "问题": 60.0,
    "处理办法": 50.0,
    "SHA-256": 16.0,
    "回收时间": 24.0,
    "状态": 20.0,
    "填报值": 18.0,
    "依据": 30.0,
    "涉及党支部": 20.0,
    "单元格": 14.0,
    "扣分说明": 30.0,
    "考评内容": 40.0,
    "各评委打分": 30.0,
    "姓名": 12.0,
    "工作表": 14.0,
}
_MEETING_WIDTHS = {"名次": 5.0, "编号": 5.0, "党总支": 20.0, "总分": 7.5, "结论": 8.0, "备注": 16.0}
_CATEGORY_WIDTH = 7.5
_EDGE = Side(style="thin", color="B8AFA6")
_BOX = Border(left=_EDGE, right=_EDGE, top=_EDGE, bottom=_EDGE)


def results_workbook(outcome: Outcome, findings: Iterable[Finding]) -> bytes:
    """The results workbook as an .xlsx package."""
    settings, standard = outcome.assessment.settings, outcome.assessment.standard
    heading = f"{settings.occasion}　计分依据：{outcome.method}"
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    workbook.properties.creator = "wuhao"
    for name, table in result_tables(outcome, findings).items():
        worksheet = workbook.create_sheet(name)
        _fill(worksheet, table, _widths(name, table, standard))
        if name in LINKED:
            _link(worksheet, table)
        if name in (ITEMS, MEETING):
            _colour(worksheet, table, standard.items)
        _set_up(worksheet, table, heading)
    _for_the_meeting(workbook[MEETING], standard)
    _draw_chart(workbook[SUMMARY], standard, len(outcome.results))
    return to_bytes(workbook)


def _widths(name: str, table: pd.DataFrame, standard: Standard) -> list[float]:
    if name != MEETING:
        return [_WIDTHS.get(str(header), _WIDTH) for header in table.columns]
    widths = {
        **{item.code: _room(item, table[item.code].tolist()) for item in standard.items},
        **dict.fromkeys((category.name for category in standard.categories), _CATEGORY_WIDTH),
        **_MEETING_WIDTHS,
    }
    return [widths[str(header)] for header in table.columns]


def _room(item: Item, values: list[object]) -> float:
    """Just enough for the item's code and its cap."""
    return max(len(item.code), len(f"{item.cap:.{_places(values)}f}")) + 1.8


def _places(values: list[object]) -> int:
    """The decimal places with which all numbers of a column are shown."""
    return max((decimals(value) for value in values if isinstance(value, Decimal)), default=0)


def _fill(worksheet: Worksheet, table: pd.DataFrame, widths: list[float]) -> None:
    for column, (header, width) in enumerate(zip(table.columns, widths, strict=True), start=1):
        cell = put(worksheet, 1, column, header)
        cell.font, cell.fill = Font(name="宋体", size=11, bold=True), HEAD_FILL
        cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        worksheet.column_dimensions[get_column_letter(column)].width = width
        _fill_column(worksheet, column, str(header), table[header].tolist())
    fit_rows(worksheet)


def _fill_column(worksheet: Worksheet, column: int, header: str, values: list[object]) -> None:
    """One number format a column, so that decimal points stand under each other."""
    places = _places(values)
    numbers = any(isinstance(value, Decimal | int) for value in values)
    number_format = f"{0:.{places}f}" if numbers else "General"
    alignment = Alignment(
        horizontal=None if header in _WIDTHS else "center",
        vertical="center",
        wrap_text=header != "SHA-256",
    )
    style: StyleArray | None = None
    for row, value in enumerate(values, start=2):
        cell: Any = worksheet.cell(row, column)
        if style is None:
            cell.font, cell.alignment = Font(name="宋体", size=11), alignment
            cell.number_format = number_format
            style = cell._style
        # Setting each property of each cell anew takes longer than all the rest.
        cell._style = copy(style)
        put(worksheet, row, column, None if value is pd.NA else value)


def _link(worksheet: Worksheet, table: pd.DataFrame) -> None:
    """From the name of a file to its cell."""
    column = list(table.columns).index("文件") + 1
    places = zip(table["文件"], table["工作表"], table["单元格"], strict=True)
    for row, (file, sheet, cells) in enumerate(places, start=2):
        if row > MOST_LINKS:
            break
        cell = worksheet.cell(row, column)
        carrier, inner = _carried(str(file))
        location = None if inner else f"{quote_sheetname(sheet)}!{str(cells).partition('、')[0]}"
        if isinstance(cell, Cell):
            target = "../" + _as_address(carrier)
            cell.hyperlink = Hyperlink(ref=cell.coordinate, target=target, location=location)
            cell.font = Font(name="宋体", size=11, color="0563C1", underline="single")


def _carried(file: str) -> tuple[str, str]:
    """The file on disk, and the one inside where it is an archive or a mail."""
    carrier, _, inner = file.partition(INSIDE)
    return (carrier, inner) if carrier.casefold().endswith(CARRIERS) else (file, "")


def _as_address(path: str) -> str:
    """A path as part of an address: what Excel does not take in one is escaped."""
    return re.sub(r"[^\w./~-]", lambda sign: quote(sign[0]), path)


def _colour(worksheet: Worksheet, table: pd.DataFrame, items: Iterable[Item]) -> None:
    """The more of an item is lost, the redder its cell."""
    for item in items:
        letter = get_column_letter(list(table.columns).index(item.code) + 1)
        cells = f"{letter}2:{letter}{max(2, len(table) + 1)}"
        cap = float(item.cap)
        scale = ColorScaleRule("num", 0, _LOST, None, None, None, "num", cap, _FULL)  # type: ignore[no-untyped-call]
        worksheet.conditional_formatting.add(cells, scale)


def _set_up(worksheet: Worksheet, table: pd.DataFrame, heading: str) -> None:
    """Frozen heads, filters, and A4 pages across with the heads on each."""
    first = [str(header) for header in table.columns[:FEW]]
    fixed = first.index("党总支") + 2 if "党总支" in first else 1
    worksheet.freeze_panes = f"{get_column_letter(fixed)}2"
    area = f"A1:{get_column_letter(len(table.columns))}{len(table) + 1}"
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


def _for_the_meeting(worksheet: Worksheet, standard: Standard) -> None:
    """The table that lies before the committee: one page across, categories set off."""
    if worksheet.max_row <= ONE_PAGE + 1:
        worksheet.page_setup.fitToHeight = 1
    worksheet.page_margins.left = worksheet.page_margins.right = 0.4
    worksheet.page_margins.top = worksheet.page_margins.bottom = 0.75
    worksheet.print_options.horizontalCentered = True
    totals = {*(category.name for category in standard.categories), "总分"}
    for column in worksheet.iter_cols():
        for cell in column:
            cell.border = _BOX
        if column[0].value in totals:
            for cell in column[1:]:
                cell.fill, cell.font = _SUBTOTAL, Font(name="宋体", size=11, bold=True)


def _draw_chart(worksheet: Worksheet, standard: Standard, branches: int) -> None:
    """The categories of every branch as one bar each, beside the table."""
    headers = [cell.value for cell in worksheet[1]]
    names = [category.name for category in standard.categories]
    first = headers.index(names[0]) + 1
    chart = BarChart()
    chart.type, chart.grouping, chart.overlap, chart.gapWidth = "bar", "stacked", 100, 40
    chart.title = "各项目得分"
    last = branches + 1
    figures = Reference(worksheet, first, 1, first + len(names) - 1, last)
    chart.add_data(figures, titles_from_data=True)
    name = headers.index("党总支") + 1
    chart.set_categories(Reference(worksheet, min_col=name, min_row=2, max_row=last))
    for number, series in enumerate(chart.series):
        series.graphicalProperties = GraphicalProperties(solidFill=FILLS[number % len(FILLS)])
    chart.x_axis.scaling.orientation = "maxMin"
    chart.y_axis.scaling.max = float(standard.total)
    chart.y_axis.scaling.min = 0
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.legend.position = "b"
    chart.width, chart.height = 24, min(60.0, 5 + 0.8 * branches)
    worksheet.add_chart(chart, f"{get_column_letter(len(headers) + 2)}1")
