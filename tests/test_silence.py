"""Nothing wrong without a word: what is changed on a form to be seen changes an input or is told.

One visible thing is changed at random, on a form of the sample that a branch has filled in.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell as WorkbookCell
from openpyxl.cell.cell import MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.chart import BarChart
from openpyxl.comments import Comment
from openpyxl.styles import Font
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.drawing import ROOT, TEMPLATE, loaded
from wuhao_batch.assessment.fields import BRACED
from wuhao_batch.assessment.layout import COUNTS, SCORES, VETOES
from wuhao_batch.reading.book import read_book
from wuhao_batch.returns.case import Case
from wuhao_batch.returns.examine import examine, expected_forms
from wuhao_batch.returns.forms import ExpectedForms
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import open_workspace

SHEETS = [SCORES.name, COUNTS.name, VETOES.name, "填表说明"]
FORM = ROOT / "input/returned/12月7日/机电工程系党总支评分表.xlsx"


@cache
def expected() -> ExpectedForms:
    return expected_forms(loaded(open_workspace(ROOT)), panel_apart=True)


def told(data: bytes) -> tuple[object, ...]:
    """Return the inputs of a form, and every finding on it in its words."""
    book = read_book(data)
    assert isinstance(book, Book)
    forms = expected()
    owner = forms.roster.branches[0].code
    case = forms.check(book, Case("a.xlsx", "0", ReturnState.ACCEPTED, owner=owner), owner)
    assert case.checked is not None
    found = examine(forms, [replace(case, branch=owner)]).findings
    return case.checked.source.inputs, [each.message for each in found]


@cache
def before() -> tuple[object, ...]:
    return told(saved(opened()))


def opened() -> Workbook:
    return load_workbook(FORM, rich_text=True)


def saved(workbook: Workbook) -> bytes:
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


@cache
def of_settings() -> frozenset[tuple[str, str]]:
    """The cells that repeat nothing but settings, which may have changed since a form went out."""
    template = load_workbook(TEMPLATE)
    return frozenset(
        (sheet.title, cell.coordinate)
        for sheet in template.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value and not BRACED.sub("", str(cell.value)).strip()
    )


# --- what may be done to a form -------------------------------------------------------------------

Change = Callable[[Worksheet, WorkbookCell], None]


def is_seen(cell: WorkbookCell) -> bool:
    """True if something stands there; a formula of the form as it is stored has no result."""
    return cell.value is not None and cell.data_type != "f"


def type_words(_: Worksheet, cell: WorkbookCell) -> None:
    cell.value = "另议"


def type_a_number(_: Worksheet, cell: WorkbookCell) -> None:
    cell.value = 7 if cell.value != 7 else 6


def empty(_: Worksheet, cell: WorkbookCell) -> None:
    assume(is_seen(cell))
    cell.value = None


def strike(_: Worksheet, cell: WorkbookCell) -> None:
    assume(is_seen(cell))
    cell.font = Font(strike=True)


def strike_the_first_sign(_: Worksheet, cell: WorkbookCell) -> None:
    text = str(cell.value or "")
    assume(len(text) > 1 and cell.data_type != "f")
    cell.value = CellRichText(TextBlock(InlineFont(strike=True), text[0]), text[1:])


def raise_the_last_sign(_: Worksheet, cell: WorkbookCell) -> None:
    text = f"{cell.value or 5}1"
    assume(cell.data_type != "f")
    cell.value = CellRichText(text[:-1], TextBlock(InlineFont(vertAlign="superscript"), text[-1]))


def scale(_: Worksheet, cell: WorkbookCell) -> None:
    assume(isinstance(cell.value, int | float) and not isinstance(cell.value, bool))
    cell.number_format = '0"0"'


def note(_: Worksheet, cell: WorkbookCell) -> None:
    cell.comment = Comment("应改为2", "办公室")


def write_beside(sheet: Worksheet, cell: WorkbookCell) -> None:
    other = sheet.cell(cell.row, sheet.max_column + 2)
    other.value = "更正：2"


def write_below(sheet: Worksheet, cell: WorkbookCell) -> None:
    other = sheet.cell(sheet.max_row + 2, cell.column)
    other.value = 3


def hide_the_row(sheet: Worksheet, cell: WorkbookCell) -> None:
    assume(is_seen(cell))
    sheet.row_dimensions[cell.row].hidden = True


def hide_the_column(sheet: Worksheet, cell: WorkbookCell) -> None:
    assume(is_seen(cell))
    sheet.column_dimensions[cell.column_letter].hidden = True


def draw_over_it(sheet: Worksheet, cell: WorkbookCell) -> None:
    sheet.add_chart(BarChart(), cell.coordinate)


CHANGES: list[Change] = [
    type_words, type_a_number, empty, strike, strike_the_first_sign, raise_the_last_sign, scale,
    note, write_beside, write_below, hide_the_row, hide_the_column, draw_over_it,
]  # fmt: skip


@settings(max_examples=40)
@given(data=st.data())
def test_a_visible_change_changes_an_input_or_is_told(data: st.DataObject) -> None:
    assert_not_silent(data)


@pytest.mark.slow
@settings(max_examples=600)
@given(data=st.data())
def test_many_visible_changes_change_an_input_or_are_told(data: st.DataObject) -> None:
    assert_not_silent(data)


def assert_not_silent(data: st.DataObject) -> None:
    workbook = opened()
    sheet = workbook[data.draw(st.sampled_from(SHEETS), label="sheet")]
    assert isinstance(sheet, Worksheet)
    places = [
        cell.coordinate
        for row in sheet.iter_rows()
        for cell in row
        if not isinstance(cell, MergedCell) and cell.value is not None
    ]
    cell = sheet[data.draw(st.sampled_from(places), label="cell")]
    assert isinstance(cell, WorkbookCell)
    assume((sheet.title, cell.coordinate) not in of_settings())
    data.draw(st.sampled_from(CHANGES), label="change")(sheet, cell)
    assert told(saved(workbook)) != before()
