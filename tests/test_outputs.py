"""What is published: plain tables, no secrets in public, text that stays text."""

import io
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string

from tests.support.commands import wuhao
from tests.support.drawing import loaded, merged, workspace
from tests.support.faults import returned
from tests.support.line import put, run
from tests.support.pages import table_of
from tools.filling import fill_form
from wuhao_batch.assessment.settings import FIELDS
from wuhao_batch.outputs.blank_roster import blank_roster
from wuhao_batch.outputs.results.frames import result_tables
from wuhao_batch.reading.book import read_book
from wuhao_batch.returns.identify import saved_in_china
from wuhao_batch.sheets import Book
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.cells import put as put_cell
from wuhao_batch.writing.plain_text import LONGEST

SECRET = [
    "受处分的细节",
    "某某同志",
    "<script>alert(1)</script>",
    "第二支部",
    "2026年4月1日",
    "酌情减分",
]

SHEETS = {
    "汇总": ["名次", "编号", "党总支", "类别", "领导班子好", "党员队伍好", "工作机制好",
           "工作业绩好", "师生反映好", "总分", "结论", "备注"],
    "会议用表": ["名次", "编号", "党总支", "1-1 认真宣传和执行党的路线、方针、政策及上…"],
    "逐项得分": ["编号", "党总支"],
    "一票否决": ["编号", "党总支", "序号", "情形", "涉及党支部", "时间", "情况说明"],
    "问题清单": ["级别", "代码", "编号", "党总支", "文件", "工作表", "单元格", "填报值", "问题",
             "处理办法"],
    "回收情况": ["编号", "党总支", "状态", "文件", "SHA-256", "回收时间"],
    "得分来源": ["编号", "考评编号", "得分", "依据", "文件", "工作表", "单元格"],
}  # fmt: skip


@pytest.fixture
def full(tmp_path: Path) -> Workspace:
    """Three branches: two ranked, one vetoed with every ground, remark and reason planted."""
    place = workspace(
        tmp_path,
        [["01", "甲党总支", "教学"], ["02", "=乙+1", "教学"], ["03", "丙<b>党总支", "机关"]],
        学院名称="示例学院",
        落款日期="2026-12-21",
        监督电话="0531-1",
        公示开始日期="2026年12月22日",
    )
    put(place, "01")
    put(place, "02", {"考评得分": {"1-1": 7}, "扣分说明": {"1-1": SECRET[5]}})
    put(
        place,
        "03",
        {
            "是否存在": {"V1": "是"},
            "涉及党支部": {"V1": SECRET[3]},
            "时间": {"V1": SECRET[4]},
            "情况说明": {"V1": f"{SECRET[0]}：{SECRET[1]}{SECRET[2]}"},
            "备注": {"1-1.1": SECRET[1]},
        },
    )
    return place


def test_the_sheets_are_plain_tables_with_their_header_in_row_1(full: Workspace) -> None:
    _, _, outputs = run(full)
    tables = pd.read_excel(outputs["results"], None, dtype=object, engine="openpyxl")
    assert list(tables) == list(SHEETS)
    for name, headers in SHEETS.items():
        assert list(tables[name].columns)[: len(headers)] == headers
    items = tables["逐项得分"]
    assert list(items.columns)[2:] == [*(f"{c}-{i}" for c, n in enumerate([4, 4, 5, 5, 3], 1)
                                         for i in range(1, n + 1)), "总分"]  # fmt: skip
    summary = tables["汇总"].set_index("编号")
    assert summary.loc["01", "名次"] == 1
    assert summary.loc["03", "结论"] == "不达标"
    ranks, totals = (summary[column].to_dict() for column in ("名次", "总分"))
    assert pd.isna(ranks["03"])
    assert totals["03"] == totals["01"]
    vetoes = tables["一票否决"]
    assert vetoes.loc[0, "情况说明"] == f"{SECRET[0]}：{SECRET[1]}{SECRET[2]}"
    assert len(tables["得分来源"]) == 3 * 21


