"""Kinds of rules: where each begins to bite, in words, in the form, and how a new one comes in."""

import subprocess
import sys
from decimal import Decimal
from fractions import Fraction

import pytest

from tests.support.drawing import ROOT, TEMPLATE
from tests.support.faults import make_form_of
from tests.support.formulas import holds
from tests.support.new_rule import Excess
from tools.filling import find_cell, open_form
from wuhao_batch.assessment.layout import COUNTS
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.template import load_template
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.combining import Combining, combine
from wuhao_batch.scoring.explaining import explain, steps
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Item, item_of
from wuhao_batch.scoring.rounding import Rounding
from wuhao_batch.scoring.rules import kinds
from wuhao_batch.scoring.rules.kinds import columns, digested, read_rules
from wuhao_batch.scoring.rules.limit import Limit
from wuhao_batch.scoring.rules.per_unit import PerUnit
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Rule
from wuhao_batch.scoring.rules.shortfall import Shortfall
from wuhao_batch.scoring.rules.zeroing import Zeroing
from wuhao_batch.sheets import Cell, Sheet
from wuhao_batch.tables import Table

# --- where a rule begins to bite -----------------------------------------------------------------


@pytest.mark.parametrize(("count", "lost"), [(4, [Decimal(-1)]), (5, []), (6, [])])
def test_only_a_count_below_the_minimum_is_told_as_a_loss(count: int, lost: list[Decimal]) -> None:
    measure = Measure("1-1.1", "学习", "次", (Shortfall(5, Decimal(1)),))
    item = Item("1-1", "内容", Decimal(5), "标准", (measure,))
    assert [step.points for step in steps(item, {"1-1.1": count})] == lost


@pytest.mark.parametrize(
    ("given", "result"), [((0, 10_000), 10_000), ((20_000, 30_000), 30_000), ((1, 2), 0)]
)
def test_a_mean_between_two_hundredths_goes_to_the_larger(
    given: tuple[int, ...], result: int
) -> None:
    weighed = [(Fraction(score), Fraction(1)) for score in given]
    assert Rounding().points(combine(Combining.MEAN, weighed)) == result


def test_what_is_just_below_the_middle_goes_to_the_smaller() -> None:
    third = [(Fraction(score), Fraction(1)) for score in (20_000, 20_000, 4_999)]
    assert Rounding().points(combine(Combining.MEAN, third)) == 10_000, (
        "14 999⅔ is nearer to 10 000"
    )
    weighed = [(Fraction(14_999), Fraction(1, 3))]
    assert Rounding().points(combine(Combining.WEIGHTED, weighed)) == 10_000


# --- what is told of an effect -------------------------------------------------------------------


def one(measure: Measure, cap: int = 10) -> Item:
    """An item with that measure alone."""
    return Item("1-1", "内容", Decimal(cap), "标准", (measure,))


LOSES, EARNS = PerUnit(Decimal("-0.5")), PerUnit(Decimal(2))


HALF = Measure("1-1.1", "投稿", "篇", (PerUnit(Decimal("0.5")),))


@pytest.mark.parametrize(
    ("unit", "rule", "count", "told"),
    [
        ("次", LOSES, 3, ["学习3次，每次0.5分，扣1.5分"]),
        ("次", LOSES, 0, []),
        ("", LOSES, 3, ["学习3，每个0.5分，扣1.5分"]),
        ("是否", LOSES, 1, ["学习：是，扣0.5分"]),
        ("篇", EARNS, 3, ["学习3篇，每篇2分，得6分"]),
        ("篇", EARNS, 0, ["学习0篇，每篇2分，得0分"]),
        ("是否", EARNS, 0, ["学习：否，得0分"]),
        ("次", Shortfall(4, Decimal(1)), 3, ["学习3次，少于4次，扣1分"]),
        ("次", Shortfall(4, Decimal(1)), 4, []),
        ("是否", Shortfall(1, Decimal(1)), 0, ["学习：否，扣1分"]),
        ("起", Zeroing(), 1, ["学习1起，此项为0分"]),
        ("是否", Zeroing(), 1, ["学习：是，此项为0分"]),
        ("起", Zeroing(), 0, []),
    ],
)
def test_each_effect_is_told_in_words(unit: str, rule: Rule, count: int, told: list[str]) -> None:
    measure = Measure("1-1.1", "学习", unit, (rule,))
    counts = {"1-1.1": count}
    assert explain(one(measure), counts, Capping.CAP_FIRST) == told
    assert [step.measure for step in steps(one(measure), counts)] == [measure] * len(told)


def test_a_blank_count_has_no_effect() -> None:
    second = Measure("1-1.2", "学习", "次", (LOSES,))
    item = Item("1-1", "内容", Decimal(5), "标准", (Measure("1-1.1", "甲", "次", (LOSES,)), second))
    assert [step.measure for step in steps(item, {"1-1.2": 1})] == [second]


def test_what_zeroes_the_item_is_told_first() -> None:
    measure = Measure("1-1.1", "缺勤", "次", (LOSES, Zeroing()))
    told = explain(one(measure), {"1-1.1": 2}, Capping.CAP_FIRST)
    assert told == ["缺勤2次，此项为0分", "缺勤2次，每次0.5分，扣1分"]


