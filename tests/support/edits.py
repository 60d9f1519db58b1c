"""What people do to a filled form before they return it, each as Excel would leave the workbook.

``EDITS`` maps the name of an edit to a function from a workbook to the edited one; None where
the workbook itself was changed.
"""

from collections.abc import Callable, Iterator
from datetime import datetime

from openpyxl.cell.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.comments import Comment
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Color, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidationList
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.moving import (
    column_cut,
    columns_deleted,
    columns_inserted,
    copy_cell,
    move_cells,
    row_cut,
    rows_deleted,
    rows_inserted,
)
from tools.filling import KEYS, find_cell

Edit = Callable[[Workbook], Workbook | None]
EDITS: dict[str, Edit] = {}

TABLES = ("评分表", "计分明细", "一票否决")
CODES = ("编号", "序号")
PRINTED = ("考评内容", "计分指标", "情形")
INPUTS = tuple(KEYS)
LAST_ROW = 1_048_576


def edit(function: Edit) -> Edit:
    """Enter an edit under its function's name."""
    EDITS[getattr(function, "__name__", "")] = function
    return function


# --- rows ---------------------------------------------------------------------------------------


@edit
def rows_inserted_above_the_headers(workbook: Workbook) -> None:
    """Two rows for a stamp above the header, one above everything."""
    for sheet in tables(workbook):
        move_cells(workbook, sheet, rows_inserted(1, header_row(sheet), header_row(sheet)))


@edit
def rows_inserted_between_the_items(workbook: Workbook) -> None:
    """Empty rows between the items."""
    for sheet in tables(workbook):
        first = header_row(sheet) + 1
        move_cells(workbook, sheet, rows_inserted(first, first + 2, first + 2))


@edit
def title_rows_deleted(workbook: Workbook) -> None:
    """Everything above the headers deleted, the identity there with it."""
    for sheet in tables(workbook):
        move_cells(workbook, sheet, rows_deleted(*range(1, header_row(sheet))))


@edit
def rows_moved(workbook: Workbook) -> None:
    """2-1 cut and inserted below 2-3 on both sheets; 项目 is merged and stays."""
    for header, code, below in (("考评得分", "2-1", "2-3"), ("数量", "2-1.1", "2-3.2")):
        sheet, cell = find_cell(workbook, header, code)
        goal = sheet[find_cell(workbook, header, below)[1]].row
        codes = columns(sheet)["编号"]
        cut = row_cut(sheet[cell].row, goal, range(codes, sheet.max_column + 1))
        move_cells(workbook, sheet, cut)


@edit
def rows_and_columns_hidden(workbook: Workbook) -> None:
    """What is not to be filled in hidden, done rows hidden, others filtered."""
    for sheet in tables(workbook):
        for column in not_inputs(sheet):
            sheet.column_dimensions[get_column_letter(column)].hidden = True
        first = header_row(sheet) + 1
        sheet.row_dimensions[first].hidden = True
        sheet.auto_filter.ref = f"A{first - 1}:{get_column_letter(sheet.max_column)}{first + 2}"


# --- columns ------------------------------------------------------------------------------------


@edit
def columns_inserted_everywhere(workbook: Workbook) -> None:
    """A column of one's own before the first, and one before each input."""
    for sheet in tables(workbook):
        inputs = [column for header, column in columns(sheet).items() if header in INPUTS]
        move_cells(workbook, sheet, columns_inserted(1, *inputs))


@edit
def columns_that_are_no_inputs_deleted(workbook: Workbook) -> None:
    """考评标准, 自评得分, 单位 and the like; what was merged from there on is gone with them."""
    for sheet in tables(workbook):
        move_cells(workbook, sheet, columns_deleted(*not_inputs(sheet)))


@edit
def code_columns_deleted(workbook: Workbook) -> None:
    """编号 and 序号 deleted: a row is told by its printed text alone."""
    for sheet in tables(workbook):
        codes = [column for header, column in columns(sheet).items() if header in CODES]
        move_cells(workbook, sheet, columns_deleted(*codes))


@edit
def columns_moved(workbook: Workbook) -> None:
    """Everything unmerged, then the last input cut and inserted before the codes."""
    unmerge(workbook)
    for sheet in tables(workbook):
        at = columns(sheet)
        last = max(at[header] for header in INPUTS if header in at)
        codes = next(at[header] for header in CODES if header in at)
        move_cells(workbook, sheet, column_cut(last, codes))


# --- headers ------------------------------------------------------------------------------------


@edit
def headers_broken_into_lines(workbook: Workbook) -> None:
    """Line breaks, spaces and other blanks inside the headers."""
    for number, cell in enumerate(headers(workbook)):
        gap = ("\n", " ", "\u3000", "\u00a0\n", " \n ")[number % 5]
        cell.value = f" {gap.join(plain(cell))}{gap}"


