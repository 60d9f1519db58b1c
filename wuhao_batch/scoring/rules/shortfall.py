"""最少数量, 不足扣分 and 不足每: fewer than so many lose points, once or for every so many missing.

“未超过4次” is a 最少数量 of 5, “少于4次” one of 4; “每缺1次扣0.5分” is a 不足每 of 1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import plain, to_points
from wuhao_batch.scoring.answer import Answer, Quantity
from wuhao_batch.scoring.rules.headers import EACH_ABOVE, EACH_MISSING, LOSS, MINIMUM
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import CellOf, Done, Effect, ScoringRule, Stated
from wuhao_batch.scoring.rules.whole import times, times_formula, times_of

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Shortfall(ScoringRule):
    """A count below ``minimum`` loses ``loss`` points: once, or for every ``each`` below it."""

    minimum: Quantity
    loss: Decimal
    each: Quantity | None = None

    blank: ClassVar[Mapping[str, Stated]] = {LOSS: None, MINIMUM: None, EACH_MISSING: None}
    original: ClassVar[tuple[str, ...]] = (MINIMUM, LOSS)
    neighbours: ClassVar[tuple[Neighbours, ...]] = (
        Neighbours(EACH_MISSING, needs=((MINIMUM,), (LOSS,)), countable=True),
    )

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read the columns: minimum and loss without the other, or a negative loss, is no rule.

        With 超出每 a minimum stands without a loss; 不足每 tells itself what it lacks.
        """
        minimum, loss, each = row.quantity(MINIMUM), row.points(LOSS), row.positive(EACH_MISSING)
        alone = loss is None and row.filled(EACH_ABOVE)
        if (minimum is None) != (loss is None) and not alone and each is None:
            row.contradict("的最少数量和不足扣分要一起填")
        if minimum is None or loss is None:
            return None
        if loss < 0:
            row.contradict("的不足扣分应为大于0的数")
        return cls(minimum, loss, each)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The loss, the minimum, and how far below it the loss is due again."""
        return {LOSS: self.loss, MINIMUM: self.minimum, EACH_MISSING: self.each}

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Points are lost."""
        return (Effect.LOSES,)

    def figures(self, answer: Answer) -> tuple[Decimal, ...]:
        """Return the loss."""
        return (self.loss,)

    def never(self, answer: Answer) -> tuple[str, str] | None:
        """Return 不足每 where it is more than can be missing."""
        if self.each is None or self.each <= self.minimum:
            return None
        return EACH_MISSING, f"比最少数量{answer.amount(self.minimum)}还大"

    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return the loss where a count is below the minimum, as often as it is due."""
        least = answer.count(self.minimum)
        if self.each is None:
            due = (counts < least).astype("Int64")
        else:
            due = times(least - counts, answer, self.each)
        return due * -to_points(self.loss)

    def formula(self, answer: Answer, count: str, cell: CellOf) -> str:
        """Return the loss under the condition that the count is below the minimum."""
        if self.each is None:
            return f"-IF({count}<{cell(MINIMUM)},{cell(LOSS)},0)"
        missing = f"{cell(MINIMUM)}-{count}"
        return f"-{times_formula(missing, answer, self.each, cell(EACH_MISSING))}*{cell(LOSS)}"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the loss; None for a count of at least the minimum."""
        missing = answer.count(self.minimum) - count
        due = int(missing > 0) if self.each is None else times_of(missing, answer, self.each)
        if not due:
            return None
        lost = self.loss * due
        least = "" if answer.yes_no else f"少于{answer.amount(self.minimum)}，"
        return Done(f"{least}{self._rate(answer)}扣{plain(lost)}分", -lost)

    def _rate(self, answer: Answer) -> str:
        if self.each is None:
            return ""
        return f"每少{answer.difference(self.each)}扣{plain(self.loss)}分，"

    def words(self, answer: Answer) -> str:
        """Such as 少于5次扣1分（只扣一次） or 少于87%的，每少3个百分点扣0.5分."""
        loss = f"扣{plain(self.loss)}分"
        if answer.yes_no:
            return f"“{answer.spoken(0)}”{loss}"
        least = f"少于{answer.amount(self.minimum)}"
        if self.each is None:
            return f"{least}{loss}（只扣一次）"
        return f"{least}的，每少{answer.difference(self.each)}{loss}"
