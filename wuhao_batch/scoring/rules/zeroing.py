"""出现即为0分: the whole item is lost once such a thing occurs."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.headers import ZEROES
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import CellOf, Done, Effect, ScoringRule, Stated

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Zeroing(ScoringRule):
    """A count above 0 leaves nothing of the item."""

    blank: ClassVar[Mapping[str, Stated]] = {ZEROES: False}
    original: ClassVar[tuple[str, ...]] = (ZEROES,)

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read the mark 是."""
        return cls() if row.mark(ZEROES) else None

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The mark."""
        return {ZEROES: True}

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Nothing of the item is left."""
        return (Effect.ZEROES,)

    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return True for each count above 0."""
        return counts > 0

    def formula(self, answer: Answer, count: str, cell: CellOf) -> str:
        """Return the condition that it occurred."""
        return f"{count}>0"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the loss of the whole item; None where the thing did not occur."""
        return Done("此项为0分", None) if count else None

    def words(self, answer: Answer) -> str:
        """Return what it leaves."""
        return "出现即此项为0分"
