"""A branch that made mistakes gets its own form back, marked, and the mended one counts."""

import io
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.support.drawing import loaded, workspace
from tests.support.faults import returned
from tests.support.line import run
from tests.support.resaving import resaved
from tools.filling import Inputs, fill_form, find_cell, open_form
from wuhao_batch.reading.book import read_book
from wuhao_batch.returns.checks import Checked, check
from wuhao_batch.returns.entries import read_entries
from wuhao_batch.returns.examine import expected_forms
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.disk import digest
from wuhao_batch.workspace.folders import Workspace

RED, AMBER = "00F4B6B0", "00FFE699"
FAULTS: Inputs = {
    "数量": {"1-1.2": "约3次", "2-2.1": 3, "4-4.2": None, "5-1.1": "=1+1"},
    "备注": {"1-1.1": "第一行\n=第二行", "1-1.2": "007", "2-2.1": "#N/A"},
    "考评得分": {"1-1": "八分", "1-2": 3, "2-1": None},
    "扣分说明": {"1-1": "=cmd|' /C calc'!A0"},
    "是否存在": {"V1": None, "V2": "不详", "V3": "是"},
    "时间": {"V3": "2026年5月"},
}
MENDED: Inputs = {
    "数量": {"1-1.2": 3, "2-2.1": 2, "4-4.2": 0, "5-1.1": 2},
    "备注": {"2-2.1": "见附件"},
    "考评得分": {"1-1": 8, "1-2": 2, "2-1": 5},
    "扣分说明": {"1-1": "考评组认定"},
    "是否存在": {"V1": "否", "V2": "否"},
}


@pytest.fixture
def place(tmp_path: Path) -> Workspace:
    return workspace(
        tmp_path, [["01", "甲党总支", "", "", "", "甲一支部"], ["02", "乙党总支"]], 联系人="李老师"
    )


def send(place: Workspace, name: str, inputs: Inputs, edit: Any = None) -> Path:
    path = place.returned / name
    path.write_bytes(returned(loaded(place), inputs, edit))
    return path


def correction(place: Workspace) -> bytes:
    (path,) = place.corrections.glob("*_更正.xlsx")
    return path.read_bytes()


def checked_of(place: Workspace, data: bytes) -> Checked:
    assessment = loaded(place)
    book = read_book(data)
    assert isinstance(book, Book)
    source = read_entries(
        book, "a", "01", expected_forms(assessment).issued(assessment.roster.branches[0])
    )
    return check(source, assessment.roster.branches[0], assessment.standard, assessment.settings)


def states(place: Workspace) -> dict[str, str]:
    outcome, _, _ = run(place)
    return {Path(each.file).name: each.state.label for each in outcome.examined.receipts}


def coloured(workbook: Workbook, colour: str = RED) -> set[tuple[str, str]]:
    return {
        (sheet.title, cell.coordinate)
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.fill.fgColor.rgb == colour
    }


def test_everything_entered_is_put_back_as_it_was(place: Workspace) -> None:
    sent = send(place, "a.xlsx", FAULTS)
    run(place)
    back = checked_of(place, correction(place))
    assert back.content == checked_of(place, sent.read_bytes()).content
    workbook = open_form(correction(place))
    for header, code in (("数量", "5-1.1"), ("扣分说明", "1-1"), ("备注", "2-2.1")):
        sheet, cell = find_cell(workbook, header, code)
        assert sheet[cell].data_type == "s", "what was typed never becomes a formula of ours"


