"""Items that do not apply to a unit: asked nowhere, counted as the office says, told on papers."""

import io
import random
import tempfile
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from tests.support import reference_scorer
from tests.support.drawing import Rows, book, handed_in, loaded, roster, template_of, workspace
from tests.support.faults import blank_form, returned
from tests.support.line import run
from tests.support.programs import converted
from tests.support.schemes import hand_in, judged, scheme
from tests.support.worked import CIVILISED, SHARES
from tools.filling import fill_form, find_cell, find_mark, open_form, type_marks
from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.loading import Assessment, load
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.assessment.words import USUAL
from wuhao_batch.cli.printing import outcome_json
from wuhao_batch.findings.finding import Finding
from wuhao_batch.numbers import from_points, to_points
from wuhao_batch.outcome.analysis import total_gaps
from wuhao_batch.outcome.judging import judge
from wuhao_batch.outcome.ranking import Entries, score
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.feedback.feedback import make_feedback
from wuhao_batch.outputs.results.rows import remarks_on
from wuhao_batch.panel.open_cells import OpenCells
from wuhao_batch.panel.workbook import make_workbook
from wuhao_batch.scoring.left_out import LeftOut
from wuhao_batch.scoring.model import Category, Item, Standard
from wuhao_batch.scoring.rounding import Rounding
from wuhao_batch.scoring.self_scores import frame, known
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.writing.packages import to_bytes

UNIT = Rounding().unit
"""Totals that are scaled up are rounded to two decimals."""

ITEMS = {"1-1": (30, -1), "1-2": (30, -1), "1-3": (40, -1)}
LISTING: Rows = [
    ["01", "甲党总支"],
    ["02", "乙党总支", *[None] * 5, "1-2"],
    ["03", "丙党总支", *[None] * 5, "1-2、1-3"],
]
COUNTS: dict[str, Any] = {"01": (1, 2, 3), "02": (1, None, 3), "03": (7, None, None)}


def year(folder: Path, **settings: Any) -> Workspace:
    """Three branches: to the second and third not all of three items apply."""
    return hand_in(folder, scheme(ITEMS), COUNTS, rows=LISTING, **settings)


def totals_of(outcome: Outcome) -> dict[str, Decimal | None]:
    return {each.branch.code: each.total for each in outcome.results}


# --- totals ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("how", "totals", "ranks"),
    [
        ("折算", ["94", "94.29", "76.67"], [2, 1, 3]),
        ("满分", ["94", "96", "93"], [2, 1, 3]),
        ("不计", ["94", "66", "23"], [1, 2, 3]),
    ],
)
def test_what_is_not_assessed_is_scaled_or_full_or_nothing(
    how: str, totals: list[str], ranks: list[int], tmp_path: Path
) -> None:
    """66 of 70 points are 94.2857…, 23 of 30 are 76.666…: half up, at the very end."""
    outcome = judged(year(tmp_path, 不考评的分=how))
    assert list(totals_of(outcome).values()) == [Decimal(each) for each in totals]
    assert [each.rank for each in outcome.results] == ranks
    assert [sorted(each.items) for each in outcome.results] == [
        ["1-1", "1-2", "1-3"],
        ["1-1", "1-3"],
        ["1-1"],
    ]


def test_scaling_is_what_happens_if_nothing_is_set(tmp_path: Path) -> None:
    outcome = judged(year(tmp_path))
    assert totals_of(outcome)["02"] == Decimal("94.29")
    assert outcome.findings == ()


def test_half_a_hundredth_goes_up() -> None:
    standard = template_standard(scheme({"1": (80, -1), "2": (20, -1)}))
    total = LeftOut.SCALED.total(standard, {"1": Decimal("0.004")}, ["2"], UNIT)
    assert total == Decimal("0.01"), "0.004 · 100 / 80 is 0.005"
    assert LeftOut.SCALED.total(standard, {"1": Decimal("0.003999")}, ["2"], UNIT) == 0


@pytest.mark.parametrize(
    ("how", "codes", "told"),
    [
        (LeftOut.SCALED, ["2"], "总分由80分折算"),
        (LeftOut.SCALED, [], "不计分"),
        (LeftOut.FULL, ["2"], "按满分计"),
        (LeftOut.NONE, ["2"], "不计分"),
    ],
)
def test_papers_are_told_how_it_enters_the_total(how: LeftOut, codes: list[str], told: str) -> None:
    assert how.told(template_standard(scheme({"1": (80, -1), "2": (20, -1)})), codes) == told