def test_every_number_leads_to_its_cell(full: Workspace) -> None:
    _, _, outputs = run(full)
    sources = pd.read_excel(outputs["results"], "得分来源", dtype=object, engine="openpyxl")
    returns = {file: load_workbook(full.root / file) for file in set(sources["文件"])}
    for source in sources.to_dict("records"):
        sheet = returns[source["文件"]][source["工作表"]]
        assert sheet[source["单元格"]].value == source["得分"]


def test_public_papers_name_the_status_and_never_the_ground(full: Workspace) -> None:
    _, _, outputs = run(full)
    page = outputs["notice_html"].read_text("utf-8")
    book = read_book(outputs["notice_xlsx"].read_bytes())
    assert isinstance(book, Book)
    for text in (page, "\n".join(book.texts)):
        assert "丙" in text
        assert "不达标" in text
        assert "0531-1" in text
        for secret in SECRET:
            assert secret not in text
            assert secret.replace("<", "&lt;").replace(">", "&gt;") not in text


def test_the_notice_lists_rank_name_categories_total_and_verdict(full: Workspace) -> None:
    _, _, outputs = run(full)
    rows = table_of(outputs["notice_html"].read_text("utf-8"))
    assert rows[0] == ["名次", "党总支", *SHEETS["汇总"][4:9], "总分", "结论"]
    assert [(row[0], row[1], row[-1]) for row in rows[1:]] == [
        ("1", "甲党总支", "达标"),
        ("2", "=乙+1", "达标"),
        ("—", "丙<b>党总支", "不达标"),
    ]
    assert set(rows[3][2:-1]) == {"—"}


def test_the_notice_workbook_holds_the_same_table(full: Workspace) -> None:
    _, _, outputs = run(full)
    rows = table_of(outputs["notice_html"].read_text("utf-8"))
    sheet = load_workbook(outputs["notice_xlsx"])["公示"]
    found = [[cell.value for cell in row] for row in sheet.iter_rows()]
    start = next(number for number, row in enumerate(found) if row[0] == "名次")
    texts = [
        [f"{v:g}" if isinstance(v, float) else str(v) for v in row]
        for row in found[start : start + len(rows)]
    ]
    assert texts == rows


@pytest.mark.parametrize(
    ("settings", "columns"),
    [
        ({"公示分数": "总分"}, ["名次", "党总支", "总分", "结论"]),
        ({"公示分数": "不公示"}, ["名次", "党总支", "结论"]),
    ],
)
def test_the_office_chooses_which_scores_are_public(
    tmp_path: Path, settings: dict[str, Any], columns: list[str]
) -> None:
    place = workspace(tmp_path, [["01", "甲"], ["02", "乙"]], 公示不达标="否", **settings)
    put(place, "01")
    put(place, "02", {"是否存在": {"V1": "是"}})
    _, _, outputs = run(place)
    rows = table_of(outputs["notice_html"].read_text("utf-8"))
    assert rows[0] == columns
    assert [row[1] for row in rows[1:]] == ["甲"]


def test_a_second_run_changes_no_byte(full: Workspace) -> None:
    def snapshot() -> dict[str, bytes]:
        return {name: path.read_bytes() for name, path in run(full)[2].items()}

    assert snapshot() == snapshot()


def test_a_notice_is_refused_while_a_branch_has_no_result(three: Workspace) -> None:
    put(three, "01")
    put(three, "02")
    _, findings, outputs = run(three)
    assert set(outputs) == {"results", "report", "data"}
    assert [found.code for found in findings] == ["D002", "D003"]
    assert "丙党总支" in findings[-1].message
    assert not list(three.output.glob("notice*"))


def test_a_draft_says_so_and_lists_who_is_missing(three: Workspace) -> None:
    put(three, "01")
    put(three, "02", {"考评得分": {"1-1": 9}})
    _, findings, outputs = run(three, draft=True)
    assert "D003" not in {found.code for found in findings}
    page = outputs["draft_html"].read_text("utf-8")
    assert re.search(r'<p class="mark">征求意见稿</p>', page)
    assert [(row[1], row[-1]) for row in table_of(page)[1:]] == [
        ("甲党总支", "达标"),
        ("乙党总支", "需更正"),
        ("丙党总支", "未交"),
    ]
    assert load_workbook(outputs["draft_xlsx"])["公示"]["A1"].value == "征求意见稿"


