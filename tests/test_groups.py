"""Groups of evaluators with shares of a score (组别权重), decimals and where they are kept."""

import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from tests.support import reference_scorer
from tests.support.commands import wuhao
from tests.support.drawing import COUNTS, Rows, loaded, roster, small_template, workspace
from tests.support.line import put, run
from tools.filling import fill_panel
from wuhao_batch.assessment.evaluators import COLUMNS
from wuhao_batch.assessment.loading import load
from wuhao_batch.assessment.settings import FIELDS, Settings
from wuhao_batch.findings.finding import Finding
from wuhao_batch.jobs.feedback import give_feedback
from wuhao_batch.jobs.panel import issue_panel
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.status import Status
from wuhao_batch.outputs.feedback.feedback import make_feedback
from wuhao_batch.scoring.combining import Combining, Shares, combine
from wuhao_batch.scoring.left_out import LeftOut
from wuhao_batch.scoring.model import Category, Item, Standard
from wuhao_batch.scoring.rounding import Rounded, Rounding, summed
from wuhao_batch.scoring.scale import Nature, Terms
from wuhao_batch.sheets import Cell
from wuhao_batch.workspace.folders import Workspace
from wuhao_batch.workspace.progress import unwatched

TWO = [["01", "甲"], ["02", "乙"]]
SHARES = {"领导": 40, "部门": 40, "自评": 20}
TOLD = "领导=40、部门=40、自评=20"
"""The shares as an office writes them."""

FIVE: Rows = [
    ["P1", "甲评委", None, None, None, "领导"],
    ["P2", "乙评委", 2, None, None, "领导"],
    ["P3", "丙评委", None, None, None, "部门"],
    ["P4", "丁评委", 3, None, None, "部门"],
    ["P5", "戊评委", None, None, None, "部门"],
]

MEASURED: Rows = [
    COUNTS,
    ["a1.1", "缺少的次数", "次", -2],
    ["a2.1", "作弊", "起", None, "是"],
    ["b1.1", "活动", "次", 3],
    ["b2.1", "稿件", "篇", 0.2, None, 2, 1],
    ["b3.1", "通报", "次", -1],
    ["c1.1", "缺勤", "次", -1.5, None, None, None, 20],
    ["c2.1", "受处分", "是否", -6],
]
"""Every item of the small template has something to count."""


def in_groups(
    root: Path, evaluators: Rows = FIVE, branches: Rows = TWO, **changed: Any
) -> Workspace:
    template = small_template(数一数=MEASURED)
    settings = {"组别权重": TOLD} | changed
    return workspace(root, branches, template, evaluators, **settings)


Marks = Mapping[str, Mapping[str, Mapping[str, float]]]
"""评委编号 → 编号 → item → score."""


def hand_in(place: Workspace, marks: Marks) -> None:
    """Every evaluator's workbook, filled in."""
    issued = issue_panel(loaded(place), place, latest=False, track=unwatched)
    for evaluator, path in issued.workbooks.items():
        if evaluator in marks:
            filled = fill_panel(path.read_bytes(), marks[evaluator])
            (place.panel / path.name).write_bytes(filled)


def random_marks(place: Workspace, chance: Random) -> Marks:
    assessment = loaded(place)
    items = assessment.standard.items
    return {
        evaluator.code: {
            branch.code: {
                item.code: chance.randint(0, int(item.scale.full * 10)) / 10 for item in items
            }
            for branch in assessment.roster.branches
        }
        for evaluator in assessment.panel
    }


def by_hand(outcome: Outcome, marks: Marks, method: str) -> dict[str, dict[str, Fraction]]:
    """编号 → item → the exact score by the reference."""
    people = {row[0]: (row[5], Fraction(str(row[2] or 1))) for row in FIVE}
    exact: dict[str, dict[str, Fraction]] = {}
    for result in outcome.results:
        branch, checked = result.branch.code, result.checked
        assert checked is not None
        for item in outcome.assessment.standard.items:
            own = reference_scorer.own_score(item, dict(checked.counts))
            given_by: dict[str, list[tuple[Fraction, Fraction]]] = {}
            for who, (group, weight) in people.items():
                score = Fraction(str(marks[who][branch][item.code]))
                given_by.setdefault(group, []).append((score, weight))
            mixed = reference_scorer.of_groups(method, given_by, SHARES, own)
            assert mixed is not None
            exact.setdefault(branch, {})[item.code] = mixed
    return exact