@pytest.mark.parametrize(
    ("won", "lost", "capping", "limits"),
    [
        (5, 0, Capping.CAP_FIRST, []),
        (6, 0, Capping.CAP_FIRST, ["加分以5分为限"]),
        (6, 2, Capping.CAP_FIRST, ["加分以5分为限"]),
        (6, 0, Capping.DEDUCT_FIRST, ["以5分为限"]),
        (6, 1, Capping.DEDUCT_FIRST, []),
        (1, 1, Capping.CAP_FIRST, []),
        (1, 2, Capping.CAP_FIRST, ["扣完为止，最低0分"]),
        (0, 6, Capping.CAP_FIRST, ["扣完为止，最低0分"]),
    ],
)
def test_the_cap_and_the_floor_are_told_where_they_take_effect(
    won: int, lost: int, capping: Capping, limits: list[str]
) -> None:
    award = Measure("1-1.1", "论文", "篇", (PerUnit(Decimal(1)),))
    loss = Measure("1-1.2", "缺勤", "次", (PerUnit(Decimal(-1)),))
    item = Item("1-1", "内容", Decimal(5), "标准", (award, loss))
    told = explain(item, {"1-1.1": won, "1-1.2": lost}, capping)
    assert [text for text in told if "为限" in text or "为止" in text] == limits


def test_an_award_that_reaches_the_cap_is_not_cut() -> None:
    item = Item("1-1", "内容", Decimal("0.5"), "标准", (HALF,))
    for capping in Capping:
        assert explain(item, {"1-1.1": 1}, capping) == ["投稿1篇，每篇0.5分，得0.5分"]


# --- what is taken -------------------------------------------------------------------------------


def test_a_measure_takes_yes_or_no_or_a_number_up_to_its_limit() -> None:
    def answer(unit: str, *rules: Rule) -> Answer:
        return Measure("1-1.1", "学习", unit, rules).answer

    assert answer("次", LOSES) == Answer((), largest=9_999, unit="次")
    assert answer("次", LOSES, Limit(3)) == Answer((), largest=3, unit="次")
    assert answer("是否", LOSES) == Answer(("否", "是"), largest=1, unit="是否")
    assert answer("是否", LOSES, Limit(3)) == answer("是否", LOSES)


def test_the_item_of_a_measure_is_all_before_its_last_point() -> None:
    assert item_of("1-1.2") == "1-1"
    assert item_of("1-1.2.3") == "1-1.2"


def test_columns_stand_in_the_order_of_the_sheet() -> None:
    original = ("每单位加减分", "出现即为0分", "最少数量", "不足扣分", "最多数量")
    assert columns(original=True) == original
    assert columns(original=False) == (
        "不足每",
        "超出每",
        "档次",
        "免计数量",
        "最多加减",
        "取最高",
        "小数",
        "须附说明",
    )


@pytest.mark.parametrize(
    ("header", "cell", "message"),
    [
        (
            "每单位加减分",
            Cell(-1.5, shown="-2"),
            "【明细·B2】现填“-2”。“每单位加减分”存的是“-1.5”，",
        ),
        (
            "出现即为0分",
            Cell("是", look="“是”已划去"),
            "【明细·C2】现填“是”。“出现即为0分”存的是“是”，",
        ),
        ("最多数量", Cell(12, shown="1"), "【明细·F2】现填“1”。“最多数量”存的是“12”，"),
    ],
)
def test_a_rule_that_shows_something_else_than_it_stores_is_refused(
    header: str, cell: Cell, message: str
) -> None:
    headers = ["编号", *columns(original=True)]
    cells = {(1, column): Cell(text) for column, text in enumerate(headers, 1)}
    row = Row(
        Table(
            COUNTS,
            Sheet("明细", visible=True, cells=cells | {(2, headers.index(header) + 1): cell}),
            1,
            {text: column for column, text in enumerate(headers, 1)},
        ),
        2,
        "t.xlsx",
    )
    read_rules(row)
    (found,) = row.findings
    assert found.code == "V024"
    assert found.message.startswith(message)
    assert found.place.file == "t.xlsx"


# --- the red of the form -------------------------------------------------------------------------


def test_what_a_measure_takes_stays_calm_and_all_else_turns_red() -> None:
    template, _ = load_template(TEMPLATE)
    assert template is not None
    workbook = open_form(make_form_of(Branch("01", "甲党总支")))
    for measure in template.standard.measures:
        sheet, cell = find_cell(workbook, "数量", measure.code)
        (rule,) = [
            rule
            for area in sheet.conditional_formatting
            if cell in area.sqref
            for rule in area.rules
        ]
        calm: tuple[object, ...] = ("", 0, 1, measure.largest)
        red: tuple[object, ...] = (-1, 0.5, measure.largest + 1, "两次")
        if measure.yes_no:
            calm, red = ("", "是", "否"), (0, 1, "有")
        assert not any(holds(rule.formula[0], cell, value) for value in calm), measure.code
        assert all(holds(rule.formula[0], cell, value) for value in red), measure.code


# --- a new kind ----------------------------------------------------------------------------------


def test_a_later_kind_counts_in_the_digest_only_where_it_is_used(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Forms that were sent before such a rule came stay valid."""
    before = digested((LOSES,))
    assert before == ["-0.5", False, None, None, None]
    monkeypatch.setattr(kinds, "KINDS", (*kinds.KINDS, Excess))
    assert columns(original=False)[-1] == "超出扣分"
    assert digested((LOSES,)) == before
    assert digested((LOSES, Excess(Decimal(2)))) == [*before, ["超出扣分", "2"]]


def test_a_new_kind_is_a_class_and_its_place_in_the_list() -> None:
    """Without its column a template stays as it was; with it, form, score and words follow."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.new_rule"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
