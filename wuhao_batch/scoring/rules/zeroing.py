"""出现即为0分: the whole item is lost once such a thing occurs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Done, Effect, ScoringRule, Stated

if TYPE_CHECKING:
    import pandas as pd

ZEROES = "出现即为0分"


@dataclass(frozen=True, slots=True)
class Zeroing(ScoringRule):
    """A count above 0 leaves nothing of the item."""

    blank: ClassVar[Mapping[str, Stated]] = {ZEROES: False}
    original: ClassVar[bool] = True

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read the mark 是."""
        return cls() if row.mark(ZEROES) else None

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The mark."""
        return {ZEROES: True}

    @property
    def effect(self) -> Effect:
        """Nothing of the item is left."""
        return Effect.ZEROES

    def result(self, counts: "pd.Series") -> "pd.Series":
        """Return True for each count above 0."""
        return counts > 0

    def formula(self, count: str, cell: Callable[[str], str]) -> str:
        """Return the condition that it occurred."""
        return f"{count}>0"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the loss of the whole item; None where the thing did not occur."""
        return Done("此项为0分", None) if count else None

    @property
    def words(self) -> str:
        """The name of the column says it all."""
        return "出现即为0分"
