"""The 考评组's workbooks: made, filled in, read back, and brought together into one score."""

import json
import random
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from tests.support import reference_scorer
from tests.support.acts import SIGNED
from tests.support.commands import wuhao
from tests.support.drawing import (
    COUNTS,
    ROOT,
    VETOES,
    good_inputs,
    handed_in,
    loaded,
    merged,
    roster,
    small_template,
    workspace,
)
from tests.support.edits import without_codes
from tests.support.faults import BRANCHES, SOLO, put_panel, returned
from tests.support.line import random_inputs, run
from tools.filling import fill_panel, find_mark, open_form, strip_identity, type_marks, type_veto
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.jobs.handing_in import HandedIn
from wuhao_batch.jobs.panel import IssuedPanel, issue_panel
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.workbook import COVER
from wuhao_batch.scoring.combining import Combining, combine
from wuhao_batch.scoring.rounding import Rounding
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import unwatched
from wuhao_batch.writing.packages import to_bytes

METHODS = (Combining.MEAN, Combining.WEIGHTED, Combining.TRIMMED, Combining.MEDIAN)
ALL_OF_THEM: list[list[Any]] = [
    [f"P{number}", f"评委{number}", weight, None]
    for number, weight in enumerate((3, 1, "0.5", None, 1.25), start=1)
]
SHARES: list[list[Any]] = [
    ["P1", "主任", 2, ""],
    ["P2", "副主任", "1.5", "领导班子好、党员队伍好、工作机制好（20）"],
    ["P3", "委员甲", None, "工作业绩好，1-1;5-3"],
    ["P4", "委员乙", 0.25, "工作业绩好、师生反映好"],
    ["P5", "委员丙", 1, "2-1、2-2、2-3、2-4、3-1、3-2、4-5"],
]

Marks = dict[str, dict[str, Any]]


def issue(place: Workspace) -> IssuedPanel:
    return issue_panel(loaded(place), place, latest=False, track=unwatched)


def hand_in_forms(place: Workspace, inputs: Mapping[str, Any], *, scored: bool = False) -> None:
    """Every branch's form, without the panel's scores unless they are asked for."""
    assessment = loaded(place)
    for branch in assessment.roster.branches:
        own = dict(inputs[branch.code])
        if not scored:
            own |= {"考评得分": {}, "扣分说明": {}}
        blank = {"考评得分": dict.fromkeys(item.code for item in assessment.standard.items)}
        data = returned(assessment, merged(blank, own), branch=branch)
        number = assessment.roster.branches.index(branch)
        (place.returned / f"{number}.xlsx").write_bytes(data)


def random_marks(assessment: Assessment, chance: random.Random) -> dict[str, Marks]:
    """评委编号 → scores on the step with their reasons, for everything that is assigned."""
    standard = assessment.standard
    caps = {item.code: int(item.scale.full / standard.step) for item in standard.items}
    return {
        evaluator.code: {
            branch.code: {
                code: (float(chance.randint(0, caps[code]) * standard.step), "按规定")
                for code in evaluator.items
            }
            for branch in assessment.roster.branches
        }
        for evaluator in assessment.panel
    }


def hand_in_marks(place: Workspace, marks: Mapping[str, Marks]) -> None:
    """Fill in the workbooks that were issued, and drop them into input/panel."""
    for evaluator, path in issue(place).workbooks.items():
        data = fill_panel(path.read_bytes(), marks[evaluator])
        (place.panel / path.name).write_bytes(data)


# --- one score out of several ---------------------------------------------------------------------


TWENTY = [[f"{number:02}", f"第{number}党总支"] for number in range(1, 21)]


@dataclass(frozen=True)
class Year:
    """Twenty branches and five evaluators who have all handed in."""

    place: Workspace
    shares: list[list[Any]]
    inputs: Mapping[str, Any]
    marks: Mapping[str, Marks]

    def outcome(self, method: Combining) -> tuple[Outcome, list[Any]]:
        """The run by one method."""
        self.place.roster.write_bytes(roster(TWENTY, self.shares, 计分方法=method))
        outcome, findings, _ = run(self.place)
        return outcome, findings

    def given(self, branch: str, code: str) -> list[tuple[Fraction, Fraction]]:
        """Score and weight of everyone who scores that item."""
        return [
            (Fraction(self.marks[who][branch][code][0]), Fraction(str(weight or 1)))
            for who, _, weight, _ in self.shares
            if code in self.marks[who][branch]
        ]


@pytest.fixture(
    scope="module",
    params=[
        pytest.param(ALL_OF_THEM, id="all"),
        pytest.param(SHARES, id="shares", marks=pytest.mark.slow),
    ],
)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    place = workspace(tmp_path_factory.mktemp("year"), TWENTY, evaluators=request.param)
    assessment, chance = loaded(place), random.Random("year")  # noqa: S311
    inputs = {branch: random_inputs(assessment, chance) for branch, _ in TWENTY}
    hand_in_forms(place, inputs)
    marks = random_marks(assessment, chance)
    hand_in_marks(place, marks)
    return Year(place, request.param, inputs, marks)


