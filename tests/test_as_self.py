"""同自评: an evaluator leaves the blank scores of an item to the branches' own, in one go."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.support.drawing import handed_in, loaded, workspace
from tests.support.faults import BRANCHES, SOLO, mark, put_panel, returned
from tests.support.line import run
from tools.filling import choose, find_mark, open_form, type_marks
from wuhao_batch.jobs.panel import issue_panel
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.layout import AS_SELF, BY_CELL
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import unwatched

TWO = [*BRANCHES, ["02", "乙党总支"]]


@pytest.fixture
def two(tmp_path: Path) -> Workspace:
    """Two branches of which one has lost half a point on 1-1, and one evaluator."""
    place = workspace(tmp_path, TWO, evaluators=SOLO)
    hand_in(place, 1)
    return place


def hand_in(place: Workspace, late: int) -> None:
    """Both forms; the second with so many reports that came late."""
    for branch, count in zip(loaded(place).roster.branches, (0, late), strict=True):
        data = returned(loaded(place), {"数量": {"1-1.2": count}}, branch=branch)
        (place.returned / f"{branch.code}.xlsx").write_bytes(data)


def left(choice: Any = AS_SELF, **scores: Any) -> Callable[[Workbook], object]:
    """1-1 without scores but for these, 编号 → score, and that choice above it."""

    def edit(workbook: Workbook) -> None:
        blank = {"01": {"1-1": None}, "02": {"1-1": None}}
        type_marks(workbook, blank)
        type_marks(workbook, {code: {"1-1": score} for code, score in scores.items()})
        choose(workbook, "1-1", choice)

    return edit


def test_blank_scores_become_the_branches_own(two: Workspace) -> None:
    put_panel(two, left())
    outcome, findings, outputs = run(two)
    assert findings == []
    assert [result.items["1-1"] for result in outcome.results] == [8, 7.5]
    assert "notice_html" in outputs
    assert [each.scored for each in outcome.panel.progress] == [42]


def test_a_written_score_goes_before_the_choice(two: Workspace) -> None:
    put_panel(two, left(**{"02": (7, "材料不全")}))
    outcome, _, _ = run(two)
    assert [result.items["1-1"] for result in outcome.results] == [8, 7]


@pytest.mark.parametrize("choice", [BY_CELL, None, "同意"])
def test_without_the_choice_blank_is_not_scored(two: Workspace, choice: Any) -> None:
    put_panel(two, left(choice))
    outcome, findings, _ = run(two)
    expected = {"S008", "D003"} | ({"S018"} if choice == "同意" else set())
    assert {found.code for found in findings} == expected
    assert {result.status for result in outcome.results} == {Status.UNSCORED}


def test_a_report_that_changed_since_is_not_taken_over(two: Workspace) -> None:
    put_panel(two, left())
    hand_in(two, 2)
    outcome, findings, _ = run(two)
    assert [(found.code, found.branch) for found in findings if found.severity == "warning"] == [
        ("S012", "02")
    ]
    assert {found.code for found in findings} == {"S012", "D029", "D003"}
    assert "1-1" not in outcome.results[1].items
    assert outcome.results[0].items["1-1"] == 8


def test_a_branch_without_own_score_stays_unscored(two: Workspace) -> None:
    counts = dict.fromkeys(("1-1.1", "1-1.2"))
    data = returned(loaded(two), {"数量": counts}, branch=loaded(two).roster.branches[1])
    (two.returned / "02.xlsx").write_bytes(data)
    put_panel(two, left())
    outcome, findings, _ = run(two)
    (gap,) = [found for found in findings if found.code == "S008"]
    assert "还有1项没有评：02（1-1）" in gap.message
    assert "1-1" not in outcome.results[1].items


def test_results_say_which_scores_were_left_to_the_branches(two: Workspace) -> None:
    put_panel(two, left())
    _, _, outputs = run(two)
    sheets = pd.read_excel(outputs["results"], sheet_name=None, dtype=object, engine="openpyxl")
    given = sheets["评委打分"]
    assert set(given.loc[given["考评编号"] == "1-1", "打分方式"]) == {"同自评"}
    assert set(given.loc[given["考评编号"] != "1-1", "打分方式"]) == {"逐格打分"}
    sources = sheets["得分来源"]
    row = sources[(sources["编号"] == "02") & (sources["考评编号"] == "1-1")].iloc[0]
    assert row["依据"] == "P1同自评7.5分"
    book = load_workbook(two.root / row["文件"])
    assert book[row["工作表"]][row["单元格"]].value == row["得分"], "the printed 自评得分"


def test_issued_again_the_scores_are_numbers_and_the_choice_is_open(two: Workspace) -> None:
    """Who comes later has been looked at by nobody yet."""
    put_panel(two, left())
    hand_in(two, 2)
    (path,) = issue_panel(loaded(two), two, latest=False, track=unwatched).workbooks.values()
    workbook = open_form(path.read_bytes())

    def at(branch: str, header: str) -> Any:
        sheet, cell = find_mark(workbook, branch, header)
        return sheet[cell].value

    assert [at("01", "1-1考评得分"), at("02", "1-1考评得分")] == [8, None]
    assert str(at("02", "1-1填报情况")).startswith("【填报有改动，请重看】")
    sheet = workbook["领导班子好"]
    assert {sheet.cell(4, column).value for column in (6, 10)} == {BY_CELL}


def test_a_workbook_with_nothing_but_choices_is_not_blank(two: Workspace) -> None:
    def only_choices(workbook: Workbook) -> None:
        for item in loaded(two).standard.items:
            cells = {item.code: None}
            type_marks(workbook, {"01": cells, "02": cells})
            choose(workbook, item.code, AS_SELF)

    put_panel(two, only_choices)
    found = handed_in(two)
    assert {receipt.state.value for receipt in found.books.receipts} == {"accepted"}
    assert {len(scores) for scores in found.panel.scores.values()} == {21}
    assert found.panel.findings == ()


def test_two_workbooks_that_differ_in_a_choice_are_two_versions(two: Workspace) -> None:
    path = put_panel(two, left(BY_CELL))
    workbook = open_form(path.read_bytes())
    choose(workbook, "1-1", AS_SELF)
    data = io.BytesIO()
    workbook.save(data)
    (two.panel / "另一份.xlsx").write_bytes(data.getvalue())
    assert "I007" in {found.code for found in handed_in(two).panel.findings}


def test_the_choice_is_found_wherever_the_rows_are(two: Workspace) -> None:
    def moved(workbook: Workbook) -> None:
        left()(workbook)
        sheet = workbook["领导班子好"]
        for merged_range in list(sheet.merged_cells.ranges):
            sheet.unmerge_cells(merged_range.coord)
        sheet.insert_rows(5)
        sheet.insert_cols(4)

    put_panel(two, moved)
    outcome, findings, _ = run(two)
    assert findings == []
    assert [result.items["1-1"] for result in outcome.results] == [8, 7.5]


def test_one_score_too_many_is_told_as_ever(two: Workspace) -> None:
    put_panel(two, mark(99))
    assert "V003" in {found.code for found in run(two)[1]}