COUNTED: dict[str, dict[str, Any]] = {
    "01": {"数量": {"a1.1": 1, "b1.1": 2, "b2.1": 4, "c1.1": 3}},
    "02": {"数量": {"b1.1": 1, "b2.1": 1, "b3.1": 2, "c2.1": "是"}},
}


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workspace, Marks]:
    """Two branches and five evaluators in two groups, who have all handed in."""
    place = in_groups(tmp_path_factory.mktemp("year"))
    for branch, inputs in COUNTED.items():
        put(place, branch, inputs)
    marks = random_marks(place, Random("groups"))  # noqa: S311
    hand_in(place, marks)
    return place, marks


def run_with(place: Workspace, **settings: Any) -> tuple[Outcome, list[Any], dict[str, Path]]:
    """The run with other settings."""
    place.roster.write_bytes(roster(TWO, FIVE, **({"组别权重": TOLD} | settings)))
    return run(place, draft=True)


# --- one score out of several groups --------------------------------------------------------------


@pytest.mark.parametrize("method", ["平均", "加权平均", "中位数"])
@pytest.mark.parametrize(("places", "of"), [(2, "每项"), (1, "每项"), (2, "总分"), (0, "总分")])
def test_scores_of_groups_equal_an_independent_calculation(
    year: tuple[Workspace, Marks], method: str, places: int, of: str
) -> None:
    place, marks = year
    outcome, findings, _ = run_with(place, 计分方法=method, 小数位数=places, 取整=of)
    assert [found.message for found in findings if found.severity == "error"] == []
    exact = by_hand(outcome, marks, method)
    for result in outcome.results:
        own = exact[result.branch.code]
        shown = {code: reference_scorer.to_places(each, places) for code, each in own.items()}
        assert {code: Fraction(each) for code, each in result.items.items()} == shown
        parts = own if of == "总分" else shown
        total = reference_scorer.to_places(sum(parts.values(), Fraction(0)), places)
        assert Fraction(result.total or -1) == total
        for category in outcome.assessment.standard.categories:
            points = sum((parts[item.code] for item in category.items), Fraction(0))
            expected = reference_scorer.to_places(points, places)
            assert Fraction(result.categories[category.name]) == expected


scores = st.lists(
    st.tuples(
        st.integers(0, 40_000_000).map(Fraction),
        st.fractions(min_value=Fraction(1, 100), max_value=9, max_denominator=100),
    ),
    min_size=3,
    max_size=6,
)


@given(scores, scores, st.integers(0, 40_000_000), st.sampled_from(list(Combining)))
def test_groups_come_together_exactly(
    first: list[Any], second: list[Any], own: int, method: Combining
) -> None:
    points = {"领导": combine(method, first), "部门": combine(method, second)}
    found = shares(TOLD).combine(points | {"自评": Fraction(own)})
    given_by = {"领导": first, "部门": second}
    assert found == reference_scorer.of_groups(method, given_by, SHARES, Fraction(own))


def test_the_groups_by_hand() -> None:
    points = {"领导": Fraction(10), "部门": Fraction(25, 3), "自评": Fraction(4)}
    assert shares(TOLD).combine(points) == 4 + Fraction(10, 3) + Fraction(4, 5)


# --- rounding -------------------------------------------------------------------------------------


@given(st.fractions(min_value=-(10**8), max_value=10**8), st.integers(0, 6))
def test_rounding_goes_to_the_nearest_and_half_way_up(exact: Fraction, places: int) -> None:
    rounded = Rounding(places).points(exact)
    expected = reference_scorer.to_places(exact / 10**6, places)
    assert Fraction(rounded, 10**6) == expected


def test_thirds_that_are_rounded_only_in_the_total_lose_nothing() -> None:
    items = tuple(Item(f"1-{n}", "内容", Decimal(1), "标准") for n in range(1, 4))
    standard = Standard((Category("一", items),))
    thirds = {item.code: Fraction(10**6, 3) for item in items}
    assert summed(standard, thirds, Rounding(2, Rounded.TOTAL)).total == 10**6
    assert sum(Rounding(2).points(each) for each in thirds.values()) == 990_000


def test_an_exact_total_takes_each_category_by_its_share() -> None:
    parts = {"一": ("1", Decimal(40)), "二": ("2", Decimal(60))}
    standard = Standard(
        tuple(
            Category(name, (Item(code, "内容", Decimal(100), ""),), share)
            for name, (code, share) in parts.items()
        )
    )
    exact = {"1": Fraction(10**8, 3), "2": Fraction(5 * 10**7)}
    sums = summed(standard, exact, Rounding(6, Rounded.TOTAL))
    assert sums.total == 43_333_333, "a third of 40 and half of 60"
    assert sums.categories == {"一": 33_333_333, "二": 50_000_000}


