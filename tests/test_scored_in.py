"""Scores come from the 考评组: when the forms' own columns count, and what is said if not."""

import io
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.support.commands import wuhao
from tests.support.drawing import (
    good_scores,
    loaded,
    merged,
    small_template,
    template_of,
    workspace,
)
from tests.support.faults import BRANCHES, SOLO, blank_form, put_panel, returned
from tests.support.line import run
from tools.filling import Inputs, find_cell
from wuhao_batch.assessment.loading import load
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.forms.form import arm, stamp
from wuhao_batch.outcome.status import Status
from wuhao_batch.workspace.folders import Workspace

EIGHT: Inputs = {"考评得分": {"1-1": 8, "1-2": 2}, "扣分说明": {"1-1": "都做到了"}}


def form_of(place: Workspace) -> Workbook:
    """The form as it is issued."""
    assessment = loaded(place)
    data = blank_form(assessment, assessment.roster.branches[0])
    return load_workbook(io.BytesIO(data))


def put_scored(place: Workspace) -> None:
    """A return with every 考评得分 filled in."""
    scores = {"考评得分": good_scores(loaded(place))}
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), scores))


# --- the rule -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evaluators", "setting", "handed_in", "counts"),
    [
        ((), "", False, True),
        ((), "评分表", False, True),
        ((), "复核表", False, False),
        ((), "", True, False),
        ((), "评分表", True, False),
        (SOLO, "", False, False),
        (SOLO, "复核表", False, False),
        (SOLO, "", True, False),
    ],
)
def test_the_forms_scores_count_only_where_nobody_else_gives_them(
    tmp_path: Any, evaluators: Any, setting: str, handed_in: bool, counts: bool
) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=evaluators, 考评得分填在=setting)
    put_scored(place)
    if handed_in:
        path = put_panel(place)
        path.write_bytes(path.read_bytes()[:3000])  # whatever is in it
    outcome, findings, outputs = run(place)
    (result,) = outcome.results
    assert result.status is (Status.QUALIFIED if counts else Status.UNSCORED)
    assert ("notice_html" in outputs) == counts
    assert [found.code for found in findings].count("S014") == (not counts)


def test_evaluators_beside_the_setting_for_the_forms_are_a_contradiction(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO, 考评得分填在="评分表")
    (found,) = load(place)[1]
    rows = load_workbook(place.roster)["设置"].iter_rows(max_col=1)
    row = [cell.value for (cell,) in rows].index("考评得分填在") + 1
    assert (found.code, found.place.sheet, found.place.cell) == ("V109", "设置", f"B{row}")


def test_a_branch_cannot_score_itself(tmp_path: Any) -> None:
    """Evaluators are listed, none has handed in anything, the branch has filled everything in."""
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO)
    put_scored(place)
    _, findings, outputs = run(place)
    assert {found.code for found in findings} == {"S007", "S014", "D003"}
    assert "notice_html" not in outputs


def test_what_was_filled_in_all_the_same_is_one_warning_with_its_cells(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO)
    inputs: Inputs = {
        "考评得分": {"1-1": "=1+1", "1-2": 99, "2-1": "八分"},
        "扣分说明": {"1-2": "#N/A"},
    }
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), inputs))
    put_panel(place)
    _, findings, _ = run(place)
    (found,) = findings
    assert (found.code, found.severity) == ("S014", "warning")
    assert found.branch == "01"
    assert found.message.startswith("【评分表·G6:G7、G11、H7】")


def test_nothing_but_the_panels_cells_is_a_blank_form(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO)
    standard = loaded(place).standard
    blank: Inputs = {
        "数量": dict.fromkeys(each.code for each in standard.measures),
        "是否存在": dict.fromkeys(each.code for each in standard.vetoes),
    }
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), merged(blank, EIGHT)))
    outcome, findings, _ = run(place)
    assert {found.code for found in findings} >= {"D001", "S014"}
    assert outcome.results[0].status is Status.MISSING


# --- what is to be confirmed ----------------------------------------------------------------------