def test_exempt_branches_are_in_no_public_paper(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"], ["02", "免", "", "", "", "", "否"]])
    put(place, "01")
    _, _, outputs = run(place)
    assert "免" not in str(table_of(outputs["notice_html"].read_text("utf-8")))


def test_the_page_is_self_contained_and_escapes(full: Workspace) -> None:
    _, _, outputs = run(full)
    page = outputs["notice_html"].read_text("utf-8")
    assert "丙&lt;b&gt;党总支" in page
    assert not re.search(r"<script|src=|@import|url\(|https?:", page)


def test_late_returns_are_marked_by_the_workbooks_own_saved_time(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"], ["02", "乙"]], 报送截止日期="2026-12-11")
    # 16:30 in Greenwich is past midnight in China.
    for code, hour in (("01", 15), ("02", 16)):
        branch = next(b for b in loaded(place).roster.branches if b.code == code)
        form = returned(loaded(place), branch=branch)
        saved = datetime(2026, 12, 11, hour, 30, tzinfo=UTC)
        (place.returned / f"{code}.xlsx").write_bytes(fill_form(form, {}, saved))
    _, _, outputs = run(place)
    receipts = pd.read_excel(outputs["results"], "回收情况", dtype=object, engine="openpyxl")
    assert list(receipts["回收时间"]) == ["2026-12-11 23:30", "2026-12-12 00:30（迟交）"]


def test_libreoffice_stores_the_local_time() -> None:
    utc, local = (
        Book((), saved=datetime(2026, 12, 11, 16, 30), program=program)
        for program in ("Microsoft Excel", "LibreOffice/7.4.7.2")
    )
    assert saved_in_china(utc) == datetime(2026, 12, 12, 0, 30)
    assert saved_in_china(local) == datetime(2026, 12, 11, 16, 30)


@given(
    st.text(max_size=30) | st.sampled_from(["=1+1", "+1", "-1", "@a", "_x003D_1", "{=1}", "#N/A"])
)
def test_no_text_becomes_a_formula_in_our_workbooks(text: str) -> None:
    workbook = Workbook()
    put_cell(workbook.worksheets[0], 1, 1, text)
    data = io.BytesIO()
    workbook.save(data)
    cell = load_workbook(io.BytesIO(data.getvalue())).worksheets[0]["A1"]
    assert cell.data_type in ("s", "n")
    assert cell.value is None or isinstance(cell.value, str)
    if text and text.isprintable() and not text.startswith("_x"):
        assert cell.value == text


def test_a_text_too_long_for_a_cell_says_that_it_was_cut() -> None:
    workbook = Workbook()
    cell = put_cell(workbook.worksheets[0], 1, 1, "长" * 40_000)
    assert len(str(cell.value)) == LONGEST
    assert str(cell.value).endswith("（过长，其余见原表）")


@pytest.mark.slow
def test_hostile_texts_stay_texts_in_every_output(three: Workspace) -> None:
    hostile = '=HYPERLINK("x")</td><script>x</script>'
    for branch in ("01", "02", "03"):
        put(three, branch, merged({"情况说明": {"V1": hostile}, "是否存在": {"V1": "是"}}))
    _, _, outputs = run(three)
    for path in outputs.values():
        if path.suffix == ".xlsx":
            for sheet in load_workbook(path).worksheets:
                assert not [c for row in sheet.iter_rows() for c in row if c.data_type == "f"]


def test_the_notice_is_drawn_from_the_offices_template(full: Workspace) -> None:
    template = full.templates / "notice.html.j2"
    ours = template.read_text("utf-8")
    assert "<p>{{ notice.opening }}</p>" in ours
    template.write_text(ours.replace("<p>{{ notice.opening }}</p>", "<p>特此公示！</p>"), "utf-8")
    _, _, outputs = run(full)
    page = outputs["notice_html"].read_text("utf-8")
    assert "<p>特此公示！</p>" in page
    assert "为充分发扬民主" not in page


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@甲"])
def test_a_text_like_a_formula_stays_one_when_it_is_edited(text: str) -> None:
    """Without the mark, Excel makes a formula of it as soon as somebody steps through the cell."""
    workbook = Workbook()
    put_cell(workbook.worksheets[0], 1, 1, text)
    put_cell(workbook.worksheets[0], 1, 2, f"甲{text}")
    data = io.BytesIO()
    workbook.save(data)
    first, second = load_workbook(io.BytesIO(data.getvalue())).worksheets[0][1]
    assert (first.value, first.quotePrefix) == (text, True)
    assert (second.value, second.quotePrefix) == (f"甲{text}", False)


def test_a_score_by_counts_leads_to_every_cell_in_their_order(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲"]], 计分依据="自评得分")
    standard = loaded(place).standard
    plain = [measure for measure in standard.measures if not measure.yes_no]
    counts = {each.code: number % (each.largest + 1) for number, each in enumerate(plain, start=1)}
    put(place, "01", {"数量": counts})
    sources = pd.read_excel(run(place)[2]["results"], "得分来源", dtype=object, engine="openpyxl")
    assert list(sources["考评编号"]) == [item.code for item in standard.items]
    sheet = load_workbook(place.returned / "01.xlsx")["计分明细"]
    headers = next(row for row in sheet.iter_rows() if row[0].value == "编号")
    column = next(cell.column for cell in headers if cell.value == "数量")
    for source, item in zip(sources.to_dict("records"), standard.items, strict=True):
        cells = [sheet[name] for name in source["单元格"].split("、")]
        assert {cell.column for cell in cells} == {column}
        assert [sheet.cell(cell.row, 1).value for cell in cells] == [m.code for m in item.measures]
        entered = [{"是": 1, "否": 0}.get(str(cell.value), cell.value) for cell in cells]
        told = [f"{m.code}={count}" for m, count in zip(item.measures, entered, strict=True)]
        assert source["依据"] == f"数量 {'、'.join(told)}"


def test_the_blank_roster_offers_what_may_be_chosen() -> None:
    book = load_workbook(io.BytesIO(blank_roster()))

    def offered(sheet: str) -> dict[str, str]:
        validations = book[sheet].data_validations.dataValidation
        assert all(each.type == "list" and each.showErrorMessage for each in validations)
        return {str(each.sqref): each.formula1.strip('"') for each in validations}

    branches = book["名单"]
    last = column_index_from_string("G")
    assert branches.cell(1, last).value == "参评"
    assert offered("名单") == {f"G2:G{branches.max_row}": "是,否"}
    rows = {cell.value: cell.row for cell in book["设置"]["A"]}
    assert offered("设置") == {
        f"B{rows[key]}": ",".join(field.metadata["kind"].choices)
        for key, field in FIELDS.items()
        if field.metadata["kind"].choices
    }
    assert "计分依据" in rows


@pytest.mark.parametrize("by_kind", ["是", "否"])
def test_the_printed_table_names_the_kind_where_ranks_are_within_it(
    tmp_path: Path, by_kind: str
) -> None:
    rows = [["01", "甲", "教学口"], ["02", "乙", "机关口"]]
    place = workspace(tmp_path, rows, 按类别排名=by_kind)
    for code in ("01", "02"):
        put(place, code)
    lines = wuhao("run", "--workspace", place.root).stdout.splitlines()
    start = next(number for number, line in enumerate(lines) if line.split()[:1] == ["名次"])
    kinds = [["类别"], ["教学口"], ["机关口"]] if by_kind == "是" else [[], [], []]
    assert [line.split()[3:-2] for line in lines[start : start + 3]] == kinds


def test_the_tables_come_as_frames_too(full: Workspace) -> None:
    outcome, findings, outputs = run(full)
    written = pd.read_excel(outputs["results"], None, dtype=object, engine="openpyxl")
    frames = result_tables(outcome, findings)
    assert list(frames) == list(written)
    for name, frame in frames.items():
        assert list(frame.columns) == list(written[name].columns)
        assert len(frame) == len(written[name])
    assert frames["逐项得分"].loc[1, "1-1"] == 7
