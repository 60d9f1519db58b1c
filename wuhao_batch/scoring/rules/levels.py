"""档次, words to choose from: “好=20、较好=15、一般=10、差=0”."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import plain, to_points
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.headers import (
    CEILING,
    EACH_ABOVE,
    EACH_MISSING,
    FREE,
    LEVELS,
    LOSS,
    MAXIMUM,
    MINIMUM,
    PLACES,
    POINTS,
    ZEROES,
)
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import (
    CellOf,
    Done,
    Effect,
    ScoringRule,
    Stated,
    effects_of,
    in_words,
    told,
)
from wuhao_batch.scoring.rules.written import MiswrittenError, check_labels, read_parts, refuse

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Levels(ScoringRule):
    """One of several words is chosen; ``levels`` are the words, each with its points."""

    levels: tuple[tuple[str, Decimal], ...]
    text: str = field(default="", compare=False)

    blank: ClassVar[Mapping[str, Stated]] = {LEVELS: None}
    neighbours: ClassVar[tuple[Neighbours, ...]] = (
        # Points, and what of an answer counts, is what 档次 says itself.
        Neighbours(
            LEVELS,
            apart=(POINTS, ZEROES, MINIMUM, LOSS, EACH_MISSING, EACH_ABOVE, FREE, CEILING),
            countable=True,
        ),
    )

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 档次 where it has words; tiers of a number are a rule of their own."""
        parts = read_parts(row)
        if not parts or any(part.sign for part in parts):
            return None
        Neighbours(LEVELS, apart=(MAXIMUM, PLACES)).hold(row)
        try:
            check_labels([part.label for part in parts])
        except MiswrittenError as fault:
            refuse(row, fault)
        return cls(tuple((part.label, part.points) for part in parts), row.text(LEVELS))

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The text."""
        return {LEVELS: self.text}

    @property
    def digested(self) -> Mapping[str, Stated]:
        """The words and their points, however they are written."""
        return {LEVELS: "、".join(f"{label}={plain(points)}" for label, points in self.levels)}

    @property
    def effects(self) -> tuple[Effect, ...]:
        """Levels above 0 earn, those below lose."""
        return effects_of(points for _, points in self.levels)

    def figures(self, answer: Answer) -> tuple[Decimal, ...]:
        """Return the points of every level."""
        return tuple(points for _, points in self.levels)

    def narrowed(self, answer: Answer) -> Answer:
        """Return the words to choose from; those without points tell of nothing."""
        idle = tuple(n for n, (_, points) in enumerate(self.levels) if not points)
        labels = tuple(label for label, _ in self.levels)
        return replace(answer, choices=labels, largest=len(labels) - 1, places=0, idle=idle)

    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return the points of the chosen level."""
        chosen = (
            (counts == number).astype("Int64") * to_points(points)
            for number, (_, points) in enumerate(self.levels)
        )
        return sum(chosen, start=counts * 0)

    def formula(self, answer: Answer, count: str, cell: CellOf) -> str:
        """Return the points of the chosen level, one question for each."""
        asked = "".join(f'IF({count}="{label}",{plain(points)},' for label, points in self.levels)
        return f"+{asked}0{')' * len(self.levels)}"

    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the points; None for a level that takes nothing."""
        return told("", self.levels[count][1], self.effects)

    def words(self, answer: Answer) -> str:
        """Such as 选一档：好得20分、差0分."""
        listed = "、".join(f"{label}{in_words(points)}" for label, points in self.levels)
        return f"选一档：{listed}"