@pytest.mark.parametrize(
    "method",
    [METHODS[0], *(pytest.param(method, marks=pytest.mark.slow) for method in METHODS[1:])],
)
def test_scores_of_five_evaluators_equal_an_independent_calculation(
    year: Year, method: Combining
) -> None:
    if method == Combining.TRIMMED and year.shares is SHARES:
        year.place.roster.write_bytes(roster(TWENTY, SHARES, 计分方法=method))
        assert {found.code for found in load(year.place)[1]} == {"S005"}
        return
    outcome, findings = year.outcome(method)
    assert [found.code for found in findings if found.severity == "error"] == []
    codes = [item.code for item in loaded(year.place).standard.items]
    items = {
        branch: {
            code: reference_scorer.combined(method, year.given(branch, code)) for code in codes
        }
        for branch, _ in TWENTY
    }
    assert {
        result.branch.code: {code: Fraction(score) for code, score in result.items.items()}
        for result in outcome.results
    } == items
    totals = {branch: sum(scores.values(), Fraction(0)) for branch, scores in items.items()}
    found = {result.branch.code: Fraction(result.total or -1) for result in outcome.results}
    assert found == totals
    vetoed = {code for code, typed in year.inputs.items() if "是" in typed["是否存在"].values()}
    ranked = {branch: total for branch, total in totals.items() if branch not in vetoed}
    ranks = {result.branch.code: result.rank for result in outcome.results if result.rank}
    assert ranks == reference_scorer.ranks(ranked)


scores = st.lists(
    st.tuples(
        st.integers(0, 40_000_000).map(Fraction),
        st.fractions(min_value=Fraction(1, 100), max_value=9, max_denominator=100),
    ),
    min_size=5,
    max_size=9,
)


@given(scores, st.sampled_from(METHODS))
def test_combining_is_exact_and_rounds_half_up(
    given_scores: list[tuple[Fraction, Fraction]], method: Combining
) -> None:
    points = [(score / 10**6, weight) for score, weight in given_scores]
    expected = reference_scorer.combined(method, points)
    assert Fraction(Rounding().points(combine(method, given_scores)), 10**6) == expected


@pytest.mark.parametrize(
    ("method", "given_points", "expected"),
    [
        (Combining.MEAN, [1, 2], "1.5"),
        (Combining.MEAN, [1, 1, 2], "1.33"),
        (Combining.MEAN, [2, 2, 1], "1.67"),
        (Combining.MEAN, [1, 1, 1, 1, 1, 1, 1, 1.04], "1.01"),  # 1.005: half goes up
        (Combining.TRIMMED, [0, 0, 3, 4, 5], "2.33"),
        (Combining.MEDIAN, [5, 1, 2, 4], "3"),
        (Combining.MEDIAN, [5, 1, 2], "2"),
    ],
)
def test_the_methods_by_hand(method: Combining, given_points: list[float], expected: str) -> None:
    weighed = [(Fraction(str(points)) * 10**6, Fraction(1)) for points in given_points]
    assert Fraction(Rounding().points(combine(method, weighed)), 10**6) == Fraction(expected)


def test_weights_count(tmp_path: Path) -> None:
    weighed = [(Fraction(8_000_000), Fraction(2)), (Fraction(5_000_000), Fraction(1))]
    assert combine(Combining.WEIGHTED, weighed) == 7_000_000


def test_an_agreed_workbook_equals_the_same_scores_typed_into_the_forms(tmp_path: Path) -> None:
    branches = [["01", "甲"], ["02", "乙"], ["03", "丙"]]
    outcomes = []
    for name in ("forms", "workbook"):
        place = workspace(tmp_path / name, branches, 达标分数线=60)
        assessment, chance = loaded(place), random.Random("agreed")  # noqa: S311
        inputs = {branch: random_inputs(assessment, chance) for branch, _ in branches}
        inputs["01"]["考评得分"]["1-1"] = 0.125  # no mean is taken, so nothing is rounded
        for typed in inputs.values():
            typed["扣分说明"] = dict.fromkeys(typed["扣分说明"], "按规定")
        hand_in_forms(place, inputs, scored=name == "forms")
        if name == "workbook":
            pairs = {
                branch: {
                    code: (score, typed["扣分说明"][code])
                    for code, score in typed["考评得分"].items()
                }
                for branch, typed in inputs.items()
            }
            assert [path.name for path in issue(place).workbooks.values()] == ["考评组.xlsx"]
            hand_in_marks(place, {"考评组": pairs})
        outcomes.append(run(place)[0])
    assert list(map(told, outcomes[0].results)) == list(map(told, outcomes[1].results))


def told(result: Any) -> tuple[Any, ...]:
    return result.branch, result.status, result.rank, result.items, result.total, result.vetoes


def test_another_standard_goes_through_too(tmp_path: Path) -> None:
    branches = [["甲/1", "A&B<C>"], ["=1", "{进度}"]]
    evaluators = [["P1", "张'三\"", None, "学习（20）、c1"], ["P2", "李:四", None, "实践、c2"]]
    place = workspace(tmp_path, branches, small_template(), evaluators)
    assessment, chance = loaded(place), random.Random("small")  # noqa: S311
    hand_in_forms(place, {code: random_inputs(assessment, chance) for code, _ in branches})
    hand_in_marks(place, random_marks(assessment, chance))
    outcome, findings, _ = run(place)
    assert [found.message for found in findings if found.severity == "error"] == []
    assert all(len(result.items) == 7 for result in outcome.results)


# --- issuing --------------------------------------------------------------------------------------


@pytest.fixture
def one(tmp_path: Path) -> Workspace:
    """One branch that has handed in, one evaluator."""
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO)
    hand_in_forms(place, {"01": good_inputs(loaded(place))})
    return place


