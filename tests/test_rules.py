"""Kinds of rules: where each begins to bite, in words, in the form, and how a new one comes in."""

import re
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from functools import total_ordering
from typing import Any

import pytest

from tests.support.drawing import ROOT, TEMPLATE
from tests.support.faults import make_form_of
from tools.filling import find_cell, open_form
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.template import load_template
from wuhao_batch.scoring.combining import Combining, combine
from wuhao_batch.scoring.explaining import steps
from wuhao_batch.scoring.model import Item, Measure
from wuhao_batch.scoring.rules.shortfall import Shortfall

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
    assert combine(Combining.MEAN, weighed) == result


# --- the red of the form -------------------------------------------------------------------------


@total_ordering
class Value:
    """A cell's value as spreadsheets compare it: any text is larger than any number."""

    def __init__(self, value: object) -> None:
        self.value: Any = value.value if isinstance(value, Value) else value

    @property
    def rank(self) -> tuple[bool, Any]:
        return isinstance(self.value, str), self.value

    def __eq__(self, other: object) -> bool:
        return self.rank == Value(other).rank

    def __lt__(self, other: object) -> bool:
        return self.rank < Value(other).rank

    def __hash__(self) -> int:
        return hash(self.value)


FUNCTIONS: dict[str, Callable[..., object]] = {
    "IF": lambda condition, yes, no: yes if condition else no,
    "OR": lambda *conditions: any(conditions),
    "AND": lambda *conditions: all(conditions),
    "ISNUMBER": lambda value: not isinstance(value.value, str),
    "INT": lambda value: value if isinstance(value.value, str) else Value(int(value.value // 1)),
}


def holds(formula: str, cell: str, value: object) -> bool:
    """Whether a formula over one cell is true while that value stands in it."""
    python = formula.replace("<>", "!=")
    python = re.sub(r"(?<![<>!])=", "==", python).replace(cell, "cell")
    names = {"cell": Value(value), "TRUE": True, "FALSE": False, "__builtins__": {}}
    return bool(eval(python, FUNCTIONS | names))  # noqa: S307  our own formula


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
