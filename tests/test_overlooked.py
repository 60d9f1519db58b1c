"""What the office writes down for its own lists is read, or it is told: nothing vanishes."""

import io
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from tests.support.drawing import loaded, workspace
from tests.support.meeting import decisions
from tests.support.stages import OBJECTION, objected
from wuhao_batch.assessment.objections import load_objections
from wuhao_batch.findings.finding import Finding
from wuhao_batch.panel.meeting.reading import load_meeting
from wuhao_batch.workspace.folders import OBJECTIONS, Workspace

DECIDED = [["01", "1-1", 8, 7]]


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    made = workspace(tmp_path, [["01", "甲党总支"]])
    made.decisions.write_bytes(decisions(DECIDED))
    objected(made, OBJECTION)
    return made


def edited(path: Path) -> Workbook:
    return load_workbook(io.BytesIO(path.read_bytes()))


def of_meeting(place: Workspace) -> list[Finding]:
    return list(load_meeting(loaded(place), place).findings)


def of_objections(place: Workspace) -> list[Finding]:
    return load_objections(place, loaded(place).roster)[1]


def codes(findings: list[Finding]) -> list[str]:
    return [each.code for each in findings]


def test_a_sheet_as_issued_tells_nothing(place: Workspace) -> None:
    assert codes(of_meeting(place)) == []
    assert codes(of_objections(place)) == []


@pytest.mark.parametrize("title", ["会议决定 (2)", "补充"])
def test_decisions_on_a_second_sheet_are_told(place: Workspace, title: str) -> None:
    workbook = edited(place.decisions)
    workbook.copy_worksheet(workbook["会议决定"]).title = title
    workbook.save(place.decisions)
    (told,) = of_meeting(place)
    assert (told.code, told.severity, told.place.sheet) == ("L002", "error", title)


@pytest.mark.parametrize("title", ["异议 (2)", "电话记录"])
def test_objections_on_a_second_sheet_are_told(place: Workspace, title: str) -> None:
    workbook = edited(place.root / OBJECTIONS)
    workbook.copy_worksheet(workbook["异议"]).title = title
    workbook.save(place.root / OBJECTIONS)
    (told,) = of_objections(place)
    assert (told.code, told.severity, told.place.sheet) == ("L002", "error", title)


def test_rows_above_the_header_are_told_and_what_stands_beside_the_table(place: Workspace) -> None:
    workbook = edited(place.decisions)
    sheet = workbook["会议决定"]
    sheet.insert_rows(1, 2)
    sheet["A1"] = "第三次会议"
    sheet["A2"], sheet["B2"], sheet["C2"], sheet["D2"] = "01", "1-1", 8, 6
    sheet["K4"] = "另：1-2改为5分"
    workbook.save(place.decisions)
    above, beside = of_meeting(place)
    assert (above.code, above.place.cells) == ("M012", ("A2", "B2", "C2", "D2"))
    assert (beside.code, beside.place.cells) == ("M011", ("A1", "K4"))


def test_a_second_table_to_the_right_is_told(place: Workspace) -> None:
    workbook = edited(place.root / OBJECTIONS)
    sheet = workbook["异议"]
    for column in range(1, 10):
        for row in (1, 2):
            sheet.cell(row, column + 9, sheet.cell(row, column).value)
    workbook.save(place.root / OBJECTIONS)
    assert set(codes(of_objections(place))) == {"L013"}


def test_what_counts_unseen_is_told_and_a_hidden_sheet_is_not_taken(place: Workspace) -> None:
    workbook = edited(place.decisions)
    workbook["会议决定"].sheet_state = "hidden"
    workbook.save(place.decisions)
    assert codes(of_meeting(place)) == ["L010"]
    workbook = edited(place.root / OBJECTIONS)
    cell = workbook["异议"]["I2"]
    cell.font = Font(color="FFFFFFFF")
    workbook.save(place.root / OBJECTIONS)
    assert codes(of_objections(place)) == ["L014"]


@pytest.mark.parametrize("ending", [".xls", "(1).xlsx", " - 副本.xlsx"])
def test_a_file_that_is_named_like_the_list_is_told(place: Workspace, ending: str) -> None:
    place.decisions.rename(place.root / f"input/decisions{ending}")
    assert codes(of_meeting(place)) == ["M013"]
    list_ = place.root / OBJECTIONS
    (place.root / f"input/objections{ending}").write_bytes(list_.read_bytes())
    assert codes(of_objections(place)) == ["P023"]


def test_a_folder_or_a_dangling_link_in_place_of_the_list_is_told(place: Workspace) -> None:
    place.decisions.unlink()
    place.decisions.mkdir()
    assert codes(of_meeting(place)) == ["F005"]
    (place.root / OBJECTIONS).unlink()
    (place.root / OBJECTIONS).symlink_to("nowhere.xlsx")
    assert codes(of_objections(place)) == ["F005"]


@pytest.mark.parametrize("data", [b"", b"PK\3\4 damaged", b"%PDF-1.7\n", b"<html>"])
def test_something_else_in_place_of_the_list_is_an_error_for_the_office(
    place: Workspace, data: bytes
) -> None:
    place.decisions.write_bytes(data)
    (place.root / OBJECTIONS).write_bytes(data)
    for findings in (of_meeting(place), of_objections(place)):
        (told,) = findings
        assert told.severity == "error"
        assert "放回原处" in told.remedy


def test_a_cell_that_cannot_be_read_is_one_fault(place: Workspace) -> None:
    """Formulas without a result, and what was struck out."""
    workbook = edited(place.decisions)
    workbook["会议决定"]["C2"] = "=4+4"
    workbook.save(place.decisions)
    (told,) = of_meeting(place)
    assert (told.code, told.place.cell) == ("V107", "C2")
    workbook["会议决定"]["C2"] = 8
    workbook["会议决定"]["D2"].font = Font(strike=True)
    workbook.save(place.decisions)
    (told,) = of_meeting(place)
    assert (told.code, told.place.cell) == ("V024", "D2")