def test_one_workbook_an_evaluator_by_code_and_name(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SHARES)
    names = [path.name for path in issue(place).workbooks.values()]
    assert names == [
        "P1_主任.xlsx",
        "P2_副主任.xlsx",
        "P3_委员甲.xlsx",
        "P4_委员乙.xlsx",
        "P5_委员丙.xlsx",
    ]
    assert sorted(names) == sorted(path.name for path in place.panel_forms.glob("*.xlsx"))


def test_the_command_tells_what_it_wrote(one: Workspace) -> None:
    done = wuhao("panel", "--json", cwd=one.root)
    assert done.returncode == 0
    assert json.loads(done.stdout) == {
        "panel": [{"evaluator": "P1", "file": "output/panel/P1_甲评委.xlsx"}],
        "findings": [],
    }
    told = "已生成1份复核表：output/panel（1个单位的评分表已收回，共1个）"
    assert told in wuhao("panel", cwd=one.root).stdout


def test_the_same_input_gives_the_same_workbook(one: Workspace) -> None:
    (path,) = issue(one).workbooks.values()
    first = path.read_bytes()
    issue(one)
    assert path.read_bytes() == first


def test_a_sheet_has_only_the_evaluators_items_four_columns_each(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SHARES)
    path = issue(place).workbooks["P3"]
    workbook = open_form(path.read_bytes())
    assert [sheet.title for sheet in workbook.worksheets] == [
        COVER, "领导班子好", "工作业绩好", "师生反映好", "一票否决", "_wuhao",
    ]  # fmt: skip
    heads = [cell.value for cell in workbook["领导班子好"][5]]
    assert heads == [
        "编号", "党总支", "1-1 自评得分", "1-1 填报情况", "1-1 考评得分", "1-1 扣分说明",
    ]  # fmt: skip
    vetoes = [cell.value for row in workbook["一票否决"].iter_rows() for cell in row]
    start = vetoes.index("编号")
    assert vetoes[start : start + 6] == ["编号", "序号", "涉及党支部", "时间", "依据", "认定人"]


def test_scores_out_of_range_turn_red_as_they_are_typed(one: Workspace) -> None:
    (path,) = issue(one).workbooks.values()
    book, items = load_workbook(path), loaded(one).standard.items
    heads = {
        cell.value: (sheet, f"{get_column_letter(column)}6")
        for sheet in book.worksheets
        for column, cell in enumerate(sheet[5], start=1)
    }
    for item in items:
        sheet, first = heads[f"{item.code} 考评得分"]
        outside = f"OR({first}<0,{first}>{item.scale.full})"
        red = [
            rule.formula
            for area in sheet.conditional_formatting
            for rule in area.rules
            if first in area.sqref and rule.dxf.fill.bgColor.rgb == "00F4B6B0"
        ]
        assert red == [[f'IF({first}="",FALSE,IF(ISNUMBER({first}),{outside},TRUE))']]


def test_what_the_branch_reported_stands_beside(one: Workspace) -> None:
    inputs = merged(
        good_inputs(loaded(one)),
        {
            "数量": {"1-1.2": 3, "3-1.2": "是", "2-2.2": 6},
            "备注": {"1-1.2": "均已补报"},
        },
    )
    hand_in_forms(one, {"01": inputs})
    (path,) = issue(one).workbooks.values()
    workbook = open_form(path.read_bytes())

    def at(header: str) -> Any:
        sheet, cell = find_mark(workbook, "01", header)
        told = sheet[cell].value
        return told.replace("\n", "") if isinstance(told, str) else told

    assert at("1-1自评得分") == 6.5
    assert at("1-1填报情况") == "未按照学院党委要求上报材料 3次（均已补报）；其余为0"
    assert at("3-1填报情况") == "缺少党课讲稿 是；其余为0"
    assert at("2-2填报情况") == "全年学习 6次；其余为0"
    assert at("1-2填报情况") == "各项均为0"
    assert at("1-1考评得分") is None


def test_only_scores_and_reasons_of_branches_that_handed_in_are_open(tmp_path: Path) -> None:
    place = workspace(tmp_path, [*BRANCHES, ["02", "乙党总支"]], evaluators=SOLO)
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place)))
    (path,) = issue(place).workbooks.values()
    sheet = open_form(path.read_bytes())["领导班子好"]
    assert sheet.protection.sheet
    rows = {row[0].value: row for row in sheet.iter_rows(min_row=6)}
    heads = [
        sheet.cell(5, cell.column or 0).value for cell in rows["01"] if not cell.protection.locked
    ]
    wanted = [f"1-{n} {what}" for n in range(1, 5) for what in ("考评得分", "扣分说明")]
    assert heads == wanted
    assert all(cell.protection.locked for cell in rows["02"])
    assert rows["02"][3].value == "（未交表）"
    assert sheet.freeze_panes == "C6"
    assert sheet.print_title_rows == "$1:$5"
    assert sheet.print_title_cols == "$A:$B"


@pytest.mark.parametrize("evaluators", [SOLO, ()], ids=["an evaluator", "the panel as one"])
def test_scores_in_the_forms_go_into_no_workbook(tmp_path: Path, evaluators: Any) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=evaluators)
    inputs = good_inputs(loaded(place), **{"1_1": 7.5})
    hand_in_forms(place, {"01": inputs}, scored=True)
    (path,) = issue(place).workbooks.values()
    sheet = open_form(path.read_bytes())["领导班子好"]
    assert [sheet["E6"].value, sheet["F6"].value, sheet["I6"].value] == [None, None, None]


