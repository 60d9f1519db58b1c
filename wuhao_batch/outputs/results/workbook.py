"""Draw output/results.xlsx to be worked in: formats, links to returned files, colours, a chart.

All of it is laid over plain tables: values stay values, headers stay in row 1.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from openpyxl.chart import BarChart, Reference
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.styles import PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.numbers import json_number
from wuhao_batch.outputs.columns import Column, PaperTable
from wuhao_batch.outputs.results.pages import PrintedSheet, lay_out
from wuhao_batch.outputs.results.tables import MEETING, SUMMARY
from wuhao_batch.outputs.tables_workbook import TableLooks, TablesWorkbook
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.scale import NOTHING
from wuhao_batch.writing.paper import HEAD_FILL, Look, box

FILLS = ("7D1F17", "E8C3AE", "B4573F", "F3E2D0", "8F7A63")
"""Fills of the chart's parts, distinct in grey too, as in the report."""

_LEVEL = Look(bold=True, horizontal="center", fill=HEAD_FILL)
_UPRIGHT = _LEVEL.but(size=10, bold=False, upright=True)
_SUBTOTAL = PatternFill("solid", fgColor="F6F2EC")
_LOST, _FULL = "E8A48B", "FFFFFF"
_BOX = box("B8AFA6")


def _head(column: Column[Any]) -> Look:
    return _UPRIGHT if column.upright else _LEVEL


def _cell(column: Column[Any]) -> Look:
    return Look(horizontal="center" if column.centred else None)


def _set_off(column: Column[Any]) -> Look:
    look = _cell(column).but(border=_BOX)
    return look.but(fill=_SUBTOTAL, bold=True) if column.subtotal else look


_USUAL = TableLooks(_head, _cell)
_FOR_THE_MEETING = TableLooks(lambda column: _head(column).but(border=_BOX), _set_off)
"""The table that lies before the committee has boxes, and its categories are set off."""


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
    workbook = TablesWorkbook()
    for table in tables:
        signed = table.name == MEETING
        drawn = workbook.draw(table, _FOR_THE_MEETING if signed else _USUAL)
        _colour(drawn.worksheet, table)
        title = f"{occasion}　{table.name}"
        lay_out(drawn, PrintedSheet(title, basis, signed, assessment.words))
        if table.name == SUMMARY:
            _draw_chart(drawn.worksheet, table, standard)
    return workbook.to_bytes()


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