def test_own_scores_too_are_rounded_only_in_the_total(tmp_path: Path) -> None:
    place = workspace(
        tmp_path,
        TWO[:1],
        small_template(数一数=MEASURED),
        计分依据="自评得分",
        小数位数=0,
        取整="总分",
    )
    put(place, "01", {"数量": {"b2.1": 4, "c1.1": 1, "b1.1": 3}})
    outcome, _, _ = run(place, draft=True)
    (result,) = outcome.results
    assert sum(result.items.values()) == Decimal("45.3")
    assert result.total == 45
    assert "自评得分，只有总分取整数" in outcome.method


@pytest.mark.parametrize("places", ["7", "-1", "1.5", "两位"])
def test_decimals_that_a_score_cannot_have_are_refused(tmp_path: Path, places: str) -> None:
    (found,) = load(workspace(tmp_path, TWO, 小数位数=places))[1]
    assert (found.code, "小数位数" in found.rule) == ("V103", True)


def by_fine_shares() -> bytes:
    """A template whose categories count by shares with decimals."""
    rows: Rows = [
        ["编号", "项目", "考评标准", "考评内容", "考评分数", "考评得分", "扣分说明", "自评得分"],
        ["a1", "学习（20分，占33.33%）", "每少一次扣2分", "按时学习", 20],
        [None, None, None, "小计", 20],
        ["b1", "实践（20分，占66.67%）", "每次加3分", "参加活动", 20],
        [None, None, None, "小计", 20],
        [None, None, None, "合计", None],
    ]
    return small_template(打分=rows, 数一数=[COUNTS, ["a1.1", "次数", "次", -2]])


@pytest.mark.parametrize(
    ("settings", "refused"),
    [({}, False), ({"小数位数": 3}, True), ({"小数位数": 3, "取整": "总分"}, False)],
)
def test_items_keep_no_more_decimals_than_shares_of_categories_leave(
    tmp_path: Path, settings: dict[str, Any], refused: bool
) -> None:
    found = load(workspace(tmp_path, TWO, by_fine_shares(), **settings))[1]
    assert ("L137" in [each.code for each in found]) is refused


# --- 组别权重 ------------------------------------------------------------------------------------


def shares(text: str) -> Shares:
    read = FIELDS["组别权重"].metadata["kind"].read(Cell(text))
    assert isinstance(read, Shares)
    return read


@pytest.mark.parametrize(
    "text",
    [
        TOLD,
        "领导：40%，部门：40%，自评：20%",
        "领导 = 40 ; 部门 = 40 ; 自评 = 20",
        "领导=40\n部门=40\n自评=20",
        "领导＝４０、部门＝４０、自评＝２０",
    ],
)
def test_shares_may_be_written_in_several_ways(text: str) -> None:
    assert str(shares(text)) == TOLD


@pytest.mark.parametrize(
    "text",
    [
        "领导=40、部门=40",
        "领导=40、部门=40、自评=30",
        "领导=50、领导=50",
        "领导=100、部门=0",
        "自评=100",
        "领导40、部门60",
        "领导=60、部门",
        "四成",
    ],
)
def test_shares_that_are_not_a_hundred_of_different_groups_are_refused(
    tmp_path: Path, text: str
) -> None:
    found = [each for each in told(tmp_path, 组别权重=text) if each.severity == "error"]
    assert ("V103", "设置") in [(each.code, each.place.sheet) for each in found]
    assert "合计100" in found[0].rule


def told(root: Path, evaluators: Rows = FIVE, **settings: Any) -> list[Finding]:
    """What is said of a roster with these evaluators, but that a total of 50 is unusual."""
    return [
        each for each in load(in_groups(root, evaluators, **settings))[1] if each.code != "L105"
    ]


def test_groups_that_fit_are_nothing_to_tell(tmp_path: Path) -> None:
    assert told(tmp_path) == []


def test_an_evaluator_without_a_group_is_told_at_the_cell(tmp_path: Path) -> None:
    (found,) = told(tmp_path, [*FIVE, ["P6", "己评委"]])
    assert (found.code, found.place.cell) == ("S020", "F7")


def test_without_the_column_every_evaluator_lacks_a_group(tmp_path: Path) -> None:
    found = told(tmp_path, [["P1", "甲评委"], ["P2", "乙评委"]])
    assert [(each.code, each.place.cell) for each in found] == [("S020", "A2"), ("S020", "A3")]