def test_issued_again_it_keeps_what_the_last_file_held(tmp_path: Path) -> None:
    place = workspace(tmp_path, [*BRANCHES, ["02", "乙党总支"]], evaluators=SOLO)
    first, second = loaded(place).roster.branches
    (place.returned / "a.xlsx").write_bytes(returned(loaded(place), branch=first))
    (path,) = issue(place).workbooks.values()
    workbook = open_form(path.read_bytes())
    type_marks(workbook, {"01": {"1-1": (6.5, "=不是公式"), "1-2": "一分"}})
    type_veto(workbook, ["01", "V1", "", "2026-05-01", "通报", "张三"])
    (place.panel / "交回 (1).xlsx").write_bytes(to_bytes(workbook))
    (place.returned / "b.xlsx").write_bytes(returned(loaded(place), branch=second))
    issue(place)
    again = open_form(path.read_bytes())
    sheet = again["领导班子好"]
    assert [sheet["E6"].value, sheet["F6"].value, sheet["I6"].value] == [6.5, "=不是公式", "一分"]
    assert sheet["F6"].data_type == "s"
    assert sheet["E7"].value is None
    rows = [[cell.value for cell in row] for row in again["一票否决"].iter_rows()]
    first_row = rows[[row[0] for row in rows].index("编号") + 1]
    assert first_row == ["01", "V1", None, "2026-05-01", "通报", "张三"]


def test_a_workbook_filled_in_where_it_lies_is_not_written_over(one: Workspace) -> None:
    (path,) = issue(one).workbooks.values()
    saved = fill_panel(path.read_bytes(), {"01": {"1-1": 5}}, saved=pd.Timestamp(2026, 12, 1))
    path.write_bytes(saved)
    again = issue(one)
    assert [found.code for found in again.findings] == ["D004"]
    assert path.read_bytes() == saved
    (one.panel / "交回.xlsx").write_bytes(saved)
    assert issue(one).findings == ()
    assert open_form(path.read_bytes())["领导班子好"]["E6"].value == 5


def test_a_workbook_saved_by_another_program_where_it_lies_is_kept(one: Workspace) -> None:
    (path,) = issue(one).workbooks.values()
    workbook = open_form(path.read_bytes())
    workbook["领导班子好"]["E6"] = 5
    workbook.save(path)  # as every program does: the time of making stays, that of saving is new
    assert [found.code for found in issue(one).findings] == ["D004"]


def test_what_has_changed_since_it_was_scored_is_marked(one: Workspace) -> None:
    path = put_panel(one)
    hand_in_forms(one, {"01": merged(good_inputs(loaded(one)), {"数量": {"1-1.2": 1}})})
    assert "S012" in look(one)[1]
    (again,) = issue(one).workbooks.values()
    sheet = open_form(again.read_bytes())["领导班子好"]
    assert str(sheet["D6"].value).startswith("【填报有改动，请重看】")
    assert sheet["H6"].value == "各项均为0"
    path.write_bytes(again.read_bytes())
    assert "S012" not in look(one)[1]


def test_a_workbook_that_does_not_count_yet_is_not_issued_over(one: Workspace) -> None:
    path = put_panel(one)
    issue(one)
    before = {each: each.read_bytes() for each in one.panel_forms.iterdir()}
    (one.panel / "另一份.xlsx").write_bytes(fill_panel(path.read_bytes(), {"01": {"1-1": 1}}))
    issued = issue(one)
    assert {found.code for found in issued.findings} == {"I007", "D008"}
    assert {each: each.read_bytes() for each in one.panel_forms.iterdir()} == before


def test_more_grounds_than_fit_above_a_table_are_no_trouble(tmp_path: Path) -> None:
    vetoes = [VETOES, *([f"V{number}", f"情形{number}"] for number in range(1, 90))]
    place = workspace(tmp_path, BRANCHES, small_template(否决=vetoes), SOLO)
    hand_in_forms(place, {"01": good_inputs(loaded(place))})
    put_panel(place)
    assert look(place)[1] == []


def test_a_file_that_is_no_evaluators_is_listed_and_left_alone(one: Workspace) -> None:
    issue(one)
    (one.panel_forms / "旧的.xlsx").write_bytes(b"old")
    assert [found.code for found in issue(one).findings] == ["D005"]


# --- coming back ----------------------------------------------------------------------------------


def look(place: Workspace) -> tuple[HandedIn, list[str]]:
    found = handed_in(place)
    return found, sorted({each.code for each in found.panel.findings})


def test_nothing_is_read_by_position(one: Workspace) -> None:
    path = put_panel(one)
    workbook = open_form(path.read_bytes())
    sheet = workbook["领导班子好"]
    for merged_range in list(sheet.merged_cells.ranges):
        sheet.unmerge_cells(merged_range.coord)
    sheet.insert_rows(1, 3)
    sheet.insert_cols(2, 2)
    sheet.title = "一"
    workbook.move_sheet("一", 3)
    path.write_bytes(to_bytes(workbook))
    found, codes = look(one)
    assert codes == []
    assert len(found.panel.scores["01"]) == 21


def test_rows_are_known_by_name_where_the_codes_are_gone(one: Workspace) -> None:
    path = put_panel(one)
    workbook = open_form(path.read_bytes())
    without_codes(workbook)
    path.write_bytes(to_bytes(workbook))
    found, codes = look(one)
    assert codes == []
    assert len(found.panel.scores["01"]) == 21