def template_standard(data: bytes) -> Standard:
    with tempfile.TemporaryDirectory() as folder:
        return template_of(data, Path(folder)).standard


STANDARDS = {
    "plain": lambda: template_standard(scheme(ITEMS)),
    "bonus and negative list": lambda: template_standard(CIVILISED.template),
    "shares": lambda: template_standard(SHARES.template),
}


@pytest.mark.parametrize("name", STANDARDS)
@pytest.mark.parametrize("how", LeftOut)
def test_totals_are_those_of_the_reference(name: str, how: LeftOut) -> None:
    """Random units: in pandas, one by one, and by the second scorer."""
    standard = STANDARDS[name]()
    chance = random.Random(name)  # noqa: S311
    codes = [item.code for item in standard.items]
    left: dict[str, tuple[str, ...]] = {}
    scores: dict[str, dict[str, int]] = {}
    for number in range(60):
        out = tuple(code for code in codes if chance.random() < 0.3)
        if standard.without(out).total:
            left[str(number)] = out
            scores[str(number)] = {
                item.code: to_points(Decimal(chance.randint(0, 3000)) / 100)
                for item in standard.items
                if item.code not in out
            }
    found = scored(standard, how, scores, left)
    for unit, own in scores.items():
        exact = {code: Fraction(from_points(points)) for code, points in own.items()}
        wanted = reference_scorer.total_of_the_rest(standard, exact, set(left[unit]), how)
        assert Fraction(from_points(found[unit])) == wanted, (unit, left[unit])
        points = {code: from_points(each) for code, each in own.items()}
        assert Fraction(how.total(standard, points, left[unit], UNIT)) == wanted


def scored(
    standard: Standard,
    how: LeftOut,
    scores: Mapping[str, Mapping[str, int]],
    left: Mapping[str, tuple[str, ...]],
) -> dict[str, int]:
    """Total of each unit, in millionths."""
    entries = Entries(
        counts=frame({unit: {} for unit in scores}, [m.code for m in standard.measures]),
        panel=frame(scores, [item.code for item in standard.items]),
        vetoed=pd.Series(dict.fromkeys(scores, False), dtype=bool),
        kind=pd.Series(dict.fromkeys(scores, ""), dtype=object),
        standing=pd.Series(dict.fromkeys(scores, Status.QUALIFIED), dtype=object),
        left_out={unit: codes for unit, codes in left.items() if codes},
    )
    settings = Settings(year="2026", basis=Basis.PANEL, left_out=how)
    return known(score(standard, settings, entries).total)


def test_points_as_large_as_a_template_may_say_do_not_overflow() -> None:
    caps = {"1": "99999.999999", "2": "0.000001", "3": "99999.999999"}
    items = tuple(Item(code, "内容", Decimal(cap), "标准") for code, cap in caps.items())
    standard = Standard((Category("考核", items),))
    given = {"1": to_points(Decimal("99999.999998"))}
    found = scored(standard, LeftOut.SCALED, {"x": given}, {"x": ("2", "3")})
    wanted = LeftOut.SCALED.total(standard, {"1": Decimal("99999.999998")}, ["2", "3"], UNIT)
    assert from_points(found["x"]) == wanted == 200_000


# --- the roster -----------------------------------------------------------------------------------


def loading(folder: Path, named: Any, **settings: Any) -> tuple[Assessment | None, list[Finding]]:
    listing = [["01", "甲党总支", *[None] * 5, named], ["02", "乙党总支"]]
    return load(workspace(folder, listing, **settings))


@pytest.mark.parametrize(
    ("named", "left_out"),
    [
        ("1-1", ("1-1",)),
        ("2-1、1-1", ("1-1", "2-1")),
        ("1-1,2-1，3-1", ("1-1", "2-1", "3-1")),
        ("1-1 2-1", ("1-1", "2-1")),
        ("师生反映好", ("5-1", "5-2", "5-3")),
        ("师生反映好（10） 1-1", ("1-1", "5-1", "5-2", "5-3")),
        (None, ()),
    ],
)
def test_items_and_categories_are_named_as_people_write_them(
    named: Any, left_out: tuple[str, ...], tmp_path: Path
) -> None:
    assessment, _ = loading(tmp_path, named)
    assert assessment is not None
    first, second = assessment.roster.branches
    assert (first.left_out, second.left_out) == (left_out, ())