@pytest.mark.parametrize(
    ("group", "said"),
    [("领倒", "是否想写“领导”"), ("学生", "没有“学生”这个组别"), ("自评", "不是评委的组别")],
)
def test_a_group_without_a_share_is_told_at_the_cell(tmp_path: Path, group: str, said: str) -> None:
    (found,) = told(tmp_path, [*FIVE, ["P6", "己评委", None, None, None, group]])
    assert (found.code, found.place.cell, found.value) == ("L135", "F7", group)
    assert said in found.rule


def test_a_share_that_is_nobodys_is_told_at_the_setting(tmp_path: Path) -> None:
    (found,) = told(tmp_path, FIVE[:2])
    assert (found.code, found.place.sheet, found.value) == ("S021", "设置", TOLD)
    assert "“部门”" in found.rule


def test_shares_without_any_evaluator_are_nobodys(tmp_path: Path) -> None:
    place = workspace(tmp_path, TWO, small_template(数一数=MEASURED), 组别权重=TOLD)
    found = [each for each in load(place)[1] if each.code != "L105"]
    assert [each.code for each in found] == ["S021"]


def test_items_that_a_group_does_not_score_are_told(tmp_path: Path) -> None:
    few = [*FIVE[:2], *([*row[:3], "学习", None, "部门"] for row in FIVE[2:])]
    (found,) = told(tmp_path, few)
    assert (found.code, found.value) == ("S022", TOLD)
    assert "“部门”占40%" in found.rule
    assert "b1、b2、b3、c1、c2" in found.rule


def test_items_that_nothing_counts_have_no_own_score_to_share(tmp_path: Path) -> None:
    place = workspace(tmp_path, TWO, small_template(), FIVE, 组别权重=TOLD)
    (found,) = (each for each in load(place)[1] if each.code != "L105")
    assert (found.code, "“自评”占20%" in found.rule, "b3" in found.rule) == ("S022", True, True)


def test_each_group_needs_enough_for_a_trimmed_mean(tmp_path: Path) -> None:
    codes = [each.code for each in told(tmp_path, 计分方法="去掉最高最低后平均")]
    assert codes == ["S005"]
    ten = [[f"P{n}", f"评委{n}", None, None, None, ("领导", "部门")[n % 2]] for n in range(10)]
    assert told(tmp_path / "ten", ten, 计分方法="去掉最高最低后平均") == []


@pytest.mark.parametrize(
    ("settings", "sheet"), [({"组别权重": None}, "评委"), ({"计分依据": "自评得分"}, "设置")]
)
def test_groups_that_mean_nothing_are_asked_about(
    tmp_path: Path, settings: dict[str, Any], sheet: str
) -> None:
    (found,) = told(tmp_path, **settings)
    assert (found.code, found.severity, found.place.sheet) == ("L136", "warning", sheet)


def test_the_column_needs_none_of_those_that_may_be_left_out(tmp_path: Path) -> None:
    place = in_groups(tmp_path)
    workbook = load_workbook(place.roster)
    sheet = workbook["评委"]
    for column in (5, 4, 3):
        sheet.delete_cols(column)
    workbook.save(place.roster)
    assert [each.code for each in load(place)[1]] == ["L105"]
    assert COLUMNS[-1] == "组别"


# --- what is missing ------------------------------------------------------------------------------


def test_while_a_group_has_not_scored_an_item_the_branch_has_no_result(tmp_path: Path) -> None:
    place = in_groups(tmp_path)
    for branch, inputs in COUNTED.items():
        put(place, branch, inputs)
    marks = random_marks(place, Random(1))  # noqa: S311
    whole = {who: marks[who] for who in ("P1", "P2")}
    rest = {who: marks[who] for who in ("P3", "P4", "P5")}
    without = {who: {**own, "01": {**own["01"], "a1": None}} for who, own in rest.items()}
    hand_in(place, {**whole, **without})  # type: ignore[dict-item]
    outcome, findings, _ = run(place, draft=True)
    assert [result.status for result in outcome.results] == [Status.UNSCORED, Status.QUALIFIED]
    assert "S008" in {found.code for found in findings}


def test_counts_that_are_needed_for_the_own_score_are_asked_for(tmp_path: Path) -> None:
    place = in_groups(tmp_path, branches=TWO[:1])
    put(place, "01", {"数量": {"a1.1": None}})
    hand_in(place, random_marks(place, Random(1)))  # noqa: S311
    outcome, findings, _ = run(place, draft=True)
    (found,) = (each for each in findings if each.code == "V019")
    assert (found.branch, "自评得分占20%" in found.rule) == ("01", True)
    assert outcome.results[0].status is Status.NEEDS_CORRECTION