def test_a_row_whose_code_and_name_disagree_gives_no_score(tmp_path: Path) -> None:
    place = workspace(tmp_path, [*BRANCHES, ["02", "乙党总支"]], evaluators=SOLO)
    for branch in loaded(place).roster.branches:
        (place.returned / f"{branch.code}.xlsx").write_bytes(returned(loaded(place), branch=branch))
    path = put_panel(place)
    workbook = open_form(path.read_bytes())
    sheet = workbook["领导班子好"]
    sheet["B6"], sheet["B7"] = sheet["B7"].value, sheet["B6"].value
    path.write_bytes(to_bytes(workbook))
    found, codes = look(place)
    assert codes == ["L011"]
    assert {len(scores) for scores in found.panel.scores.values()} == {17}


def test_a_lost_column_costs_its_item_alone(one: Workspace) -> None:
    path = put_panel(one)
    workbook = open_form(path.read_bytes())
    workbook["领导班子好"]["E5"] = "得分"
    path.write_bytes(to_bytes(workbook))
    found, codes = look(one)
    assert codes == ["L001"]
    assert found.panel.scores["01"].keys() == {
        item.code for item in loaded(one).standard.items if item.code != "1-1"
    }


@pytest.mark.parametrize(
    ("year", "code"), [("2025", "I004"), ("2026", "I006")], ids=["last year", "nobody"]
)
def test_a_workbook_of_another_year_or_of_nobody_is_refused(
    tmp_path: Path, year: str, code: str
) -> None:
    other = workspace(tmp_path / "other", BRANCHES, evaluators=[["X9", "外人"]], 考核年度=year)
    (path,) = issue(other).workbooks.values()
    place = workspace(tmp_path / "own", BRANCHES, evaluators=SOLO)
    (place.panel / "a.xlsx").write_bytes(path.read_bytes())
    assert look(place)[1] == [code, "S007"]


def test_two_different_files_of_one_evaluator_wait_for_a_decision(one: Workspace) -> None:
    path = put_panel(one)
    data = fill_panel(path.read_bytes(), {"01": {"1-1": (5, "扣")}})
    (one.panel / "b.xlsx").write_bytes(data)
    done = wuhao("run", "--json", cwd=one.root)
    assert "I007" in {found["code"] for found in json.loads(done.stdout)["findings"]}
    assert json.loads(done.stdout)["branches"][0]["status"] == "unscored"
    assert wuhao("accept", "input/panel/b.xlsx", *SIGNED, cwd=one.root).returncode == 0
    done = wuhao("run", "--json", cwd=one.root)
    (branch,) = json.loads(done.stdout)["branches"]
    assert branch["items"]["1-1"] == 5


def test_a_workbook_without_identity_can_be_assigned(one: Workspace) -> None:
    edited(one, strip_identity)
    assert look(one)[1] == ["I001", "S007"]
    done = wuhao("assign", "input/panel/P1.xlsx", "P1", *SIGNED, "--json", cwd=one.root)
    assert json.loads(done.stdout)["decision"]["evaluator"] == "P1"
    found, codes = look(one)
    assert codes == ["I014"]
    assert len(found.panel.scores["01"]) == 21


def edited(place: Workspace, edit: Callable[[Any], object]) -> None:
    """The evaluator's workbook, filled in whole and then edited."""
    path = put_panel(place)
    workbook = open_form(path.read_bytes())
    edit(workbook)
    path.write_bytes(to_bytes(workbook))


def test_a_workbook_with_something_unread_equals_no_other(one: Workspace) -> None:
    """A veto that was not read must not vanish as a copy of what was."""
    workbook = open_form(put_panel(one).read_bytes())
    type_veto(workbook, ["01", "V1", "", "", "通报", "张三"])
    workbook["一票否决"].sheet_state = "hidden"
    (one.panel / "后补.xlsx").write_bytes(to_bytes(workbook))
    _, findings, outputs = run(one)
    assert {found.code for found in findings} >= {"I007", "D007"}
    assert "notice_html" not in outputs


def test_scores_in_a_row_of_nobody_are_told(one: Workspace) -> None:
    def add_row(workbook: Any) -> None:
        workbook["领导班子好"]["E8"] = 3

    edited(one, add_row)
    found, codes = look(one)
    assert codes == ["I010"]
    assert [each.place.cell for each in found.panel.findings] == ["A8"]


@pytest.mark.parametrize("name", ["涉及党支部", "认定人", "依据"])
def test_a_veto_table_without_one_of_its_columns_keeps_the_notice_back(
    one: Workspace, name: str
) -> None:
    def rename(workbook: Any) -> None:
        cells = [cell for row in workbook["一票否决"].iter_rows() for cell in row]
        (head,) = [cell for cell in cells if cell.value == name]
        head.value = "别的"

    edited(one, rename)
    _, findings, _ = run(one)
    assert {found.code for found in findings} == {"L001", "D007"}


def test_an_unreadable_workbook_does_not_bring_the_forms_scores_back(one: Workspace) -> None:
    hand_in_forms(one, {"01": good_inputs(loaded(one))}, scored=True)
    path = put_panel(one)
    path.write_bytes(path.read_bytes()[:3000])
    outcome, findings, outputs = run(one)
    assert outcome.results[0].status is Status.UNSCORED
    assert {found.code for found in findings} == {"F002", "S007", "D003", "D007"}
    assert "notice_html" not in outputs


