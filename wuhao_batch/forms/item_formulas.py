"""The score of an item as a live formula, wherever its quantities stand (docs/scoring.md)."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import partial
from math import lcm

from wuhao_batch.assessment.layout import CAP, TOP
from wuhao_batch.numbers import plain
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Item
from wuhao_batch.scoring.rules.rule import Effect
from wuhao_batch.scoring.shares import shares

LONGEST = 8_192
"""Characters of a formula that spreadsheet programs take."""

QUANTITY = "数量"


@dataclass(frozen=True)
class ItemFormulas:
    """Write the formulas of items.

    Attributes:
        capping: The 设置项 加分封顶.
        of: Measure and header → a formula for what stands there; 数量 is its cell.
        points: Item and 考评分数 or 最高得分 → a formula for that limit.
    """

    capping: Capping
    of: Callable[[Measure, str], str]
    points: Callable[[Item, str], str]

    def score(self, item: Item) -> str:
        """Return the score that the quantities of an item give, "" until all are filled in."""
        cells = ((each.answer, self.of(each, QUANTITY)) for each in item.measures)
        filled = "+".join(answer.filled(cell) for answer, cell in cells)
        lowest, highest = (
            self._limit(item, item.scale.lowest),
            self._limit(item, item.scale.highest),
        )
        losses = "".join(self._terms(item, Effect.LOSES))
        score = self._start(item)
        if item.earns and highest and self.capping == Capping.CAP_FIRST:
            score = f"MIN({highest},{score}){losses}"
        elif item.earns and highest:
            score = f"MIN({highest},{score}{losses})"
        else:
            score = f"{score}{losses}"
        if lowest:
            score = f"MAX({lowest},{score})"
        zeroing = ",".join(self._terms(item, Effect.ZEROES))
        if zeroing:
            score = f"IF(OR({zeroing}),0,{score})"
        return f'=IF({filled}<{len(item.measures)},"",{score})'

    def _start(self, item: Item) -> str:
        """Return the score before anything is lost: where the item starts, and its awards."""
        awards = "".join(self._terms(item, Effect.EARNS))
        if item.scale.start:
            return f"{self.points(item, CAP)}{awards}"
        return awards.removeprefix("+") or "0"

    def _limit(self, item: Item, limit: Decimal | None) -> str:
        """Return the formula for a limit, or its figure; "" if there is none."""
        if limit is None:
            return ""
        if limit == item.cap:
            return self.points(item, CAP)
        return self.points(item, TOP) if limit == item.terms.top else plain(limit)

    def _terms(self, item: Item, effect: Effect) -> Iterator[str]:
        def formula_of(measure: Measure) -> str:
            return measure.formula(effect, partial(self.of, measure))

        return (share.formula(effect, formula_of) for share in shares(item.measures, effect))


def weighed_sum(cells: Sequence[str], weights: Sequence[Fraction]) -> str:
    """Return the sum of cells, each by its weight: whole weights, divided once."""
    if all(weight == 1 for weight in weights):
        return f"SUM({','.join(cells)})"
    whole = lcm(100, *(weight.denominator for weight in weights))
    pairs = zip(cells, weights, strict=True)
    return f"({'+'.join(f'SUM({cell})*{weight * whole}' for cell, weight in pairs)})/{whole}"
