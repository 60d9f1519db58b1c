"""最多数量: the largest count that is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from wuhao_batch.scoring.answer import Answer, Quantity
from wuhao_batch.scoring.rules.headers import MAXIMUM
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Rule, Stated


@dataclass(frozen=True, slots=True)
class Limit(Rule):
    """No count is larger than ``maximum``; 是 and 否 need no limit."""

    maximum: Quantity

    blank: ClassVar[Mapping[str, Stated]] = {MAXIMUM: None}
    original: ClassVar[tuple[str, ...]] = (MAXIMUM,)

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 最多数量, a number of units."""
        maximum = row.quantity(MAXIMUM)
        return None if maximum is None else cls(maximum)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The maximum."""
        return {MAXIMUM: self.maximum}

    def narrowed(self, answer: Answer) -> Answer:
        """Return the counts up to the maximum."""
        return answer if answer.choices else replace(answer, largest=self.maximum)

    def words(self, answer: Answer) -> str:
        """Such as 最多填2次."""
        return f"最多填{answer.amount(self.maximum)}"