def test_a_form_in_the_panels_folder_is_no_workbook(tmp_path: Path) -> None:
    one = workspace(tmp_path, BRANCHES)
    hand_in_forms(one, {"01": good_inputs(loaded(one))}, scored=True)
    (one.panel / "a.xlsx").write_bytes((one.returned / "0.xlsx").read_bytes())
    outcome, findings, _ = run(one)
    assert [found.code for found in findings] == ["I021"]
    assert outcome.results[0].status is Status.QUALIFIED


def test_names_that_differ_by_a_space_are_two_branches(tmp_path: Path) -> None:
    branches = [["01", "甲 党总支"], ["02", "甲党总支"]]
    place = workspace(tmp_path, branches, evaluators=SOLO)
    hand_in_forms(place, {code: good_inputs(loaded(place)) for code, _ in branches})
    put_panel(place)
    assert look(place)[1] == []


def test_check_judges_as_run_does(one: Workspace) -> None:
    hand_in_forms(one, {"01": good_inputs(loaded(one), **{"1_1": "乱写"})}, scored=True)
    put_panel(one)
    done = wuhao("check", "input/returned", "--json", cwd=one.root)
    assert done.returncode == 0
    assert [each["code"] for each in json.loads(done.stdout)["findings"]] == ["S014"]


def test_a_workbook_is_known_by_its_folder_however_that_is_written(one: Workspace) -> None:
    put_panel(one)
    done = wuhao("check", "P1.xlsx", "--workspace", "../..", "--json", cwd=one.panel)
    assert (done.returncode, json.loads(done.stdout)["findings"]) == (0, [])


def test_a_file_whose_own_name_has_the_sign_for_inside_can_be_assigned(one: Workspace) -> None:
    path = put_panel(one)
    odd = path.rename(path.with_name("甲 › 乙.xlsx"))
    done = wuhao("assign", str(odd.relative_to(one.root)), "P1", *SIGNED, cwd=one.root)
    assert "不用指定" in done.stderr, "it was found and read"


def test_an_evaluator_and_a_branch_of_the_same_code_are_not_mixed_up(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=[["01", "甲评委"]])
    hand_in_forms(place, {"01": good_inputs(loaded(place))})

    edited(place, strip_identity)
    assert wuhao("assign", "input/panel/01.xlsx", "01", *SIGNED, cwd=place.root).returncode == 0
    (place.returned / "误放.xlsx").write_bytes((place.panel / "01.xlsx").read_bytes())
    found = handed_in(place)
    assert [each.code for each in found.examined.findings] == ["I001"]
    assert len(found.panel.scores["01"]) == 21


@pytest.mark.parametrize(
    ("heads", "row", "code"),
    [
        (["评委编号", "姓名", "权重", "分工"], ["P1", "甲", 1, "1-1"], "L008"),
        (["评委编号", "姓名", "系数", "负责项目"], ["P1", "甲", 2, ""], "L008"),
        (["评委编号", "姓名", "权重", "负责项目"], ["P1", "甲", 0, ""], "V106"),
        (["评委编号", "姓名", "权重", "负责项目"], ["P1", "甲", 1, "、"], "V108"),
        (["评委编号", "姓名", "权重", "负责项目"], ["P1", "", 1, ""], "I010"),
        (["评委编号", "姓名", "权重", "负责项目"], ["长" * 110, "甲", 1, ""], "I023"),
        (["评委编号", "姓名"], ["P1", "甲"], None),
        (
            ["评委编号", "姓名", "权重", "负责项目"],
            ["P1", "甲", 1, "领导班子好（15），2-1"],
            "S006",
        ),
    ],
)
def test_the_sheet_of_evaluators_is_held_to_its_rules(
    tmp_path: Path, heads: list[str], row: list[Any], code: str | None
) -> None:
    place = workspace(tmp_path, BRANCHES, 考评得分填在="")
    workbook = open_form(place.roster.read_bytes())
    sheet = workbook.create_sheet("评委")
    sheet.append(heads)
    sheet.append(row)
    workbook.save(place.roster)
    assert [found.code for found in load(place)[1]] == ([code] if code else [])


def test_a_category_is_named_as_it_is_written(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["编号", "项目", "考评标准", "考评内容", "考评分数", "考评得分", "扣分说明", "自评得分"],
        ["a1", "党建(2)（60）", "标准", "一", 60],
        [None, None, None, "小计", 60],
        ["b1", "党建（30）", "标准", "二", 30],
        [None, None, None, "小计", 30],
        ["c1", "组织、制度（10）", "标准", "三", 10],
        [None, None, None, "小计", 10],
        [None, None, None, "合计", 100],
    ]
    counts: list[list[Any]] = [
        COUNTS,
        ["a1.1", "甲", "次", -1],
        ["b1.1", "乙", "次", -1],
        ["c1.1", "丙", "次", -1],
    ]
    template = small_template(打分=rows, 数一数=counts)
    shares = [["P1", "甲", None, "党建(2)"], ["P2", "乙", None, "党建（30）"]]
    shares.append(["P3", "丙", None, "组织、制度（10）"])
    place = workspace(tmp_path, BRANCHES, template, shares)
    assert [each.items for each in loaded(place).panel] == [("a1",), ("b1",), ("c1",)]


# --- what is missing, what differs ----------------------------------------------------------------