ALL = "领导班子好、党员队伍好、工作机制好、工作业绩好、师生反映好"


@pytest.mark.parametrize(("named", "code"), [("9-9", "V108"), (ALL, "V106")])
def test_a_name_that_is_none_and_nothing_left_to_assess_are_refused(
    named: str, code: str, tmp_path: Path
) -> None:
    assessment, findings = loading(tmp_path, named)
    assert assessment is None
    assert [(each.code, each.place.sheet, each.place.cell) for each in findings] == [
        (code, "名单", "H2")
    ]


def test_another_word_for_the_setting_is_refused(tmp_path: Path) -> None:
    _, findings = loading(tmp_path, "1-1", 不考评的分="平均")
    assert [each.code for each in findings] == ["V103"]


def test_a_roster_without_the_column_is_as_before(tmp_path: Path) -> None:
    place = workspace(tmp_path, [["01", "甲党总支"]])
    sheets: dict[str, Rows] = {
        "名单": [["编号", "党总支"], ["01", "甲党总支"]],
        "设置": [["设置项", "值"], ["考核年度", 2026]],
    }
    place.roster.write_bytes(book(**sheets))
    assert loaded(place).roster.branches[0].left_out == ()


# --- the form -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return year(tmp_path_factory.mktemp("year"))


def form_of(place: Workspace, code: str) -> Workbook:
    assessment = loaded(place)
    return open_form(blank_form(assessment, assessment.roster.branch(code)))


def test_the_form_asks_nothing_on_what_does_not_apply(place: Workspace) -> None:
    workbook = form_of(place, "02")
    for header, code, text in (
        ("数量", "1-2.1", "不考评"),
        ("备注", "1-2.1", None),
        ("考评得分", "1-2", "不考评"),
        ("扣分说明", "1-2", None),
    ):
        sheet, name = find_cell(workbook, header, code)
        cell = sheet[name]
        assert (cell.value, cell.protection.locked) == (text, True), header
        assert cell.fill.fgColor.rgb.endswith("F2F2F2"), header
        (limit,) = (each for each in sheet.data_validations.dataValidation if name in each.sqref)
        assert (limit.type, limit.formula1) == ("textLength", "0"), "nothing may be typed"
    sheet, name = find_cell(workbook, "数量", "1-1.1")
    assert sheet[name].protection.locked is False
    texts = [str(cell.value) for sheet in workbook for row in sheet.iter_rows() for cell in row]
    assert any("不考评的1项不用填，总分由其余各项折算，合计未折算" in text for text in texts)


def test_the_form_of_a_branch_to_which_all_applies_is_as_before(place: Workspace) -> None:
    texts = [
        str(cell.value)
        for sheet in form_of(place, "01")
        for row in sheet.iter_rows()
        for cell in row
    ]
    assert not any("不考评" in text for text in texts)


@pytest.mark.program("soffice")
@pytest.mark.parametrize("panel_apart", [True, False])
def test_live_sums_are_those_of_the_items_that_apply(panel_apart: bool, tmp_path: Path) -> None:
    scored_in = "复核表" if panel_apart else "评分表"
    listing = workspace(tmp_path / "a", LISTING, scheme(ITEMS), 考评得分填在=scored_in)
    assessment = loaded(listing)
    blank = blank_form(assessment, assessment.roster.branch("02"))
    path = tmp_path / "form.xlsx"
    path.write_bytes(fill_form(blank, {"数量": {"1-1.1": 1, "1-3.1": 3}}))
    values = load_workbook(converted(path, "xlsx", tmp_path / "out"), data_only=True)["评分表"]
    rows = {str(row[1].value or row[2].value): row for row in values.iter_rows(min_row=2)}
    assert [rows[key][5].value for key in ("1-1", "1-2", "1-3")] == [29, "不考评", 37]
    assert [rows[key][5].value for key in ("小计", "合计")] == [66, 66]
    progress = str(rows["合计"][4].value)
    assert progress.startswith("计分明细还有0项未填")
    assert ("考评组还有2项未评" in progress) is not panel_apart


