"""The roster: codes that are one and the same, 类别 that are nearly so."""

import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.drawing import handed_in, loaded, roster, workspace
from tests.support.line import put
from wuhao_batch.assessment.choices import Encryption, ScoredIn
from wuhao_batch.assessment.roster import read_roster
from wuhao_batch.assessment.settings import FIELDS, Settings, public_values
from wuhao_batch.assessment.settings_sheet import settings_of
from wuhao_batch.findings.finding import Finding
from wuhao_batch.reading.book import read_book
from wuhao_batch.reading.limits import OF_ROSTER
from wuhao_batch.reading.refusal import Refusal
from wuhao_batch.scoring.combining import Shares
from wuhao_batch.sheets import Book


def findings_of(rows: list[list[object]]) -> list[Finding]:
    book = read_book(roster(rows))
    assert isinstance(book, Book)
    return read_roster(book, "roster.xlsx")[1]


def test_a_code_corrected_from_1_to_01_leaves_the_forms_that_are_out_known(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["1", "甲党总支"], ["2", "乙党总支"]])
    put(place, "1")
    place = workspace(tmp_path, [["01", "甲党总支"], ["02", "乙党总支"]])
    found = handed_in(place)
    assert list(found.examined.accepted) == ["01"]
    assert loaded(place).roster.branch("1").name == "甲党总支"


def test_a_roster_is_longer_than_any_return() -> None:
    workbook = load_workbook(io.BytesIO(roster([["01", "甲"]])))
    workbook["名单"].cell(100_001, 1, "02")
    workbook["名单"].cell(100_001, 2, "乙")
    saved = io.BytesIO()
    workbook.save(saved)
    assert isinstance(read_book(saved.getvalue()), Refusal)
    read = read_book(saved.getvalue(), most=OF_ROSTER)
    assert isinstance(read, Book)
    assert [each.name for each in read_roster(read, "roster.xlsx")[0].branches] == ["甲", "乙"]


def test_1_and_01_are_one_code() -> None:
    (twice,) = findings_of([["1", "甲"], ["01", "乙"]])
    assert (twice.code, twice.place.cell) == ("I011", "A3")
    assert findings_of([["10", "甲"], ["01", "乙"], ["0", "丙"], ["A01", "丁"], ["A1", "戊"]]) == []


@pytest.mark.parametrize(
    ("kinds", "cells"),
    [
        (["教学", "教学", "教学单位"], ["C4"]),
        (["教学单位", "教学", "教学"], ["C2"]),
        (["教学", "机关", "直属"], []),
        (["甲类", "甲类", "乙类"], []),
        (["教学系部", "教学系部", "教学系步"], ["C4"]),
        (["教学一部", "教学一部", "教学二部", "教学二部"], []),
        (["教学", "", " 教学 "], []),
    ],
)
def test_a_kind_that_is_nearly_another_is_asked_about_once(
    kinds: list[str], cells: list[str]
) -> None:
    rows: list[list[object]] = [[f"{n}", f"单位{n}", kind] for n, kind in enumerate(kinds, 1)]
    found = findings_of(rows)
    assert [(each.code, each.place.cell) for each in found] == [("I025", cell) for cell in cells]


# --- what is seen ---------------------------------------------------------------------------------


def changed(edit: Callable[[Worksheet], object]) -> tuple[list[str], list[Finding]]:
    """The codes and the findings of a roster with three branches, after an edit by hand."""
    workbook = load_workbook(io.BytesIO(roster([["01", "甲"], ["02", "乙"], ["03", "丙"]])))
    sheet = workbook["名单"]
    assert isinstance(sheet, Worksheet)
    edit(sheet)
    saved = io.BytesIO()
    workbook.save(saved)
    book = read_book(saved.getvalue())
    assert isinstance(book, Book)
    read, findings = read_roster(book, "roster.xlsx")
    return [branch.code for branch in read.branches], findings


def test_a_code_is_what_its_format_shows() -> None:
    def number(sheet: Worksheet) -> None:
        sheet["A2"].value, sheet["A2"].number_format = 1, "00"

    assert changed(number) == (["01", "02", "03"], [])


def test_a_hidden_row_is_on_the_roster_and_told() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    codes, (warning,) = changed(hide)
    assert codes == ["01", "02", "03"]
    assert (warning.code, warning.place.cell, warning.value) == ("L014", "A3", "02")


def test_a_row_that_was_struck_out_is_one_fault() -> None:
    def strike(sheet: Worksheet) -> None:
        for cell in sheet[3]:
            cell.font = Font(strike=True)

    _, (fault,) = changed(strike)
    assert (fault.code, fault.place.cell, fault.severity.label) == ("V024", "A3", "错误")


def test_settings_that_were_told_are_read_again() -> None:
    """Every 设置项, its value written as a run keeps it."""
    settings = Settings(
        **{field.name: VALUES.get(key, field.default) for key, field in FIELDS.items()}
    )
    blank = [field.name for field in FIELDS.values() if getattr(settings, field.name) is None]
    assert blank == []
    assert settings_of(public_values(settings)) == settings
    assert settings_of({"没有这一项": "1", "公示工作日数": "五"}) == Settings()


VALUES: dict[str, Any] = {
    **dict.fromkeys(("学院名称", "公示依据", "监督电话", "纪检电话", "受理地点"), "某 某"),
    **dict.fromkeys(("落款单位", "联系人", "联系电话", "发件人"), "某"),
    **dict.fromkeys(("SMTP用户名", "IMAP用户名"), "a"),
    **dict.fromkeys(("监督邮箱", "发件邮箱"), "a@example.cn"),
    **dict.fromkeys(("SMTP服务器", "IMAP服务器"), "mail.example.cn"),
    **dict.fromkeys(("SMTP加密", "IMAP加密"), Encryption.AT_ONCE),
    **dict.fromkeys(("报送截止日期", "公示开始日期", "落款日期", "IMAP起始日期"), date(2026, 3, 1)),
    **dict.fromkeys(("得分步长", "达标分数线", "整改起点"), Decimal("0.5")),
    "考核年度": "2026",
    "考评得分填在": ScoredIn.FORMS,
    "表彰名额": 3,
    "按类别排名": True,
    "组别权重": Shares((("领导", Decimal(60)), ("自评", Decimal("40")))),
}
