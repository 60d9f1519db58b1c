"""超出每: 每单位加减分 is due for every so many units above 最少数量, and not for each unit."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import plain, to_points
from wuhao_batch.scoring.answer import Answer, Quantity
from wuhao_batch.scoring.rules.headers import EACH_ABOVE, FREE, MINIMUM, POINTS, ZEROES
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import CellOf, Done, Effect, ScoringRule, Stated
from wuhao_batch.scoring.rules.whole import times, times_formula, times_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Above(ScoringRule):
    """``points`` for every ``each`` units by which a count is above ``minimum``."""

    minimum: Quantity
    points: Decimal
    each: Quantity

    blank: ClassVar[Mapping[str, Stated]] = {EACH_ABOVE: None}
    neighbours: ClassVar[tuple[Neighbours, ...]] = (
        Neighbours(EACH_ABOVE, needs=((POINTS,), (MINIMUM,)), apart=(ZEROES, FREE), countable=True),
    )

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 超出每 with the columns that it gives another meaning to."""
        minimum, points, each = row.quantity(MINIMUM), row.points(POINTS), row.positive(EACH_ABOVE)
        if minimum is None or points is None or each is None:
            return None
        return cls(minimum, points, each)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The points, the minimum, and how far above it the points are due again."""
        return {POINTS: self.points, MINIMUM: self.minimum, EACH_ABOVE: self.each}

    @property
    def effects(self) -> tuple[Effect, ...]:
        """An award earns, a deduction loses."""
        return (Effect.EARNS if self.points > 0 else Effect.LOSES,)

    def figures(self, answer: Answer) -> tuple[Decimal, ...]:
        """Return the points."""
        return (self.points,)

    def never(self, answer: Answer) -> tuple[str, str] | None:
        """Return 超出每 where no number that is taken is so far above."""
        if self.minimum + self.each <= answer.largest:
            return None
        return EACH_ABOVE, f"加上最少数量，比最多能填的{answer.amount(answer.largest)}还大"

    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return the points as often as they are due."""
        above = counts - answer.count(self.minimum)
        return times(above, answer, self.each) * to_points(self.points)

    def formula(self, answer: Answer, count: str, cell: CellOf) -> str:
        """Return the product of how often they are due and the cell of the points."""
        above = f"{count}-{cell(MINIMUM)}"
        return f"+{times_formula(above, answer, self.each, cell(EACH_ABOVE))}*{cell(POINTS)}"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the points; None for a loss of nothing."""
        total = self.points * times_of(count - answer.count(self.minimum), answer, self.each)
        if not total and self.points <= 0:
            return None
        gain = "得" if self.points > 0 else "扣"
        rate = f"每超{answer.difference(self.each)}{gain}{plain(abs(self.points))}分"
        least = answer.amount(self.minimum)
        told = f"超过{least}的{rate}，{gain}{plain(abs(total))}分"
        return Done(told, total)

    def words(self, answer: Answer) -> str:
        """Such as 超过100%的，每超1个百分点得0.5分."""
        gain = "得" if self.points > 0 else "扣"
        least, each = answer.amount(self.minimum), answer.difference(self.each)
        return f"超过{least}的，每超{each}{gain}{plain(abs(self.points))}分"
