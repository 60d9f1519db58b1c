"""Explanations held against the cells that they lead to.

The cells are opened with openpyxl alone and the points worked out by the reference scorer, so that
nothing of the program's own reading or scoring is taken on trust.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

from openpyxl import load_workbook

from tests.support import reference_scorer as reference
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.cli.printing_explanation import explained_json
from wuhao_batch.jobs.explain import Question, answer
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item


class Cells:
    """The cells of the workbooks below a folder, as they stand there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.books: dict[str, Any] = {}

    def at(self, place: Mapping[str, Any]) -> Any:
        """The cell that an explanation names."""
        file = place["file"]
        if file not in self.books:
            self.books[file] = load_workbook(self.root / file, data_only=True)
        return self.books[file][place["sheet"]][place["cell"]]


def number_in(cell: Any) -> Fraction:
    """The number that a person reads in a cell, with or without its unit."""
    if not isinstance(cell.value, str):
        value = Fraction(str(cell.value))
        return value * 100 if "%" in cell.number_format else value
    found = re.match(r"-?\d+(\.\d+)?", unicodedata.normalize("NFKC", cell.value).strip())
    assert found, cell.value
    return Fraction(found[0])


def answer_in(cell: Any, measure: Measure) -> Any:
    """What is answered in a cell of 数量: a number, or one of the words to choose from."""
    if measure.yes_no or measure.answer.choices:
        return str(cell.value).strip()
    return number_in(cell)


def asked(outcome: Outcome, code: str) -> dict[str, Any]:
    """The explanation of a branch, as ``--json`` has it."""
    return explained_json(answer(outcome, Question(code)))


class Recomputed:
    """All points of a year, worked out from the cells to which explanations lead."""

    def __init__(self, outcome: Outcome, root: Path, codes: Iterable[str]) -> None:
        self.assessment, self.cells = outcome.assessment, Cells(root)
        self.told = {code: asked(outcome, code) for code in codes}
        self.items = {code: self._items(each) for code, each in self.told.items()}
        self.totals = {
            code: self._total(code, items)
            for code, items in self.items.items()
            if self.told[code]["branch"]["total"] is not None
        }

    def categories(self, code: str) -> dict[str, Fraction]:
        """Category → the sum of the items that apply."""
        own, how = self.items[code], str(self.assessment.settings.left_out)
        full = {} if how != "满分" else self._full(code)
        return {
            each.name: sum(
                ((own | full).get(item.code, Fraction(0)) for item in each.items), Fraction(0)
            )
            for each in self.assessment.standard.categories
        }

    def rank(self, code: str) -> int:
        """The rank of a branch among those that are ranked beside it."""
        settings = self.assessment.settings
        kinds = {each.code: each.kind for each in self.assessment.roster.branches}
        beside = {
            other: total
            for other, total in self.totals.items()
            if self.told[other]["branch"]["rank"] is not None
            and (not settings.by_kind or kinds[other] == kinds[code])
        }
        return reference.ranks(beside)[code]

    def _full(self, code: str) -> dict[str, Fraction]:
        left_out = self.told[code]["branch"]["left_out"]
        standard = self.assessment.standard
        return {each: Fraction(standard.item(each).cap or 0) for each in left_out}

    def _items(self, told: Mapping[str, Any]) -> dict[str, Fraction]:
        standard = self.assessment.standard
        return {
            each["code"]: self._item(standard.item(each["code"]), each)
            for each in told["items"]
            if each["points"] is not None
        }

    def _item(self, item: Item, told: Mapping[str, Any]) -> Fraction:
        found = self._found(item, told)
        for each in told["decided"]:
            before = self.cells.at(each)
            assert number_in(before) == found, "the meeting decided on another score"
            found = number_in(before.offset(0, 1))  # 新分 stands right of 原分
        return found

    def _found(self, item: Item, told: Mapping[str, Any]) -> Fraction:
        if told["basis"] == "自评得分":
            return self._own(item, told)
        return _given(self.assessment, self.cells, told, lambda: self._own(item, told))

    def _own(self, item: Item, told: Mapping[str, Any]) -> Fraction:
        cells = {each["measure"]: self.cells.at(each) for each in told["counts"]}
        answers = {m.code: answer_in(cells[m.code], m) for m in item.measures}
        cap_first = str(self.assessment.settings.capping) == "先封顶再扣分"
        own = reference.own_score(item, answers, cap_first=cap_first)
        assert own is not None
        return own

    def _total(self, code: str, items: dict[str, Fraction]) -> Fraction:
        standard, left_out = self.assessment.standard, self.told[code]["branch"]["left_out"]
        if left_out:
            how = str(self.assessment.settings.left_out)
            return reference.total_of_the_rest(standard, items, set(left_out), how)
        total = reference.weighed_total(standard, dict(items))
        assert total is not None
        return total


def _given(assessment: Assessment, cells: Cells, told: Mapping[str, Any], own: Any) -> Fraction:
    """The score that the evaluators' cells give together."""
    settings = assessment.settings
    given = [(each["evaluator"], number_in(cells.at(each))) for each in told["scores"]]
    evaluators = {each.code: each for each in assessment.evaluators}
    if not evaluators:
        ((_, points),) = given
        return points
    method, places = str(settings.combining), settings.rounding.places
    if settings.shares is None:
        weighed = [(points, Fraction(evaluators[who].weight)) for who, points in given]
        return reference.combined(method, weighed, places)
    groups: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for who, points in given:
        weight = Fraction(evaluators[who].weight)
        groups.setdefault(evaluators[who].group, []).append((points, weight))
    shares = {group: int(share) for group, share in settings.shares.of}
    exact = reference.of_groups(method, groups, shares, own())
    assert exact is not None
    return reference.to_places(exact, places)