def test_the_faulty_cells_are_coloured_for_who_mends_them_and_no_others(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    outcome, _, _ = run(place)
    workbook = open_form(correction(place))
    checked = outcome.results[0].checked
    assert checked is not None
    expected = {
        (found.place.sheet, cell)
        for found in checked.findings
        if found.severity.value == "error"
        for cell in found.place.cells
    }
    assert len(expected) == 11
    assert coloured(workbook) | coloured(workbook, AMBER) == expected
    assert {sheet for sheet, _ in coloured(workbook)} == {"计分明细", "一票否决"}
    assert {sheet for sheet, _ in coloured(workbook, AMBER)} == {"评分表"}, "for the panel"


def test_the_first_sheet_lists_every_fault_with_a_link(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    workbook = open_form(correction(place))
    sheet = workbook.worksheets[0]
    assert sheet.title == "退回说明"
    assert workbook.active is sheet
    assert [each.sheet_view.tabSelected for each in workbook.worksheets].count(True) == 1
    assert [cell.value for cell in sheet[4]] == ["位置", "现值", "问题", "请这样改"]
    rows = [row for row in sheet.iter_rows(min_row=5, max_col=4) if row[0].hyperlink]
    linked = {target_of(row[0]) for row in rows}
    assert linked == coloured(workbook) | coloured(workbook, AMBER)
    first, *_, last = ([cell.value for cell in row] for row in rows)
    assert first[:3] == ["计分明细 I6", "约3次", "1-1.2的数量应填数字。"], "its own come first"
    assert str(last[2]).startswith("（考评组填）")
    assert sheet.protection.sheet


def test_places_stand_in_one_line_and_codes_in_small_ones_of_their_own(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    sheet = open_form(correction(place)).worksheets[0]
    links = [str(row[0].value) for row in sheet.iter_rows(min_row=5) if row[0].hyperlink]
    pixels = max(
        sum(11 * 4 / 3 * (0.6 if sign.isascii() else 1) for sign in text) for text in links
    )
    assert sheet.column_dimensions["A"].width * 7 > pixels, "a link is cut off, not wrapped"
    below = [row[0] for row in sheet.iter_rows() if "码" in str(row[0].value)][-2:]
    assert [str(cell.value).partition("：")[0] for cell in below] == [
        "识别码",
        "更正码（供程序识别）",
    ]
    assert {cell.font.sz for cell in below} == {7}


def target_of(cell: Any) -> tuple[str, ...]:
    return tuple(cell.hyperlink.location.replace("'", "").split("!"))


def test_the_text_beside_it_is_short_and_polite(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    (letter,) = place.corrections.glob("*_更正说明.txt")
    lines = letter.read_text("utf-8").splitlines()
    assert lines[0] == "甲党总支："
    assert "谢谢" in lines[1]
    asked = re.match("1. 计分明细 I6“(.+?)…?”：", lines[2])
    assert asked is not None, "what is asked there is told"
    assert any(each.name.startswith(asked[1]) for each in loaded(place).standard.measures)
    assert "7个问题" in lines[1]
    assert len(lines) == 1 + 1 + 7 + 1 + 1
    assert lines[-1] == "　　有疑问请联系：李老师。"
    assert "更正.xlsx" in lines[-2]
    assert "考评组填" not in "".join(lines), "what the panel has to mend is not asked of the branch"
    assert "标黄的格子（4个问题）由考评组更正" in lines[-2]


def test_mended_it_takes_the_place_of_what_it_corrects(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    (place.returned / "b.xlsx").write_bytes(fill_form(correction(place), MENDED))
    outcome, findings, _ = run(place)
    assert outcome.results[0].status.value == "vetoed"
    assert states(place) == {"a.xlsx": "已由更正表代替", "b.xlsx": "已采用"}
    codes = {found.code for found in findings if found.branch == "01"}
    assert codes == {"I015", "S016", "V016"}, "what is left is for the panel"
    assert list(place.corrections.iterdir()) == [], "nothing is left to be corrected"


def test_unchanged_it_says_so_and_the_faults_stand(place: Workspace) -> None:
    send(place, "b.xlsx", FAULTS)
    run(place)
    form = correction(place)
    (place.returned / "a.xlsx").write_bytes(fill_form(form, {}))
    outcome, findings, _ = run(place)
    assert states(place) == {"a.xlsx": "内容相同，未重复采用", "b.xlsx": "需更正"}
    assert "I016" in [found.code for found in findings]
    assert outcome.results[0].status.value == "needs_correction"
    assert correction(place) == form


def test_a_correction_with_faults_is_corrected_in_its_turn(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    half = {header: dict(values) for header, values in MENDED.items()} | {"考评得分": {"1-1": 9}}
    (place.returned / "b.xlsx").write_bytes(fill_form(correction(place), half))
    assert states(place) == {"a.xlsx": "已由更正表代替", "b.xlsx": "需更正"}
    (place.returned / "c.xlsx").write_bytes(fill_form(correction(place), MENDED))
    assert states(place) == {
        "a.xlsx": "已由更正表代替",
        "b.xlsx": "已由更正表代替",
        "c.xlsx": "已采用",
    }


def test_two_different_corrections_wait_for_the_clerk(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    form = correction(place)
    (place.returned / "b.xlsx").write_bytes(fill_form(form, MENDED))
    (place.returned / "c.xlsx").write_bytes(fill_form(form, {**MENDED, "备注": {"1-1.1": "又"}}))
    assert states(place) == {
        "a.xlsx": "已由更正表代替",
        "b.xlsx": "内容不同，待选定",
        "c.xlsx": "内容不同，待选定",
    }


def test_a_missing_row_is_put_back_and_marked(place: Workspace) -> None:
    send(place, "a.xlsx", {}, lambda workbook: workbook["计分明细"].delete_rows(40))
    run(place)
    workbook = open_form(correction(place))
    assert coloured(workbook) == {("计分明细", "I40"), ("计分明细", "J40")}
    sheet = workbook.worksheets[0]
    assert "缺少编号为" in str(sheet["C5"].value)
    assert target_of(sheet["A5"]) == ("计分明细", "I40")


def test_what_could_not_be_read_is_an_error_until_somebody_has_looked(place: Workspace) -> None:
    send(place, "a.xlsx", {}, lambda workbook: workbook["计分明细"].delete_rows(40))
    run(place)
    form = correction(place)
    assert open_form(form)["计分明细"]["I40"].value == "请补填"
    (place.returned / "a.xlsx").write_bytes(fill_form(form, {"备注": {"1-1.1": "别的改了"}}))
    outcome, findings, _ = run(place)
    assert outcome.results[0].status.value == "needs_correction"
    assert [found.place.cell for found in findings if found.severity.value == "error"] == [
        "I40",
        None,
    ]


def test_of_many_faults_ten_are_told_in_the_text(place: Workspace) -> None:
    counts = {measure.code: f"约{n}次" for n, measure in enumerate(loaded(place).standard.measures)}
    send(place, "a.xlsx", {"数量": counts})
    run(place)
    (letter,) = place.corrections.glob("*_更正说明.txt")
    lines = letter.read_text("utf-8").splitlines()
    assert len(lines) == 1 + 1 + 10 + 1 + 1 + 1
    assert lines[12].startswith(f"……共{len(counts)}个问题")


def test_one_cause_is_asked_for_once_with_all_of_its_cells_red(place: Workspace) -> None:
    counts = [measure for measure in loaded(place).standard.measures if not measure.yes_no]
    send(place, "a.xlsx", {"数量": {each.code: "见附件" for each in counts}})
    run(place)
    workbook = open_form(correction(place))
    assert len(coloured(workbook)) == len(counts)
    listed = [str(row[0].value) for row in workbook.worksheets[0].iter_rows(5) if row[0].hyperlink]
    assert len(listed) == 1
    assert listed[0].startswith("计分明细 I5")


def test_a_table_that_only_the_panel_fills_in_is_not_asked_of_the_branch(place: Workspace) -> None:
    def delete(workbook: Workbook) -> None:
        del workbook["评分表"]

    send(place, "a.xlsx", {}, delete)
    run(place)
    (letter,) = place.corrections.glob("*_更正说明.txt")
    assert letter.read_text("utf-8").startswith("考评组：")


def test_of_several_lost_tables_each_is_asked_for_at_its_own_cells(place: Workspace) -> None:
    def delete(workbook: Workbook) -> None:
        del workbook["评分表"]
        del workbook["一票否决"]

    send(place, "a.xlsx", {}, delete)
    run(place)
    workbook = open_form(correction(place))
    assert {sheet for sheet, _ in coloured(workbook)} == {"一票否决"}
    assert {sheet for sheet, _ in coloured(workbook, AMBER)} == {"评分表"}
    rows = [row[0].value for row in workbook.worksheets[0].iter_rows(5) if row[0].hyperlink]
    assert [str(place).split()[0] for place in rows] == ["一票否决", "评分表"]


def test_what_the_program_wrote_on_a_form_that_went_back_is_not_told(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    workbook = open_form(correction(place))
    workbook["退回说明"]["F6"].value = "已与李老师说过"
    (place.returned / "b.xlsx").write_bytes(saved(workbook))
    _, findings, _ = run(place)
    (unread,) = (found for found in findings if found.code == "L015")
    assert "退回说明·F6“已与李老师说过”。" in unread.message


def saved(workbook: Workbook) -> bytes:
    into = io.BytesIO()
    workbook.save(into)
    return into.getvalue()


def test_faults_of_the_panel_alone_go_to_the_panel(place: Workspace) -> None:
    send(place, "a.xlsx", {"考评得分": {"1-1": 99}})
    run(place)
    (letter,) = place.corrections.glob("*_更正说明.txt")
    assert letter.read_text("utf-8").startswith("考评组：\n　　甲党总支的2026年度")


def test_what_somebody_has_worked_on_is_neither_written_over_nor_deleted(place: Workspace) -> None:
    send(place, "a.xlsx", FAULTS)
    run(place)
    (path,) = place.corrections.glob("*.xlsx")
    worked_on = fill_form(path.read_bytes(), MENDED, datetime(2026, 12, 9))
    path.write_bytes(worked_on)
    foreign = place.corrections / "07_别的_2026_更正.xlsx"
    foreign.write_bytes(returned(loaded(place)))
    note = place.corrections / "自己的_更正说明.txt"
    note.write_text("记事", "utf-8")
    _, findings, _ = run(place)
    assert [found.code for found in findings].count("D006") == 2
    (place.returned / "a.xlsx").unlink()
    run(place)
    assert path.read_bytes() == worked_on
    assert foreign.exists()
    assert note.exists()


def test_a_correction_names_the_return_by_its_hash_everywhere(place: Workspace) -> None:
    sent = send(place, "a.xlsx", FAULTS)
    run(place)
    book = read_book(correction(place))
    assert isinstance(book, Book)
    code = f"WHR-{digest(sent.read_bytes())}"
    assert book.properties["wuhao.replaces"] == code
    carrying = [
        sheet.name
        for sheet in book.sheets
        if any(code in cell.text for cell in sheet.cells.values())
    ]
    assert carrying == ["退回说明", "_wuhao"]


@pytest.mark.program("soffice")
@pytest.mark.parametrize(
    "format_",
    [
        pytest.param("xls", marks=pytest.mark.slow),
        pytest.param("ods", marks=pytest.mark.slow),
        "xlsx",
    ],
)
def test_returns_and_corrections_saved_by_libreoffice(
    place: Workspace, tmp_path: Path, format_: str
) -> None:
    writer = f"libreoffice.{format_}"
    faults = {**FAULTS, "备注": {"1-1.1": "第一行\n第二行", "1-2.1": "007"}}
    sent = resaved(writer, {"a": returned(loaded(place), faults)}, tmp_path / "one")["a"]
    (place.returned / f"a.{format_}").write_bytes(sent)
    run(place)
    form = correction(place)
    told = dict(checked_of(place, sent).source.inputs["备注"])
    back = checked_of(place, form).source.inputs["备注"]
    assert {code: back[code].cell.text for code in back} == {
        code: told[code].cell.text for code in told
    }
    mended = resaved(writer, {"b": fill_form(form, MENDED)}, tmp_path / "two")["b"]
    (place.returned / f"b.{format_}").write_bytes(mended)
    assert states(place) == {f"a.{format_}": "已由更正表代替", f"b.{format_}": "已采用"}


@pytest.mark.slow
@settings(max_examples=15)
@given(
    texts=st.lists(
        st.one_of(
            st.text(min_size=1, max_size=40),
            st.sampled_from(["=1+1", "+1", "-1", "@a", "{=1}", "_x003D_1", "#REF!", "http://a"]),
        ),
        min_size=3,
        max_size=3,
    )
)
def test_no_text_of_a_return_becomes_a_formula_or_a_link(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    place = workspace(tmp_path_factory.mktemp("w"), [["01", "甲党总支"]])
    remark, reason, ground = texts
    inputs: Inputs = {
        "备注": {"1-1.1": Text(remark)},
        "扣分说明": {"1-1": Text(reason)},
        "考评得分": {"1-1": 99},
        "情况说明": {"V1": Text(ground)},
    }
    send(place, "a.xlsx", {"考评得分": {"1-1": 99}}, lambda workbook: write_texts(workbook, inputs))
    outcome, _, outputs = run(place, draft=True)
    for path in (outputs["results"], outputs["draft_xlsx"], *place.corrections.glob("*.xlsx")):
        ours = {"评分表", "计分明细", "一票否决"}
        for sheet in load_workbook(io.BytesIO(path.read_bytes())).worksheets:
            for cell in (cell for row in sheet.iter_rows() for cell in row):
                is_formula = cell.data_type == "f"
                assert not is_formula or sheet.title in ours
                link = cell.hyperlink and cell.hyperlink.target
                assert not link or link.startswith("../input/returned/")
    back = checked_of(place, correction(place))
    assert outcome.results[0].checked is not None
    assert back.content == outcome.results[0].checked.content


class Text(str):
    """Something typed into a cell that stays what it is."""

    __slots__ = ()


def write_texts(workbook: Workbook, inputs: Inputs) -> None:
    """Put texts into cells as texts; what no workbook can hold is left out."""
    for header, values in inputs.items():
        for code, value in values.items():
            if isinstance(value, Text):
                sheet, name = find_cell(workbook, header, code)
                sheet[name].value = "".join(sign for sign in value if sign.isprintable())
                sheet[name].data_type = "s"
