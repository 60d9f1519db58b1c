"""Rows written at once: the package has the parts that the library writes, cell by cell."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.styles import PatternFill

from tests.support.drawing import handed_in, loaded
from tests.support.drawn_rows import drawn, drawn_below, parts
from tests.support.inspections import inspection, list_of
from tools.build_samples import ROOT
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.outputs.feedback.feedback import Feedback, FeedbackLine, Task, feedback_digest
from wuhao_batch.outputs.feedback.workbook import (
    blank_feedback,
    feedback_rows,
    feedback_workbook,
)
from wuhao_batch.panel import workbook as panel
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.workspace.folders import open_workspace
from wuhao_batch.writing.paper import BOX, Look
from wuhao_batch.writing.printing import fitted_to_margin, set_up_paper
from wuhao_batch.writing.rows import Cast, PaperRows

ODD = [
    "A&B<C>\"'",
    "字" * 80,
    "  前后有空格 ",
    "𠮷𡈽😀 e\u0301 \u3000％%s{0}",
    "=1+1",
    "回车\r",
    "_x0041_",
]
LOOKS = (
    Look(),
    Look("黑体", 18, horizontal="center"),
    Look(border=BOX, locked=False, number_format="0.00"),
    Look(size=6.5, color="8C1C13", bold=True, fill=PatternFill("solid", fgColor="F3E3DC")),
)
VALUES = st.none() | st.integers(-999, 9999) | st.floats(-1e9, 1e9) | st.text(max_size=200)


TOLD = Feedback(
    title="2026年度“五好党组织”量化考核反馈意见",
    mark="征求意见稿",
    branch="汽车工程系党总支",
    summary=(("结论", "不达标"), ("总分", "86.42"), ("名次", "不参加排名")),
    lines=(
        FeedbackLine("班子好", "1-1", "执行党的路线、方针。", "8", "8.00", "7.9", "", ()),
        FeedbackLine("", "1-2", "团（好）" * 9, "2", "1.8", "—", "0.2", ("标准", "料" * 99), "※"),
        FeedbackLine("活动好", "2-1", "有声有色。", "+5", "不考评", "1", "5", ("标准",)),
    ),
    tasks=(
        Task("V1", "不遵守政治纪律造成严重后果及影响的；", "一票否决", ()),
        Task("2-1", "有声有色。", "5.00", ("每缺一项扣0.5分，" * 20, "考评组评0分")),
    ),
    to_fill=("整改措施", "责任人", "完成时限"),
    nothing="",
    left_out="失分不到0.5分的见反馈意见。",
    confirmed="党总支书记签字：　　　　日期：",
    closing="请逐项整改。",
    signature=("中共示例学院委员会", "2026年12月21日"),
    tells_causes=True,
    middle="学院中位数",
)  # fmt: skip


def assert_as_drawn(told: Feedback) -> None:
    made = feedback_workbook(told, "01")
    mark = f"01 {feedback_digest(told)}"
    blank = blank_feedback(told.branch, mark, tells_causes=told.tells_causes)
    assert parts(made) == drawn(blank, feedback_rows(told))


def test_feedback_is_written_as_the_library_draws_it() -> None:
    assert_as_drawn(TOLD)
    assert_as_drawn(replace(TOLD, tells_causes=False))


@pytest.mark.parametrize("name", ODD)
def test_feedback_to_odd_branches_too(name: str) -> None:
    lines = [replace(line, content=name, causes=(name, *line.causes)) for line in TOLD.lines]
    tasks = [replace(task, content=name) for task in TOLD.tasks] * 9
    assert_as_drawn(replace(TOLD, branch=name, lines=tuple(lines), tasks=tuple(tasks)))


def test_feedback_with_nothing_to_mend_too() -> None:
    told = replace(TOLD, tasks=(), nothing="没有", left_out="", closing="", signature=())
    assert_as_drawn(told)


@settings(max_examples=20)
@given(st.lists(st.tuples(VALUES, VALUES, st.sampled_from(LOOKS)), min_size=1, max_size=20))
def test_any_rows_are_written_as_the_library_draws_them(
    lines: Sequence[tuple[object, object, Look]],
) -> None:
    rows = PaperRows((20.0, 9.5), head=1, starts=range(2, len(lines) + 1))
    rows.heading(1, ["甲", "乙"])
    for row, (first, second, look) in enumerate(lines, start=2):
        rows.in_a_row(row, (first, second), (look, LOOKS[0]))
    rows.across(len(lines) + 2, "结尾", LOOKS[1])
    rows.heights[2] = 300.0
    cast = Cast(blank("-----"), rows.styles, ["-----"])
    assert parts(cast.filled([rows], [fitted_to_margin("甲&乙")])) == drawn(blank("甲&乙"), [rows])


def blank(foot: str) -> Workbook:
    workbook = Workbook()
    worksheet = workbook.worksheets[0]
    worksheet.column_dimensions["A"].width, worksheet.column_dimensions["B"].width = 20, 9.5
    set_up_paper(worksheet, foot)
    return workbook


def test_a_sheet_of_the_panel_is_written_as_the_library_draws_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    place = open_workspace(ROOT)
    assessment, examined = loaded(place), handed_in(place).examined
    (first, *others), evaluator = assessment.roster.branches, assessment.panel[0]
    first = replace(first, left_out=(evaluator.items[0],))
    roster = replace(assessment.roster, branches=(first, *others, Branch("99", "A&B  没有交")))
    grown = replace(assessment, roster=roster)

    def made() -> bytes:
        marks = {(others[0].code, evaluator.items[1]): (1.5, "=理由& ")}
        return make_workbook(grown, evaluator, examined, OpenCells(marks=marks))

    written = parts(made())
    monkeypatch.setattr(panel, "with_rows", drawn_below)
    assert written == parts(made())


def test_a_list_of_an_inspection_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = inspection(tmp_path)
    written = parts(list_of(place))
    monkeypatch.setattr(panel, "with_rows", drawn_below)
    assert written == parts(list_of(place))