# --- the way back ---------------------------------------------------------------------------------


def test_a_form_comes_back_without_a_word_about_them(place: Workspace) -> None:
    found = handed_in(place)
    assert [each.code for each in found.findings] == []
    assert found.examined.accepted["02"].counts == {"1-1.1": 1, "1-3.1": 3}


def test_what_is_filled_in_there_is_told_and_counts_nothing(tmp_path: Path) -> None:
    place = year(tmp_path)
    assessment = loaded(place)
    counts = {"1-1.1": 1, "1-2.1": 9, "1-3.1": 3}
    inputs: dict[str, dict[str, Any]] = {"数量": counts, "备注": {"1-2.1": "见附件"}}
    branch = assessment.roster.branch("02")
    (place.returned / "02.xlsx").write_bytes(returned(assessment, inputs, branch=branch))
    outcome = judged(place)
    (told,) = outcome.findings
    assert (told.code, told.branch, told.place.sheet) == ("L133", "02", "计分明细")
    assert told.place.spelled == "I3、J3"
    assert totals_of(outcome)["02"] == Decimal("94.29")


def test_rows_of_what_does_not_apply_may_be_gone(tmp_path: Path) -> None:
    place = year(tmp_path)
    assessment = loaded(place)

    def delete(workbook: Workbook) -> None:
        workbook["计分明细"].delete_rows(3)

    inputs = {"数量": {"1-1.1": 1, "1-3.1": 3}}
    branch = assessment.roster.branch("02")
    (place.returned / "02.xlsx").write_bytes(returned(assessment, inputs, delete, branch))
    outcome = judged(place)
    assert [each.code for each in outcome.findings if each.severity != "note"] == []
    assert totals_of(outcome)["02"] == Decimal("94.29")


# --- the panel ------------------------------------------------------------------------------------

PANEL: dict[str, Any] = {"计分依据": "考评得分", "evaluators": [["P1", "甲评委"], ["P2", "乙评委"]]}


def panel_year(folder: Path) -> Workspace:
    place = year(folder)
    settings = {"计分依据": "考评得分"}
    place.roster.write_bytes(roster(LISTING, PANEL["evaluators"], **settings))
    return place


def marks(assessment: Assessment, points: float) -> dict[str, dict[str, Any]]:
    return {
        branch.code: {
            item.code: (points, "考评组认定") for item in assessment.standard_for(branch).items
        }
        for branch in assessment.roster.branches
    }


def test_the_panels_workbook_asks_nothing_either(tmp_path: Path) -> None:
    place = panel_year(tmp_path)
    assessment = loaded(place)
    examined = handed_in(place).examined
    data = make_workbook(assessment, assessment.panel[0], examined, OpenCells())
    workbook = open_form(data)
    for header, text in (
        ("1-2自评得分", "不考评"),
        ("1-2考评得分", "不考评"),
        ("1-2扣分说明", None),
    ):
        sheet, name = find_mark(workbook, "02", header)
        assert (sheet[name].value, sheet[name].protection.locked) == (text, True)
        limits = [each for each in sheet.data_validations.dataValidation if name in each.sqref]
        assert len(limits) <= 1, "no cell has two limits"
        reds = sheet.conditional_formatting
        assert not any(name in each.sqref for each in reds), "and none turns red"
    sheet, name = find_mark(workbook, "01", "1-2考评得分")
    assert sheet[name].protection.locked is False
    texts = [str(cell.value) for cell in workbook["复核说明"]["A"]]
    assert "还有6项未评" in {*texts, *cached(data)}


def cached(data: bytes) -> set[str]:
    """The stored results of the first sheet."""
    sheet = load_workbook(io.BytesIO(data), data_only=True).worksheets[0]
    return {str(cell.value) for row in sheet.iter_rows() for cell in row}


