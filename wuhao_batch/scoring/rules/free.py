"""免计数量: the first so many do not count."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.scoring.answer import Answer, Quantity
from wuhao_batch.scoring.rules.headers import FREE, MINIMUM, POINTS, ZEROES
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import CellOf, CountingRule, Stated

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Free(CountingRule):
    """Only what is above ``free`` counts."""

    free: Quantity

    blank: ClassVar[Mapping[str, Stated]] = {FREE: None}
    neighbours: ClassVar[tuple[Neighbours, ...]] = (
        Neighbours(FREE, needs=((POINTS, ZEROES),), apart=(MINIMUM,), countable=True),
    )

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 免计数量, a number of units."""
        free = row.positive(FREE)
        return None if free is None else cls(free)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The number of units that are free."""
        return {FREE: self.free}

    def never(self, answer: Answer) -> tuple[str, str] | None:
        """Return 免计数量 where no number that is taken is larger."""
        if self.free < answer.largest:
            return None
        return FREE, f"不比最多能填的{answer.amount(answer.largest)}小，填多少都不计"

    def counted(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return what is above."""
        return (counts - answer.count(self.free)).clip(lower=0)

    def counted_formula(self, count: str, cell: CellOf) -> str:
        """Return what is above as a formula."""
        return f"MAX(0,{count}-{cell(FREE)})"

    def counted_of(self, answer: Answer, count: int) -> tuple[int, str]:
        """Return what is above, and how much was free."""
        free = min(count, answer.count(self.free))
        told = f"其中{answer.amount(answer.quantity(free))}不计" if free else ""
        return count - free, told

    def words(self, answer: Answer) -> str:
        """Such as 前3次不计."""
        return f"前{answer.amount(self.free)}不计"