@edit
def headers_in_full_width(workbook: Workbook) -> None:
    """Figures and letters in full width, blanks around."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    for cell in headers(workbook):
        cell.value = f"\u3000{plain(cell).translate(wide)} "


# --- sheets -------------------------------------------------------------------------------------


@edit
def sheets_renamed(workbook: Workbook) -> None:
    """Names that people give; the formulas follow them."""
    names = dict(zip(TABLES, ("打分 (2)", "Sheet1", "声明‘新’"), strict=True))
    for sheet in tables(workbook):
        sheet.title = names[sheet.title]
    for sheet in workbook.worksheets:
        for cell in filled(sheet):
            if cell.data_type == "f":
                for name, new in names.items():
                    cell.value = str(cell.value).replace(f"'{name}'!", f"'{new}'!")


@edit
def sheets_reordered(workbook: Workbook) -> None:
    """The last sheet in front, the first one behind."""
    workbook.move_sheet("一票否决", -3)
    workbook.move_sheet("填表说明", 3)
    workbook.active = 0


@edit
def instructions_deleted(workbook: Workbook) -> None:
    """Only the three tables are sent back."""
    workbook.remove(workbook["填表说明"])


@edit
def a_junk_sheet_in_front(workbook: Workbook) -> None:
    """A sheet of one's own, with words that our headers have too."""
    sheet = workbook.create_sheet("通知和记录", 0)
    sheet.append(["编号", "考评内容", "数量", "备注", "情形"])
    sheet.append(["1-1", "考评得分请考评组填写", 7.5, "合计", "V1"])
    sheet.append([datetime(2026, 12, 1), "收到，请于12月11日前报送", True, "=1/0"])
    workbook.active = 0


@edit
def tables_copied_into_another_workbook(workbook: Workbook) -> Workbook:
    """The three sheets with their looks, without properties and without the hidden sheet."""
    other = new_workbook()
    for sheet in tables(workbook):
        copy_sheet(sheet, other.create_sheet(sheet.title))
    return other


@edit
def values_pasted_into_a_new_workbook(workbook: Workbook) -> Workbook:
    """Values alone: no looks, no merges, nothing where a formula stood."""
    other = new_workbook()
    for number, sheet in enumerate(tables(workbook), start=1):
        pasted = other.create_sheet(f"Sheet{number}")
        for cell in filled(sheet):
            if cell.data_type != "f":
                goal = pasted.cell(cell.row, cell.column)
                goal.value = cell.value
                goal.data_type = cell.data_type
    return other


@edit
def properties_and_hidden_sheets_stripped(workbook: Workbook) -> None:
    """What a document inspector takes out."""
    for sheet in workbook.worksheets:
        if sheet.sheet_state != "visible":
            workbook.remove(sheet)
        sheet.HeaderFooter = HeaderFooter()
    workbook.custom_doc_props.props.clear()  # type: ignore[attr-defined]
    workbook.properties = DocumentProperties()
    workbook.defined_names.clear()


@edit
def protection_removed_and_everything_unmerged(workbook: Workbook) -> None:
    """What people do to be able to work."""
    unmerge(workbook)
    for sheet in workbook.worksheets:
        sheet.protection.disable()


@edit
def the_first_rows_merged_anew(workbook: Workbook) -> None:
    """Title lines merged into one, as wide as the table, their first texts kept."""
    for sheet in tables(workbook):
        for merged in [str(each) for each in sheet.merged_cells.ranges if each.min_row < 4]:
            sheet.unmerge_cells(merged)
        sheet.merge_cells(end_row=3, end_column=sheet.max_column, start_row=1, start_column=1)


# --- the inputs ---------------------------------------------------------------------------------


@edit
def inputs_cut_and_pasted_back(workbook: Workbook) -> None:
    """Their looks, locks and limits are gone; dates alone keep their format."""
    for sheet in tables(workbook):
        sheet.data_validations = DataValidationList()
    for cell in inputs(workbook):
        number_format = cell.number_format if cell.is_date else "General"
        cell.style = "Normal"
        cell.number_format = number_format


@edit
def numbers_stored_as_text(workbook: Workbook) -> None:
    """Every number typed into a cell of the format 文本."""
    for cell in inputs(workbook):
        if cell.data_type == "n" and cell.value is not None:
            cell.number_format = "@"
            cell.value = f"{cell.value:g}"
            cell.data_type = "s"


@edit
def words_coloured(workbook: Workbook) -> None:
    """The first sign of every text that was filled in is red: rich text."""
    for cell in inputs(workbook):
        if cell.data_type == "s" and len(text := str(cell.value)) > 1:
            red = TextBlock(InlineFont(color=Color("FFFF0000"), b=True), text[:1])
            cell.value = CellRichText(red, text[1:])
            cell.data_type = "s"


