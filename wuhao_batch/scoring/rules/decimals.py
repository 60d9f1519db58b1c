"""小数: the decimals that a number may have."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import ClassVar, Self

from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.headers import PLACES
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row
from wuhao_batch.scoring.rules.rule import Rule, Stated

MOST_PLACES = 4
"""Decimals of a number: the points of its smallest part still have decimals of their own."""


@dataclass(frozen=True, slots=True)
class Decimals(Rule):
    """A number has at most so many decimals."""

    places: int

    blank: ClassVar[Mapping[str, Stated]] = {PLACES: None}
    neighbours: ClassVar[tuple[Neighbours, ...]] = (Neighbours(PLACES, countable=True),)

    @classmethod
    def read(cls, row: Row) -> Self | None:
        """Read 小数, a whole number."""
        places = row.count(PLACES)
        if places is None:
            return None
        if places > MOST_PLACES:
            row.refuse(PLACES, f"0到{MOST_PLACES}的整数")
        return cls(places)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """The number of decimals."""
        return {PLACES: self.places}

    def narrowed(self, answer: Answer) -> Answer:
        """Return the numbers with so many decimals."""
        return answer if answer.choices else replace(answer, places=self.places)

    def words(self, answer: Answer) -> str:
        """Such as 可填2位小数."""
        return f"可填{self.places}位小数" if self.places else "只填整数"
