"""results.xlsx as a thing to work in: formats, links, colours, a chart, a page for the meeting."""

import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tests.support.drawing import parts_of, workspace
from tests.support.line import put, run
from tests.support.printing import page_sizes, texts
from tests.support.programs import converted
from wuhao_batch.workspace.folders import Workspace

FOLDER = "12月7日 收#1 50%"


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    place = workspace(tmp_path, [["01", "甲党总支"], ["02", "乙党总支"], ["03", "丙党总支"]])
    (place.returned / FOLDER).mkdir()
    put(place, "01", {"考评得分": {"1-1": 6.5}}, name=f"{FOLDER}/甲 的&表'.xlsx")
    put(place, "02")
    put(place, "03", {"是否存在": {"V1": "是"}})
    return place


def sheet_of(path: Path, name: str) -> Worksheet:
    sheet = load_workbook(path)[name]
    assert isinstance(sheet, Worksheet)
    return sheet


def column(sheet: Worksheet, header: str) -> list[Any]:
    number = next(cell.column for cell in sheet[1] if cell.value == header)
    return [row[number - 1] for row in sheet.iter_rows(min_row=2)]


def test_all_points_of_a_table_have_the_decimals_of_the_finest(place: Workspace) -> None:
    book = load_workbook(run(place)[2]["results"])
    for name in ("汇总", "会议用表", "逐项得分"):
        sheet = book[name]
        assert isinstance(sheet, Worksheet)
        formats = {cell.value: column(sheet, str(cell.value))[0].number_format for cell in sheet[1]}
        points = set(formats) - {"名次", "编号", "党总支", "类别", "结论", "备注"}
        assert {formats[header] for header in points} == {"0.0"}
        assert formats["党总支"] == "General"
        assert formats.get("名次", "0") == "0"
    assert [
        cell.value for cell in column(sheet_of(run(place)[2]["results"], "逐项得分"), "1-1")
    ] == [
        8,
        6.5,
        8,
    ]


def test_every_sheet_can_be_worked_in(place: Workspace) -> None:
    book = load_workbook(run(place)[2]["results"])
    for sheet in book.worksheets:
        assert sheet.freeze_panes in ("A2", "C2", "D2")
        area = str(sheet.print_area).rpartition("!")[2].replace("$", "")
        assert sheet.auto_filter.ref == area
        assert sheet.page_setup.orientation == "landscape"
        assert sheet.print_title_rows == "$1:$1"


def test_every_sheet_says_what_it_is_and_counts_its_own_pages(place: Workspace) -> None:
    book = load_workbook(run(place)[2]["results"])
    for sheet in book.worksheets:
        head, foot = sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter
        assert head is not None
        assert foot is not None
        assert head.center.text == f"示例学院2026年度“五好党组织”量化考核　{sheet.title}"
        pages = len(sheet.row_breaks.brk) + 1
        assert foot.right.text == f"第 &P 页 / 共 {pages} 页", "&N would count all sheets"
        assert (sheet.page_setup.firstPageNumber, sheet.page_setup.useFirstPageNumber) == (1, True)
        assert sheet.print_options.gridLines
        assert not sheet.page_setup.fitToHeight, "where pages fit themselves, our ends are ignored"


def test_the_meetings_table_names_its_items_upright_and_is_signed(place: Workspace) -> None:
    book = load_workbook(run(place)[2]["results"])
    sheet = book["会议用表"]
    heads = {str(cell.value): cell for cell in sheet[1]}
    assert "2-3 党员个人信息资料完备" in heads, "the code and the first words"
    items = [cell for head, cell in heads.items() if re.match(r"\d-\d ", head)]
    assert len(items) == 21
    assert {cell.alignment.textRotation for cell in items} == {90}
    assert all(len(str(cell.value)) <= 24 for cell in items)
    feet = {each.title: each.HeaderFooter.oddFooter for each in book.worksheets}
    assert [name for name, foot in feet.items() if foot and foot.center.text] == ["会议用表"]
    assert "（签字）" in str(feet["会议用表"] and feet["会议用表"].center.text)


def test_a_long_hash_makes_no_row_higher_and_does_not_run_into_the_time(place: Workspace) -> None:
    sheet = sheet_of(run(place)[2]["results"], "回收情况")
    for cell in column(sheet, "SHA-256"):
        assert re.fullmatch("[0-9a-f]{64}", cell.value), "whole for those who compare it"
        assert cell.alignment.horizontal == "fill", "it ends at the edge of its cell"
        assert (sheet.row_dimensions[cell.row].height or 0) < 40


@pytest.mark.slow
def test_a_file_is_a_click_away_from_every_score(place: Workspace) -> None:
    path = run(place)[2]["results"]
    sheet = sheet_of(path, "得分来源")
    for named, score in zip(column(sheet, "文件"), column(sheet, "得分"), strict=True):
        link = named.hyperlink
        file = (path.parent / unquote(link.target)).resolve()
        assert file == (place.root / named.value).resolve()
        name, _, cell = link.location.rpartition("!")
        assert load_workbook(file)[name.strip("'")][cell].value == score.value
        assert re.fullmatch(r"\S+", link.target), "an address has no blanks"


def test_the_more_is_lost_the_redder(place: Workspace) -> None:
    parts = parts_of(run(place)[2]["results"].read_bytes())
    (rules,) = (part.decode() for name, part in parts.items()
                if name.endswith("sheet3.xml"))  # fmt: skip
    assert rules.count("<colorScale>") == 21
    assert 'sqref="C2:C4"' in rules
    assert '<cfvo type="num" val="0"' in rules
    assert '<cfvo type="num" val="8"' in rules


def test_the_summary_has_a_chart_and_stays_a_plain_table(place: Workspace) -> None:
    path = run(place)[2]["results"]
    chart = parts_of(path.read_bytes())["xl/charts/chart1.xml"].decode()
    assert "'汇总'!$E$2:$E$4" in chart
    assert chart.count("<ser>") == 5
    table = pd.read_excel(path, "汇总", dtype=object, engine="openpyxl")
    assert list(table["党总支"]) == ["乙党总支", "甲党总支", "丙党总支"]
    assert len(table.columns) == 12


def test_an_empty_sheet_has_no_row_below_its_head(three: Workspace) -> None:
    table = pd.read_excel(run(three)[2]["results"], "一票否决", engine="openpyxl")
    assert len(table) == 0


@pytest.mark.slow
@pytest.mark.program("soffice", "pdftotext")
@pytest.mark.parametrize("count", [20, 32])
def test_the_meetings_table_is_one_page_across(tmp_path: Path, count: int) -> None:
    names = [[f"{n:02}", f"第{n}教学系党总支", "教学"] for n in range(1, count + 1)]
    place = workspace(tmp_path, names)
    for number in (1, 2):
        put(place, f"{number:02}", {"考评得分": {"1-1": 6.5}})
    path = run(place)[2]["results"]
    pdf = converted(path, "pdf", tmp_path)
    mine = [number for number, page in enumerate(texts(pdf)) if "会议用表" in page]
    assert len(mine) == 1
    page = texts(pdf)[mine[0]]
    assert all(f"第{n}教学系党总支" in page for n in range(1, count + 1))
    assert "###" not in page
    assert "签字" in page
    assert "第1页/共1页" in page, "it counts its own pages, whatever is printed before it"
    width, height = page_sizes(pdf)[mine[0]]
    assert (round(width), round(height)) == (297, 210)
