"""Inputs that nobody sees are told; so is what is seen on a form but not read."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.drawing import TEMPLATE, handed_in, loaded, workspace
from tests.support.faults import returned
from wuhao_batch.findings.finding import Finding
from wuhao_batch.workspace.folders import Workspace

Edit = Callable[[Workbook], object]


def sheet_of(workbook: Workbook, name: str) -> Worksheet:
    sheet = workbook[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def told(place: Workspace, edit: Edit | None = None) -> list[Finding]:
    data = returned(loaded(place))
    if edit is not None:
        workbook = load_workbook(io.BytesIO(data))
        edit(workbook)
        saved = io.BytesIO()
        workbook.save(saved)
        data = saved.getvalue()
    (place.returned / "a.xlsx").write_bytes(data)
    found = handed_in(place).examined.findings
    return [each for each in found if each.code in ("L014", "L015")]


def put_in(sheet: str, **cells: str | int) -> Edit:
    def edit(workbook: Workbook) -> None:
        for cell, value in cells.items():
            sheet_of(workbook, sheet)[cell] = value

    return edit


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(tmp_path, [["01", "甲党总支", "教学", "张", "a@example.cn", "甲一支部"]])


def test_a_form_as_it_was_issued_and_filled_in_holds_nothing_unread(place: Workspace) -> None:
    assert told(place) == []
    assert told(place, lambda _: None) == []


def test_a_form_that_went_out_under_other_settings_holds_nothing_unread(tmp_path: Path) -> None:
    rows = [["01", "甲党总支"]]
    before = workspace(tmp_path, rows, 联系人="王", 报送截止日期="2026-12-01", 联系电话="1")
    data = returned(loaded(before))
    now = workspace(tmp_path, rows, 联系人="李", 报送截止日期="2026-12-21", 联系电话="2")
    (now.returned / "a.xlsx").write_bytes(data)
    assert [each.code for each in handed_in(now).examined.findings] == []


@pytest.mark.parametrize(
    ("edit", "what"),
    [
        (put_in("计分明细", K4="更正后数量", K6=3), "计分明细·K4“更正后数量”；计分明细·K6“3”"),
        (put_in("计分明细", B44="以上2-1应为3次"), "计分明细·B44“以上2-1应为3次”"),
        (put_in("计分明细", B43="新增一条", I43=2), "计分明细·B43“新增一条”；计分明细·I43“2”"),
        (put_in("计分明细", I43=2), "计分明细·I43“2”"),
        (put_in("评分表", D34="党总支书记确认：同意"), "评分表·D34“党总支书记确认：同意”"),
        (put_in("填表说明", F20="请以附件为准"), "填表说明·F20“请以附件为准”"),
        (lambda book: book.create_sheet("说明").append(["另附"]), "说明·A1“另附”"),
    ],
)
def test_what_stands_where_no_input_belongs_is_quoted(
    place: Workspace, edit: Edit, what: str
) -> None:
    (note,) = told(place, edit)
    assert (note.code, note.severity.label, note.branch) == ("L015", "说明", "01")
    assert f"没有读取的内容：{what}。" in note.message


def test_of_many_things_the_first_are_named_and_all_are_counted(place: Workspace) -> None:
    edit = put_in("计分明细", **{f"M{row}": f"第{row}处" for row in range(50, 70)})
    (note,) = told(place, edit)
    assert "计分明细·M50“第50处”" in note.message
    assert "等20处" in note.message
    assert "M60" not in note.message


def test_a_note_on_a_cell_is_quoted(place: Workspace) -> None:
    def comment(workbook: Workbook) -> None:
        sheet_of(workbook, "计分明细")["I6"].comment = Comment("应为2次", "办公室")

    (note,) = told(place, comment)
    assert "计分明细·I6批注“应为2次”" in note.message


def test_a_hidden_column_counts_and_is_told_once_with_its_cells(place: Workspace) -> None:
    def hide(workbook: Workbook) -> None:
        sheet_of(workbook, "计分明细").column_dimensions["I"].hidden = True

    (warning,) = told(place, hide)
    assert (warning.code, warning.severity.label) == ("L014", "提醒")
    assert "【计分明细·I5:I40】这里填的看不见（所在的列已隐藏）" in warning.message


def test_hidden_rows_without_an_input_in_them_are_nothing(place: Workspace) -> None:
    def hide(workbook: Workbook) -> None:
        sheet_of(workbook, "计分明细").row_dimensions[2].hidden = True
        sheet_of(workbook, "填表说明").row_dimensions[10].hidden = True

    assert told(place, hide) == []


def test_what_is_hidden_and_not_read_is_nothing(place: Workspace) -> None:
    def hide(workbook: Workbook) -> None:
        sheet = sheet_of(workbook, "计分明细")
        sheet["M60"] = "旁注"
        sheet.row_dimensions[60].hidden = True

    assert told(place, hide) == []


def test_a_number_under_the_format_of_a_date_is_not_what_anybody_sees(place: Workspace) -> None:
    def paint(workbook: Workbook) -> None:
        sheet_of(workbook, "计分明细")["I11"].number_format = "yyyy/m/d"

    told(place, paint)
    (fault,) = handed_in(place).examined.findings
    assert (fault.code, str(fault.place)) == ("V024", "计分明细·I11")


def hide(column: str) -> Edit:
    def edit(workbook: Workbook) -> None:
        sheet_of(workbook, "计分明细").column_dimensions[column].hidden = True

    return edit


def test_a_column_that_the_template_hides_is_not_told_of_a_form(tmp_path: Path) -> None:
    template = load_workbook(TEMPLATE)
    hide("H")(template)
    data = io.BytesIO()
    template.save(data)
    place = workspace(tmp_path, [["01", "甲党总支"]], data.getvalue())
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    assert handed_in(place).examined.findings == ()


def test_one_that_was_hidden_later_is_told(place: Workspace) -> None:
    workbook = load_workbook(io.BytesIO(returned(loaded(place))))
    hide("H")(workbook)
    workbook.save(place.returned / "a.xlsx")
    assert [each.code for each in handed_in(place).examined.findings] == ["L017"]