def test_a_missing_score_is_no_zero(one: Workspace) -> None:
    put_panel(one, lambda workbook: type_marks(workbook, {"01": {"1-1": None}}))
    outcome, findings, _ = run(one)
    (missing,) = [found for found in findings if found.code == "S008"]
    assert missing.place.cell == "E6"
    assert "01（1-1）" in missing.message
    (result,) = outcome.results
    assert (result.status, result.total) == (Status.UNSCORED, None)
    assert "1-1" not in result.items


def test_in_the_middle_of_the_work_everyone_can_see_how_far_it_is(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=[*SOLO, ["P2", "乙评委", None, "1-1"]])
    hand_in_forms(place, {"01": good_inputs(loaded(place))})
    put_panel(place, lambda workbook: type_marks(workbook, {"01": {"2-1": None}}))
    done = wuhao("run", "--json", cwd=place.root)
    found = json.loads(done.stdout)
    assert found["panel"] == [
        {"evaluator": "P1", "scored": 20, "assigned": 21, "file": "input/panel/P1.xlsx"},
        {"evaluator": "P2", "scored": 0, "assigned": 1, "file": None},
    ]
    assert {each["code"] for each in found["findings"]} == {"S007", "S008", "D003"}
    shown = wuhao("run", cwd=place.root).stdout
    assert "已评" in shown
    assert "计分依据：考评得分，2位评委平均" in shown
    assert "乙评委" in shown


@pytest.mark.parametrize("score", ["八分", -1, 99, "=1+1", "#N/A", 1.23456789])
def test_a_faulty_score_leaves_the_branch_unscored_not_faulty(one: Workspace, score: Any) -> None:
    put_panel(one, lambda workbook: type_marks(workbook, {"01": {"1-1": score}}))
    outcome, findings, _ = run(one)
    errors = [found for found in findings if found.severity == "error" and found.code != "D003"]
    assert [(found.place.cell, found.branch) for found in errors] == [("E6", "01")]
    assert outcome.results[0].status is Status.UNSCORED
    assert not list(one.corrections.glob("*")), "the branch has nothing to correct"


def test_faults_of_the_forms_own_scores_do_not_count_beside_workbooks(one: Workspace) -> None:
    inputs = merged(
        good_inputs(loaded(one)), {"考评得分": {"1-1": "乱写", "1-2": 99}, "扣分说明": {}}
    )
    hand_in_forms(one, {"01": inputs}, scored=True)
    put_panel(one)
    outcome, findings, _ = run(one)
    assert outcome.results[0].status is Status.QUALIFIED
    assert [found.code for found in findings] == ["S014"]
    assert findings[0].message.startswith("【评分表·G6:G7】")


def test_two_returns_that_differ_only_in_the_panels_columns_are_one(one: Workspace) -> None:
    scored = returned(loaded(one), {"考评得分": {"1-1": 3}})
    (one.returned / "评过.xlsx").write_bytes(scored)
    put_panel(one)
    _, findings, _ = run(one)
    assert [found.code for found in findings if found.branch == "01"] == ["I008", "S014"]


# --- vetoes ---------------------------------------------------------------------------------------


def test_a_veto_that_the_panel_found_counts_with_its_source(one: Workspace) -> None:
    row = ["01", "V2", "甲一支部", "2026年3月", "纪委通报", "徐书记"]
    put_panel(one, lambda workbook: type_veto(workbook, row))
    outcome, findings, outputs = run(one)
    assert [found.code for found in findings] == ["S013"]
    (result,) = outcome.results
    assert (result.status, result.vetoes, result.sub_branches) == (
        Status.VETOED,
        ("V2",),
        ("甲一支部",),
    )
    found = pd.read_excel(outputs["results"], sheet_name=None, dtype=str, engine="openpyxl")
    (veto,) = found["一票否决"].to_dict("records")
    source = "考评组认定，认定人：徐书记，见 input/panel/P1.xlsx 一票否决·A4"
    assert veto["情况说明"] == f"纪委通报（{source}）"


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["01", "", "", "", "通报", "张三"], "I010"),
        (["01", "V9", "", "", "通报", "张三"], "V022"),
        (["01", "V1", "", "", "=1+1", "张三"], "V005"),
    ],
)
def test_a_veto_that_is_not_clear_keeps_its_branch_open(
    one: Workspace, row: list[Any], code: str
) -> None:
    put_panel(one, lambda workbook: type_veto(workbook, row))
    outcome, findings, outputs = run(one)
    assert code in {found.code for found in findings}
    assert outcome.results[0].status is Status.UNSCORED
    assert "notice_html" not in outputs


@pytest.mark.parametrize("code", ["", "99"])
def test_a_veto_on_nobody_keeps_the_notice_back(one: Workspace, code: str) -> None:
    put_panel(one, lambda workbook: type_veto(workbook, [code, "V1", "", "", "通报", "张三"]))
    _, findings, outputs = run(one)
    assert {found.code for found in findings} == {"I022" if code else "I010", "D007"}
    assert "notice_html" not in outputs


# --- results --------------------------------------------------------------------------------------


def sheets_of(outputs: Mapping[str, Path]) -> dict[str, list[dict[Any, Any]]]:
    sheets = pd.read_excel(outputs["results"], sheet_name=None, dtype=object, engine="openpyxl")
    return {name: table.to_dict("records") for name, table in sheets.items()}


