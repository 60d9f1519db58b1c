"""每单位加减分: so many points for each unit counted, won where positive, lost where negative."""

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

POINTS = "每单位加减分"


@dataclass(frozen=True, slots=True)
class PerUnit(ScoringRule):
    """``points`` for each unit: an award, or a deduction where they are negative."""

    points: Decimal

    blank: ClassVar[Mapping[str, Stated]] = {POINTS: None}
    original: ClassVar[bool] = True

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 每单位加减分; any figure is a rule."""
        points = row.points(POINTS)
        return None if points is None else cls(points)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The points of each unit."""
        return {POINTS: self.points}

    @property
    def effect(self) -> Effect:
        """An award earns, a deduction loses; 0 points lose nothing."""
        return Effect.EARNS if self.points > 0 else Effect.LOSES

    def result(self, counts: "pd.Series") -> "pd.Series":
        """Return the count times the points."""
        return counts * to_points(self.points)

    def formula(self, count: str, cell: Callable[[str], str]) -> str:
        """Return the product of the count and the cell of the points."""
        return f"+{count}*{cell(POINTS)}"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the points and their rate; None for a loss of nothing."""
        earns = self.effect is Effect.EARNS
        if not (count or earns):
            return None
        total = self.points * count
        rate = "" if answer.yes_no else f"每{answer.unit or '个'}{plain(abs(self.points))}分，"
        return Done(f"{rate}{'得' if earns else '扣'}{plain(abs(total))}分", total)

    @property
    def words(self) -> str:
        """Such as 每单位-0.5分."""
        return f"每单位{'+' if self.points > 0 else ''}{plain(self.points)}分"
