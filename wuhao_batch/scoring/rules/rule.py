"""The common interface of all kinds of rules.

A kind of rule knows the columns of 计分明细 that state it and how they are read, its effect on
counts, the same as a formula, its limit on counts, its words and its figures. Everything else asks
these questions of all rules alike, so that a new kind is one module and its place in
:data:`wuhao_batch.scoring.rules.kinds.KINDS`.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.row import Row

if TYPE_CHECKING:
    import pandas as pd

Stated = bool | int | Decimal | None
"""A column's content: 是 or not, a count, points, or blank."""


class Rule(ABC):
    """One rule of a measure, as a frozen value."""

    blank: ClassVar[Mapping[str, Stated]]
    """Header → content where a measure has no such rule, in the order of the digest."""

    original: ClassVar[bool] = False
    """True for the rules of the first templates: their columns must be there, blank or not, and
    count in the standard's digest even so. Columns of later rules may be missing and count only
    where they are used, so that forms that were sent before such a rule came stay valid."""

    @classmethod
    def columns(cls) -> tuple[str, ...]:
        """Return the headers of those columns in the order of the sheet."""
        return tuple(cls.blank)

    @classmethod
    @abstractmethod
    def read(cls, row: Row) -> Self | None:
        """Return the rule that a row states, None where it states none; faults go to the row."""

    @property
    @abstractmethod
    def stated(self) -> Mapping[str, Stated]:
        """Header → content, in the order of the digest; Decimals are points, ints are counts."""

    @property
    @abstractmethod
    def words(self) -> str:
        """The rule in words, for people who read the standard."""

    def narrowed(self, answer: Answer) -> Answer:
        """Return the counts that the rule leaves of those that a measure takes."""
        return answer


class Effect(Enum):
    """The way in which a rule's result enters the score of its item."""

    EARNS = auto()
    """Points won: an item with such a rule starts from nothing and earns up to its cap."""
    LOSES = auto()
    """Points lost, negative numbers: taken from what is earned, or else from the cap."""
    ZEROES = auto()
    """A condition: where it holds, the item has 0 points whatever else happened."""


@dataclass(frozen=True, slots=True)
class Done:
    """The effect of a rule on one count: points won, negative where lost; None for all of them."""

    text: str
    points: Decimal | None


class ScoringRule(Rule):
    """A rule that changes scores. All others only limit the counts that are taken."""

    @property
    @abstractmethod
    def effect(self) -> Effect:
        """The item's use of :meth:`result` and :meth:`formula`."""

    @abstractmethod
    def result(self, counts: "pd.Series") -> "pd.Series":
        """Return the effect on counts: Int64 millionths of a point, or a boolean if it zeroes."""

    @abstractmethod
    def formula(self, count: str, cell: Callable[[str], str]) -> str:
        """Return the same for a form: a term with its sign, or a condition if it zeroes.

        Args:
            count: A formula for the count.
            cell: Header → the address of the cell in which the form states the rule.
        """

    @abstractmethod
    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the effect on one count in words; None if there is none to mention."""
