"""The common interface of all kinds of rules.

A kind of rule knows the columns of 计分明细 that state it, how they are read and beside which
others they make no sense, its effect on counts, the same as a formula, its limit on counts, its
words and its figures. Everything else asks these questions of all rules alike, so that a new kind
is one module and its place in :data:`wuhao_batch.scoring.rules.kinds.KINDS`.

Most rules score. Others change what those make of a measure: the count that they see
(:class:`CountingRule`), the points of the measure together (:class:`HoldingRule`), or what several
measures of an item come to (:class:`GroupingRule`). The rest only limit the answers that are taken.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto
from typing import TYPE_CHECKING, ClassVar, Self

from wuhao_batch.numbers import plain
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.rules.neighbours import Neighbours
from wuhao_batch.scoring.rules.row import Row

if TYPE_CHECKING:
    import pandas as pd

Stated = bool | int | Decimal | str | None
"""A column's content: 是 or not, a number, a text, or blank."""


class Rule(ABC):
    """One rule of a measure, as a frozen value."""

    blank: ClassVar[Mapping[str, Stated]]
    """Header → content where a measure has no such rule, in the order of the digest."""

    original: ClassVar[tuple[str, ...]] = ()
    """Those of the headers that the first templates had, in the order of the sheet: they must be
    there, blank or not, and count in the standard's digest even so. Columns of later rules may be
    missing and count only where they are used, so that forms that were sent before such a rule came
    stay valid."""

    neighbours: ClassVar[tuple[Neighbours, ...]] = ()
    """Under which its columns may be filled in."""

    asks_remark: ClassVar[bool] = False
    """True if 备注 must be filled in beside an answer that tells of something."""

    @classmethod
    @abstractmethod
    def read(cls, row: Row) -> Self | None:
        """Return the rule that a row states, None where it states none; faults go to the row."""

    @property
    @abstractmethod
    def stated(self) -> Mapping[str, Stated]:
        """Header → content, as the form prints it."""

    @property
    def digested(self) -> Mapping[str, Stated]:
        """Header → content for the digest: equal for rules that score and limit alike."""
        return self.stated

    @abstractmethod
    def words(self, answer: Answer) -> str:
        """Return the rule in words, for people who hold the standard against its document."""

    def figures(self, answer: Answer) -> tuple[Decimal, ...]:
        """Return the points in whose multiples it gives and takes."""
        return ()

    def narrowed(self, answer: Answer) -> Answer:
        """Return the counts that the rule leaves of those that a measure takes."""
        return answer

    def never(self, answer: Answer) -> tuple[str, str] | None:
        """Return the column by which it never takes effect, and why; None if it can."""
        return None


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


def effects_of(points: Iterable[Decimal]) -> tuple[Effect, ...]:
    """Return the effects of a rule that gives one of several points."""
    given = list(points)
    earns = (Effect.EARNS,) if any(each > 0 for each in given) else ()
    loses = (Effect.LOSES,) if any(each < 0 for each in given) or not earns else ()
    return earns + loses


def told(text: str, points: Decimal, effects: Collection[Effect]) -> Done | None:
    """Return points with the words for them behind a text; None if nothing is taken from a loss."""
    if not points and Effect.EARNS not in effects:
        return None
    return Done(f"{text}{'扣' if points < 0 else '得'}{plain(abs(points))}分", points)


def in_words(points: Decimal) -> str:
    """Return points with the word for them: 得2分, 扣2分, 0分."""
    word = "得" if points > 0 else "扣" if points < 0 else ""
    return f"{word}{plain(abs(points))}分"


CellOf = Callable[[str], str]
"""Header → a formula for what the form states there."""


class ScoringRule(Rule):
    """A rule that changes scores."""

    @property
    @abstractmethod
    def effects(self) -> tuple[Effect, ...]:
        """The item's use of its results; points won and points lost where it may give both."""

    @abstractmethod
    def result(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return the effect on counts: Int64 millionths of a point, or a boolean if it zeroes."""

    @abstractmethod
    def formula(self, answer: Answer, count: str, cell: CellOf) -> str:
        """Return the same for a form: a term with its sign, or a condition if it zeroes.

        Args:
            answer: What the measure takes.
            count: A formula for the number of units, or the chosen word.
            cell: Header → a formula for what the form states there.
        """

    @abstractmethod
    def done(self, answer: Answer, count: int) -> Done | None:
        """Return the effect on one count in words; None if there is none to mention."""


class CountingRule(Rule):
    """A rule by which only a part of the count counts."""

    @abstractmethod
    def counted(self, answer: Answer, counts: "pd.Series") -> "pd.Series":
        """Return what counts of the counts."""

    @abstractmethod
    def counted_formula(self, count: str, cell: CellOf) -> str:
        """Return the same as a formula."""

    @abstractmethod
    def counted_of(self, answer: Answer, count: int) -> tuple[int, str]:
        """Return what counts of one count, and what is told of it."""


class HoldingRule(Rule):
    """A rule that holds the points of a measure, won or lost, within bounds."""

    @abstractmethod
    def held(self, points: "pd.Series") -> "pd.Series":
        """Return points won, or points lost, as far as they count."""

    @abstractmethod
    def held_formula(self, effect: Effect, terms: str, cell: CellOf) -> str:
        """Return the same for terms of that effect, as one term with its sign."""

    @abstractmethod
    def held_steps(self, done: Sequence[Done]) -> list[Done]:
        """Return the effects of one count as far as they count."""


class GroupingRule(Rule):
    """A rule that brings measures of one item together, those with the same ``mark``."""

    mark: str

    @abstractmethod
    def joined(self, effect: Effect, points: Sequence["pd.Series"]) -> "pd.Series":
        """Return what the points of the measures come to."""

    @abstractmethod
    def joined_formula(self, effect: Effect, terms: Sequence[str]) -> str:
        """Return the same for a term of each measure, as one term with its sign."""

    @abstractmethod
    def joined_steps(self, steps: Sequence[Sequence[Done]]) -> list[list[Done]]:
        """Return the effects of each measure as far as they count."""