def test_every_score_leads_to_every_evaluators_cell(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=[*SOLO, ["P2", "乙评委", None, "1-1"]])
    hand_in_forms(place, {"01": good_inputs(loaded(place))})
    put_panel(place)
    put_panel(place, lambda workbook: type_marks(workbook, {"01": {"1-1": (5, "少")}}), number=1)
    _, findings, outputs = run(place)
    assert [found.code for found in findings] == ["S011"]
    printed = load_workbook(outputs["results"])["汇总"].HeaderFooter.oddFooter
    assert printed is not None
    assert printed.left.text.endswith("计分依据：考评得分，2位评委平均")
    found = sheets_of(outputs)
    assert [row for row in found["得分来源"] if row["考评编号"] == "1-1"] == [
        {
            "编号": "01",
            "考评编号": "1-1",
            "得分": 6.5,
            "依据": f"2位评委平均，P{number}评{points}分",
            "文件": f"input/panel/P{number}.xlsx",
            "工作表": "领导班子好",
            "单元格": "E6",
        }
        for number, points in ((1, 8), (2, 5))
    ]
    given_rows = [row for row in found["评委打分"] if row["评委编号"] == "P2"]
    assert given_rows == [
        {
            "编号": "01",
            "考评编号": "1-1",
            "评委编号": "P2",
            "得分": 5,
            "打分方式": "逐格打分",
            "扣分说明": "少",
            "文件": "input/panel/P2.xlsx",
            "工作表": "领导班子好",
            "单元格": "E6",
        }
    ]
    (apart,) = found["评委分歧"]
    assert (apart["考评编号"], apart["相差"], apart["得分"]) == ("1-1", 3, 6.5)
    assert apart["各评委打分"] == "P1 8；P2 5（少）"
    assert [row["评委编号"] for row in found["评委进度"]] == ["P1", "P2"]


@pytest.mark.parametrize(("second", "listed"), [(6, False), (5, True)])
def test_apart_is_more_than_a_third_of_the_cap(tmp_path: Path, second: float, listed: bool) -> None:
    """1-3 has 3 points: 1 apart is not more than a third, 1.5 is; 1-1 has 8."""
    place = workspace(tmp_path, BRANCHES, evaluators=[*SOLO, ["P2", "乙评委"]])
    hand_in_forms(place, {"01": good_inputs(loaded(place))})
    put_panel(place, lambda workbook: type_marks(workbook, {"01": {"1-3": 2}}))
    put_panel(place, lambda workbook: type_marks(workbook, {"01": {"1-1": second}}), number=1)
    _, _, outputs = run(place)
    assert [row["考评编号"] for row in sheets_of(outputs)["评委分歧"]] == ["1-1"] * listed


def test_without_workbooks_of_the_panel_there_are_no_such_sheets(tmp_path: Path) -> None:
    one = workspace(tmp_path, BRANCHES)
    hand_in_forms(one, {"01": good_inputs(loaded(one))}, scored=True)
    _, findings, outputs = run(one)
    assert findings == []
    assert not {"评委打分", "评委分歧", "评委进度"} & sheets_of(outputs).keys()


def test_no_evaluator_stands_in_a_public_paper(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=[["PQX1", "诸葛无忌"]])
    hand_in_forms(place, {"01": good_inputs(loaded(place))})
    put_panel(
        place, lambda workbook: type_marks(workbook, {"01": {"1-1": (7, "某种不宜公开的理由")}})
    )
    _, _, outputs = run(place)
    for name in ("notice_html", "notice_xlsx"):
        data = outputs[name]
        text = (
            data.read_text("utf-8")
            if name == "notice_html"
            else str(pd.read_excel(data, header=None, engine="openpyxl").to_numpy().tolist())
        )
        for secret in ("PQX1", "诸葛无忌", "不宜公开"):
            assert secret not in text


def test_by_self_scores_the_panel_is_not_waited_for(tmp_path: Path) -> None:
    place = workspace(tmp_path, BRANCHES, evaluators=SOLO, 计分依据="自评得分")
    hand_in_forms(place, {"01": good_inputs(loaded(place))})
    put_panel(place, lambda workbook: type_marks(workbook, {"01": {"1-1": None}}))
    outcome, findings, _ = run(place)
    assert findings == []
    assert outcome.results[0].status is Status.QUALIFIED


# --- the sample year ------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_sample_year_is_scored_by_five_evaluators(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples" / "panel", tmp_path / "panel")
    place = tmp_path / "panel"
    done = wuhao("run", "--json", cwd=place)
    assert done.returncode == 0, done
    found = json.loads(done.stdout)
    assert [each["scored"] for each in found["panel"]] == [210, 210, 120, 100, 170]
    assert all(each["scored"] == each["assigned"] for each in found["panel"])
    vetoed = {each["code"]: each["vetoes"] for each in found["branches"] if each["vetoes"]}
    assert vetoed == {"06": ["V2"], "07": ["V1"]}
    assert {each["code"] for each in found["findings"]} == {"V001", "S011", "S013", "S016"}
    sheets = pd.read_excel(
        place / "output" / "results.xlsx", sheet_name=None, dtype=str, engine="openpyxl"
    )
    assert len(sheets["评委打分"]) == 810
    apart = sheets["评委分歧"]
    assert ("02", "4-2") in set(zip(apart["编号"], apart["考评编号"], strict=True))
    assert wuhao("panel", cwd=place).returncode == 0
    for path in (place / "output" / "panel").glob("*.xlsx"):
        sheet = open_form(path.read_bytes())[COVER]
        assert sheet.title == COVER
