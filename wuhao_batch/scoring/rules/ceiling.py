"""最多加减: what a measure may give, or take, at most."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import plain, to_points
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.headers import CEILING, EACH_MISSING, POINTS
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import CellOf, Done, Effect, HoldingRule, Stated

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Ceiling(HoldingRule):
    """At most ``points`` are won, and at most as many are lost."""

    points: Decimal

    blank: ClassVar[Mapping[str, Stated]] = {CEILING: None}
    neighbours: ClassVar[tuple[Neighbours, ...]] = (
        Neighbours(CEILING, needs=((POINTS, EACH_MISSING),), countable=True),
    )

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 最多加减, points above 0."""
        points = row.points(CEILING)
        if points is None:
            return None
        if points <= 0:
            row.refuse(CEILING, "大于0的数")
        return cls(points)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The points."""
        return {CEILING: self.points}

    def figures(self, answer: Answer) -> tuple[Decimal, ...]:
        """Return the points."""
        return (self.points,)

    def held(self, points: "pd.Series") -> "pd.Series":
        """Return points won or lost up to the ceiling."""
        most = to_points(self.points)
        return points.clip(lower=-most, upper=most)

    def held_formula(self, effect: Effect, terms: str, cell: CellOf) -> str:
        """Return the terms up to the ceiling."""
        terms = terms.removeprefix("+")
        if effect is Effect.EARNS:
            return f"+MIN({cell(CEILING)},{terms})"
        return f"+MAX(-{cell(CEILING)},{terms})"

    def held_steps(self, done: Sequence[Done]) -> list[Done]:
        """Return the effects, cut where those before them have used up the ceiling."""
        held = []
        left = {Effect.EARNS: self.points, Effect.LOSES: self.points}
        for each in done:
            effect = Effect.EARNS if each.points and each.points > 0 else Effect.LOSES
            size = abs(each.points or Decimal(0))
            counted = min(size, left[effect])
            left[effect] -= counted
            held.append(each if counted == size else self._cut(each, effect, counted))
        return held

    def _cut(self, done: Done, effect: Effect, counted: Decimal) -> Done:
        word, sign = ("得", 1) if effect is Effect.EARNS else ("扣", -1)
        told = f"{done.text}（最多{word}{plain(self.points)}分，计{plain(counted)}分）"
        return Done(told, sign * counted)

    def words(self, answer: Answer) -> str:
        """Such as 这一条最多加减3分."""
        return f"这一条最多加减{plain(self.points)}分"
