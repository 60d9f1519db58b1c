"""最少数量 and 不足扣分: fewer than so many lose a fixed number of points.

“未超过4次” is a 最少数量 of 5, “少于4次” one of 4.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import plain, to_points
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Done, Effect, ScoringRule, Stated

if TYPE_CHECKING:
    import pandas as pd

MINIMUM, LOSS = "最少数量", "不足扣分"


@dataclass(frozen=True, slots=True)
class Shortfall(ScoringRule):
    """A count below ``minimum`` loses ``loss`` points, however far below it is."""

    minimum: int
    loss: Decimal

    blank: ClassVar[Mapping[str, Stated]] = {LOSS: None, MINIMUM: None}
    original: ClassVar[bool] = True

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the columns as they stand on the sheet: the minimum before its loss."""
        return MINIMUM, LOSS

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read both columns: either without the other, or a negative loss, cannot be meant."""
        minimum, loss = row.count(MINIMUM), row.points(LOSS)
        if (minimum is None) != (loss is None):
            row.contradict("的最少数量和不足扣分要一起填")
        if minimum is None or loss is None:
            return None
        if loss < 0:
            row.contradict("的不足扣分应为大于0的数")
        return cls(minimum, loss)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The loss and the minimum."""
        return {LOSS: self.loss, MINIMUM: self.minimum}

    @property
    def effect(self) -> Effect:
        """Points are lost."""
        return Effect.LOSES

    def result(self, counts: "pd.Series") -> "pd.Series":
        """Return the loss where a count is below the minimum."""
        return (counts < self.minimum).astype("Int64") * -to_points(self.loss)

    def formula(self, count: str, cell: Callable[[str], str]) -> str:
        """Return the loss under the condition that the count is below the minimum."""
        return f"-IF({count}<{cell(MINIMUM)},{cell(LOSS)},0)"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the loss; None for a count of at least the minimum."""
        if count >= self.minimum:
            return None
        least = "" if answer.yes_no else f"少于{self.minimum}{answer.unit}，"
        return Done(f"{least}扣{plain(self.loss)}分", -self.loss)

    @property
    def words(self) -> str:
        """Such as 少于5扣1分."""
        return f"少于{self.minimum}扣{plain(self.loss)}分"
