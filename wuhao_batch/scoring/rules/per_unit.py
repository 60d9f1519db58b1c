"""每单位加减分: so many points for each unit counted, won where positive, lost where negative."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import DECIMALS, decimals, plain, to_points
from wuhao_batch.scoring.answer import YES, Answer
from wuhao_batch.scoring.rules.headers import EACH_ABOVE, POINTS
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import CellOf, Done, Effect, ScoringRule, Stated

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class PerUnit(ScoringRule):
    """``points`` for each unit: an award, or a deduction where they are negative."""

    points: Decimal

    blank: ClassVar[Mapping[str, Stated]] = {POINTS: None}
    original: ClassVar[tuple[str, ...]] = (POINTS,)

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 每单位加减分; any figure is a rule, but with 超出每 it is that rule's."""
        points = row.points(POINTS)
        if points is None or row.filled(EACH_ABOVE):
            return None
        if decimals(points) + row.places > DECIMALS:
            row.refuse(POINTS, f"最多{DECIMALS - row.places}位小数的数（数量有{row.places}位小数）")
        return cls(points)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The points of each unit."""
        return {POINTS: self.points}

    @property
    def effects(self) -> tuple[Effect, ...]:
        """An award earns, a deduction loses; 0 points lose nothing."""
        return (Effect.EARNS if self.points > 0 else Effect.LOSES,)

    def figures(self, answer: Answer) -> tuple[Decimal, ...]:
        """Return the points of the smallest part of a unit."""
        return (self.points / answer.scale,)

    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return the count times the points."""
        return counts * to_points(self.points / answer.scale)

    def formula(self, answer: Answer, count: str, cell: CellOf) -> str:
        """Return the product of the count and the cell of the points."""
        return f"+{count}*{cell(POINTS)}"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the points and their rate; None for a loss of nothing."""
        earns = self.points > 0
        if not (count or earns):
            return None
        total = self.points * answer.quantity(count)
        rate = "" if answer.yes_no else f"{answer.each}{plain(abs(self.points))}分，"
        return Done(f"{rate}{'得' if earns else '扣'}{plain(abs(total))}分", total)

    def words(self, answer: Answer) -> str:
        """Such as 每次扣0.5分 or “是”得2分."""
        one = f"“{YES}”" if answer.yes_no else answer.each
        return f"{one}{'得' if self.points > 0 else '扣'}{plain(abs(self.points))}分"