@edit
def comments_on_the_inputs(workbook: Workbook) -> None:
    """Comments of the reviewers."""
    for cell in inputs(workbook):
        cell.comment = Comment("考评得分：已核 WH-2026-01", "考评组")


@edit
def everything_coloured_to_the_last_row(workbook: Workbook) -> None:
    """Whole columns painted, so that the sheet ends in its very last row."""
    yellow = PatternFill("solid", fgColor="FFFFFF00")
    for sheet in tables(workbook):
        for cell in (sheet.cell(LAST_ROW, 1), sheet.cell(1, 600), sheet.cell(500, 30)):
            cell.fill = yellow


@edit
def notes_beside_and_below(workbook: Workbook) -> None:
    """Remarks of one's own around the tables, with the words of the tables in them."""
    for sheet in tables(workbook):
        beside, below = sheet.max_column + 2, sheet.max_row + 2
        header = header_row(sheet)
        sheet.cell(header, beside, "核对情况")
        for number, cell in enumerate(sheet[get_column_letter(1)][header : header + 4]):
            sheet.cell(cell.row, beside, ("已核", 7.5, "见附件：数量", "2-1")[number])
            sheet.cell(cell.row, beside).font = Font(color="FFFF0000")
        for row, text in enumerate(("附：考评得分已与考评组核对。", "合计：以上。", "3次"), below):
            sheet.cell(row, 1 + row % 3, text)


# --- where things are ---------------------------------------------------------------------------


def tables(workbook: Workbook) -> list[Worksheet]:
    """The sheets of the three tables."""
    return [sheet for sheet in workbook.worksheets if sheet.title in TABLES]


def filled(sheet: Worksheet) -> Iterator[Cell]:
    """The cells of a sheet that hold something."""
    for row in sheet.iter_rows():
        yield from (cell for cell in row if isinstance(cell, Cell) and cell.value is not None)


def plain(cell: Cell) -> str:
    """A header without its blanks."""
    return "".join(str(cell.value).split())


def header_row(sheet: Worksheet) -> int:
    """The row of the headers, where that of the codes stands."""
    return next(cell.row for cell in filled(sheet) if plain(cell) in CODES)


def columns(sheet: Worksheet) -> dict[str, int]:
    """Header → column."""
    row = header_row(sheet)
    return {plain(cell): cell.column for cell in filled(sheet) if cell.row == row}


def not_inputs(sheet: Worksheet) -> list[int]:
    """The columns that are neither filled in nor name a row."""
    kept = (*CODES, *PRINTED, *INPUTS)
    return [column for header, column in columns(sheet).items() if header not in kept]


def headers(workbook: Workbook) -> Iterator[Cell]:
    """The header cells of the three tables."""
    for sheet in tables(workbook):
        row = header_row(sheet)
        yield from [cell for cell in filled(sheet) if cell.row == row]


def inputs(workbook: Workbook) -> Iterator[Cell]:
    """The cells that are filled in, in the rows that have a code."""
    for sheet in tables(workbook):
        at, header = columns(sheet), header_row(sheet)
        codes = next(at[name] for name in CODES if name in at)
        for row in range(header + 1, sheet.max_row + 1):
            if sheet.cell(row, codes).value is not None:
                for name in INPUTS:
                    cell = sheet.cell(row, at[name]) if name in at else None
                    if isinstance(cell, Cell):
                        yield cell


def unmerge(workbook: Workbook) -> None:
    """No merged cells any more; their texts stand in the first one."""
    for sheet in workbook.worksheets:
        for merged in [str(each) for each in sheet.merged_cells.ranges]:
            sheet.unmerge_cells(merged)


def without_codes(workbook: Workbook) -> None:
    """The sheets of an evaluator's workbook no longer have their first column, the codes."""
    unmerge(workbook)
    for sheet in workbook.worksheets[1:6]:
        sheet.delete_cols(1)


def new_workbook() -> Workbook:
    """An empty workbook without a sheet."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    return workbook


def copy_sheet(sheet: Worksheet, goal: Worksheet) -> None:
    """Cells, merges, limits and widths of a sheet into one of another workbook."""
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell, Cell):
                copy_cell(cell, goal.cell(cell.row, cell.column))
    for merged in sheet.merged_cells.ranges:
        goal.merge_cells(str(merged))
    for validation in sheet.data_validations.dataValidation:
        goal.add_data_validation(validation)
    for letter, size in sheet.column_dimensions.items():
        goal.column_dimensions[letter].width = size.width
    for number, height in sheet.row_dimensions.items():
        goal.row_dimensions[number].height = height.height