# --- what people are told -------------------------------------------------------------------------


def test_where_a_score_comes_from_is_told_by_groups(year: tuple[Workspace, Marks]) -> None:
    place, marks = year
    outcome, _, outputs = run_with(place)
    workbook = load_workbook(outputs["results"])
    rows = list(workbook["得分来源"].iter_rows(min_row=2, values_only=True))
    own = [row[3] for row in rows if row[:2] == ("01", "a1")]
    given_by = {who: f"{marks[who]['01']['a1']:g}" for who in marks}
    assert own == [
        f"领导占40%，2位评委平均，P1评{given_by['P1']}分",
        f"领导占40%，2位评委平均，P2评{given_by['P2']}分",
        f"部门占40%，3位评委平均，P3评{given_by['P3']}分",
        f"部门占40%，3位评委平均，P4评{given_by['P4']}分",
        f"部门占40%，3位评委平均，P5评{given_by['P5']}分",
        "自评占20%，10分，数量 a1.1=1",
    ]
    for sheet, column in (("评委打分", 4), ("评委进度", 3)):
        assert workbook[sheet].cell(1, column).value == "组别"
        assert workbook[sheet].cell(2, column).value == "领导"
    assert outcome.method == "考评得分，5位评委，领导占40%、部门占40%、自评占20%，每组平均"
    assert outcome.method in outputs["report"].read_text("utf-8")


def test_feedback_tells_the_shares_and_nobodys_score(year: tuple[Workspace, Marks]) -> None:
    place, _ = year
    outcome, _, _ = run_with(place)
    feedback = make_feedback(outcome, draft=True)["01"]
    causes = [cause for line in feedback.lines for cause in line.causes]
    mixed = [cause for cause in causes if "综合得" in cause]
    assert mixed
    assert all("（领导占40%、部门占40%、自评占20%）" in cause for cause in mixed)
    assert not any("评委" in cause for cause in causes)
    assert give_feedback(outcome, place, draft=True).workbooks


def test_the_method_tells_of_rounding_where_it_is_unusual() -> None:
    assert Rounding().words == ""
    assert Rounding(1).words == "每项保留1位小数"
    assert Rounding(2, Rounded.TOTAL).words == "只有总分保留2位小数"
    assert Rounding(0).words == "每项取整数"


def test_workbooks_of_evaluators_are_the_same_with_and_without_groups(tmp_path: Path) -> None:
    made = []
    without: Rows = [row[:5] for row in FIVE]
    for place in (
        in_groups(tmp_path / "with"),
        in_groups(tmp_path / "without", without, 组别权重=None),
    ):
        issued = issue_panel(loaded(place), place, latest=False, track=unwatched)
        made.append({code: path.read_bytes() for code, path in issued.workbooks.items()})
    assert made[0] == made[1]


def test_json_has_the_scores_of_groups(year: tuple[Workspace, Marks]) -> None:
    place, _ = year
    run_with(place)
    found = json.loads(wuhao("run", "--draft", "--json", cwd=place.root).stdout)
    assert {each["status"] for each in found["branches"]} == {"qualified"}


def test_settings_spell_the_shares_for_fields_of_templates() -> None:
    assert str(Settings(shares=shares(TOLD)).shares) == TOLD


@pytest.mark.parametrize(
    ("how", "total"),
    [
        (LeftOut.SCALED, Fraction(10, 3) * Fraction(60, 40) + Fraction(1, 3)),
        (LeftOut.FULL, Fraction(10, 3) + 20 + Fraction(1, 3)),
        (LeftOut.NONE, Fraction(10, 3) + Fraction(1, 3)),
    ],
)
def test_a_total_of_exact_scores_takes_items_that_do_not_apply(
    how: LeftOut, total: Fraction
) -> None:
    """60 points, of which 20 do not apply, and a 加分 beside them."""
    first = Item("1", "甲", Decimal(40), "")
    second = Item("2", "乙", Decimal(20), "")
    bonus = Item("3", "丙", Decimal(5), "", terms=Terms(nature=Nature.BONUS))
    parts = {"一": first, "二": second, "三": bonus}
    standard = Standard(tuple(Category(name, (item,)) for name, item in parts.items()))
    exact = {"1": Fraction(10**7, 3), "3": Fraction(10**6, 3)}
    sums = summed(standard, exact, Rounding(2, Rounded.TOTAL), how, ["2"])
    assert Fraction(sums.total, 10**6) == reference_scorer.to_places(total, 2)
    assert ("二" in sums.categories) is (how is LeftOut.FULL)
