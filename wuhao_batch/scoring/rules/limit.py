"""最多数量: the largest count that is taken."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Rule, Stated

MAXIMUM = "最多数量"


@dataclass(frozen=True, slots=True)
class Limit(Rule):
    """No count is larger than ``maximum``; 是 and 否 need no limit."""

    maximum: int

    blank: ClassVar[Mapping[str, Stated]] = {MAXIMUM: None}
    original: ClassVar[bool] = True

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 最多数量, a whole number."""
        maximum = row.count(MAXIMUM)
        return None if maximum is None else cls(maximum)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The maximum."""
        return {MAXIMUM: self.maximum}

    def narrowed(self, answer: Answer) -> Answer:
        """Return the counts up to the maximum."""
        return answer if answer.yes_no else replace(answer, largest=self.maximum)

    @property
    def words(self) -> str:
        """Such as 最多2."""
        return f"最多{self.maximum}"
