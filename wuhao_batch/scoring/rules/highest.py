"""取最高: of the measures of an item with the same mark, only that with the most points counts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.headers import HIGHEST, LEVELS, LOSS, POINTS
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Done, Effect, GroupingRule, Stated

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Highest(GroupingRule):
    """Of all measures of the item with that ``mark`` only the highest counts."""

    mark: str

    blank: ClassVar[Mapping[str, Stated]] = {HIGHEST: None}
    neighbours: ClassVar[tuple[Neighbours, ...]] = (
        Neighbours(HIGHEST, needs=((POINTS, LOSS, LEVELS),)),
    )

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 取最高, any text."""
        mark = row.text(HIGHEST)
        return cls(mark) if mark else None

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The mark."""
        return {HIGHEST: self.mark}

    def joined(self, effect: Effect, points: Sequence["pd.Series"]) -> "pd.Series":
        """Return the most points won, or the most points lost."""
        if effect is Effect.EARNS:
            return reduce(lambda most, other: most + (other - most).clip(lower=0), points)
        return reduce(lambda most, other: most + (other - most).clip(upper=0), points)

    def joined_formula(self, effect: Effect, terms: Sequence[str]) -> str:
        """Return the most points won, or the most points lost, as a formula."""
        most = "MAX" if effect is Effect.EARNS else "MIN"
        return f"+{most}({','.join(term.removeprefix('+') for term in terms)})"

    def joined_steps(self, steps: Sequence[Sequence[Done]]) -> list[list[Done]]:
        """Return the effects, those of all measures but the highest without points."""
        most = max(range(len(steps)), key=lambda number: _size(steps[number]), default=0)
        return [
            list(each) if number == most else [self._aside(done) for done in each]
            for number, each in enumerate(steps)
        ]

    def _aside(self, done: Done) -> Done:
        if not done.points:
            return done
        return Done(f"{done.text}（“{self.mark}”只计最高的一条，不计）", Decimal(0))

    def words(self, answer: Answer) -> str:
        """Return which others it stands beside."""
        return f"与同一项里标“{self.mark}”的其他指标只计最高的一条"


def _size(steps: Iterable[Done]) -> Decimal:
    return sum((abs(done.points) for done in steps if done.points), Decimal(0))