@pytest.mark.parametrize("setting", ["", "评分表"])
def test_scores_that_came_with_the_returns_are_confirmed_once(tmp_path: Any, setting: str) -> None:
    place = workspace(tmp_path, [*BRANCHES, ["02", "乙党总支"]], 考评得分填在=setting)
    for branch in loaded(place).roster.branches:
        data = returned(loaded(place), branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(data)
    told = 0 if setting else 1
    done = wuhao("run", cwd=place.root)
    assert done.returncode == 0
    assert (done.stdout + done.stderr).count("考评得分取自党总支交回的评分表") == told
    page = (place.output / "report.html").read_text("utf-8")
    assert page.count("考评得分取自党总支交回的评分表") == told
    rows = pd.read_excel(place.output / "results.xlsx", sheet_name="问题清单", engine="openpyxl")
    (level, *rest) = [*rows.loc[rows["代码"] == "S015", "级别"], None]
    assert level == (None if setting else "提醒")
    assert len(rest) == told


def test_nobody_is_asked_while_there_are_no_scores(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES, 考评得分填在="")
    blank = {"考评得分": dict.fromkeys(good_scores(loaded(place)))}
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), blank))
    assert "S015" not in {found.code for found in run(place)[1]}


def test_a_declared_veto_is_to_be_confirmed_once_each(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES)
    answers = {"是否存在": {"V1": "是", "V3": "是"}}
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), answers))
    outcome, findings, outputs = run(place)
    assert [(found.code, found.severity, found.place.cell) for found in findings] == [
        ("S016", "warning", "C6"),
        ("S016", "warning", "C8"),
    ]
    assert "notice_html" in outputs
    page = outputs["report"].read_text("utf-8")
    assert all(found.rule in page for found in outcome.to_confirm)


def test_scores_on_another_report_than_that_of_now_keep_the_notice_back(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO)
    path = place.returned / "a.xlsx"
    path.write_bytes(returned(loaded(place)))
    put_panel(place)
    path.write_bytes(returned(loaded(place), {"数量": {"2-3.1": 1}}))
    _, findings, outputs = run(place)
    assert {found.code for found in findings} == {"S012", "V016", "D029"}
    assert "notice_html" not in outputs
    assert "打分以后填报有改动" in wuhao("run", cwd=place.root).stdout
    _, findings, outputs = run(place, draft=True)
    assert "D029" not in {found.code for found in findings}
    assert "draft_html" in outputs


def test_by_self_scores_a_stale_mark_keeps_nothing_back(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO, 计分依据="自评得分")
    path = place.returned / "a.xlsx"
    path.write_bytes(returned(loaded(place)))
    put_panel(place)
    path.write_bytes(returned(loaded(place), {"数量": {"2-3.1": 1}}))
    assert "notice_html" in run(place)[2]


# --- the form -------------------------------------------------------------------------------------


def test_the_panels_columns_are_locked_grey_and_say_whose_they_are(tmp_path: Any) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO)
    workbook = form_of(place)
    prompts = {
        name: validation
        for validation in workbook["评分表"].data_validations.dataValidation
        for name in str(validation.sqref).split()
    }
    for item in loaded(place).standard.items:
        for header in ("考评得分", "扣分说明"):
            sheet, name = find_cell(workbook, header, item.code)
            assert sheet[name].protection.locked
            assert sheet[name].fill.fgColor.rgb == "00F2F2F2"
            assert sheet[name].value is None
    assert any("由考评组填写" in (each.promptTitle or "") for each in prompts.values())
    shown = [cell.value for row in workbook["评分表"].iter_rows() for cell in row]
    assert shown.count("由考评组填写") == 7, "above the header, at every 小计 and at 合计"


@pytest.mark.parametrize("evaluators", [SOLO, ()], ids=["apart", "in the form"])
def test_only_a_form_that_is_scored_instructs_the_panel(tmp_path: Any, evaluators: Any) -> None:
    workbook = form_of(workspace(tmp_path, BRANCHES, evaluators=evaluators))
    texts = [str(cell.value) for row in workbook["填表说明"].iter_rows() for cell in row]
    live = [
        str(cell.value)
        for sheet in workbook.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if "项未填" in str(cell.value)
    ]
    told = not evaluators
    assert live
    assert any("考评组" in text for text in texts) == told
    assert all(("未评" in text) == told for text in live)
    assert not any("{" in text for text in texts)


def test_a_form_of_another_template_says_it_too(tmp_path: Any) -> None:
    template = template_of(small_template(), tmp_path)
    branch = loaded(workspace(tmp_path / "w", BRANCHES)).roster.branches[0]
    data = stamp(arm(template, Settings(year="2026"), panel_apart=True), branch)
    shown = [c.value for row in load_workbook(io.BytesIO(data))["打分"].iter_rows() for c in row]
    assert shown.count("由考评组填写") == 4