def test_scores_of_the_panel_are_wanted_only_where_an_item_applies(tmp_path: Path) -> None:
    place = panel_year(tmp_path)
    assessment = loaded(place)
    examined = handed_in(place).examined
    for evaluator, points in zip(assessment.panel, (20, 25), strict=True):
        workbook = open_form(make_workbook(assessment, evaluator, examined, OpenCells()))
        type_marks(workbook, marks(assessment, points))
        if points == 25:
            type_marks(workbook, {"02": {"1-2": (30, "误填")}})
        (place.panel / f"{evaluator.code}.xlsx").write_bytes(to_bytes(workbook))
    found = handed_in(place)
    outcome = judge(assessment, found.examined, found.panel)
    assert {each.code for each in outcome.findings} == {"L133"}
    assert [each.status for each in outcome.results] == ["qualified"] * 3
    assert [(each.scored, each.assigned) for each in outcome.panel.progress] == [(6, 6), (6, 6)]
    assert list(totals_of(outcome).values()) == [
        Decimal("67.5"),
        Decimal("64.29"),
        Decimal("75"),
    ], "45 of 70 are 64.2857…"
    gaps = {gap.result.branch.code: gap.own for gap in total_gaps(outcome)}
    assert gaps["02"] == Decimal("94.29")


def test_a_gap_of_the_panel_is_told_without_what_does_not_apply(tmp_path: Path) -> None:
    place = panel_year(tmp_path)
    assessment = loaded(place)
    examined = handed_in(place).examined
    given = marks(assessment, 20)
    del given["02"]["1-3"]
    del given["03"]["1-1"]
    workbook = open_form(make_workbook(assessment, assessment.panel[0], examined, OpenCells()))
    type_marks(workbook, given)
    (place.panel / "P1.xlsx").write_bytes(to_bytes(workbook))
    (told,) = (each for each in judged(place).findings if each.code == "S008")
    assert told.rule == "还有2项没有评：02（1-3）、03。"


# --- papers ---------------------------------------------------------------------------------------


def test_papers_say_what_does_not_apply(tmp_path: Path) -> None:
    place = year(tmp_path, 公示分数="总分和分项")
    outcome, findings, outputs = run(place)
    assert findings == []
    sheet = load_workbook(outputs["results"])["逐项得分"]
    rows = {row[0]: row for row in sheet.iter_rows(values_only=True)}
    assert rows["02"] == ("02", "乙党总支", 29, "不考评", 37, 94.29)
    remarks = {each.branch.code: list(remarks_on(each, USUAL)) for each in outcome.results}
    assert remarks["02"] == ["不考评1-2，总分由70分折算"]
    assert "乙党总支有的内容不考评，总分由70分折算。" in outputs["notice_html"].read_text("utf-8")
    assert "不考评" in outputs["report"].read_text("utf-8")
    branch = outcome_json(outcome)["branches"][1]
    assert (branch["left_out"], branch["items"]["1-2"]) == (["1-2"], None)
    told = make_feedback(outcome, draft=False)["02"]
    assert ("不考评", "1-2，总分由70分折算") in told.summary
    lines = {line.code: (line.score, line.lost) for line in told.lines}
    assert lines["1-2"] == ("不考评", "")
    assert [task.code for task in told.tasks] == ["1-1", "1-3"]


def test_a_whole_category_that_does_not_apply_is_told_as_such(tmp_path: Path) -> None:
    listing: Rows = [["01", "甲党总支", *[None] * 5, "师生反映好"], ["02", "乙党总支"]]
    place = workspace(tmp_path, listing)
    assessment = loaded(place)
    for branch in assessment.roster.branches:
        (place.returned / f"{branch.code}.xlsx").write_bytes(returned(assessment, branch=branch))
    outcome, findings, outputs = run(place)
    assert [each.code for each in findings] == []
    first, second = outcome.results
    assert "师生反映好" not in first.categories
    assert second.categories["师生反映好"] is not None
    header, *rows = load_workbook(outputs["results"])["汇总"].iter_rows(values_only=True)
    own = {row[1]: dict(zip(header, row, strict=True)) for row in rows}
    assert own["01"]["师生反映好"] == "不考评"
    assert "不考评" in outputs["notice_html"].read_text("utf-8")


def test_a_grade_looks_at_what_applies(tmp_path: Path) -> None:
    """An item that does not apply loses nothing, and is no condition that fails."""
    template = scheme(ITEMS, [["优", 90, None, 3, "1-2"], ["良"]])
    outcome = judged(hand_in(tmp_path, template, COUNTS, rows=LISTING))
    assert {each.branch.code: each.grade for each in outcome.results} == {
        "01": "优",
        "02": "优",
        "03": "良",
    }
