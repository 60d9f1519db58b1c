"""A measure: the answer that it takes, and what its rules make of it together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from wuhao_batch.scoring.answer import Answer, Quantity
from wuhao_batch.scoring.rules.kinds import narrowed, stated
from wuhao_batch.scoring.rules.rule import (
    CellOf,
    CountingRule,
    Done,
    Effect,
    GroupingRule,
    HoldingRule,
    Rule,
    ScoringRule,
    Stated,
)

if TYPE_CHECKING:
    import pandas as pd

POINTS = (Effect.EARNS, Effect.LOSES)


@dataclass(frozen=True)
class Measure:
    """Something countable (计分指标), its unit, and the rules by which its count changes scores."""

    code: str
    name: str
    unit: str
    rules: tuple[Rule, ...] = ()

    @cached_property
    def answer(self) -> Answer:
        """The counts that are taken."""
        return narrowed(self.unit, self.rules)

    @property
    def yes_no(self) -> bool:
        """True if it is answered with 是 or 否 instead of a number."""
        return self.answer.yes_no

    @property
    def largest(self) -> Quantity:
        """The largest number allowed."""
        return self.answer.largest

    @property
    def asks_remark(self) -> bool:
        """True if 备注 must be filled in beside an answer that tells of something."""
        return any(rule.asks_remark for rule in self.rules)

    @property
    def group(self) -> GroupingRule | None:
        """The rule that brings it together with other measures of its item."""
        return next((rule for rule in self.rules if isinstance(rule, GroupingRule)), None)

    @property
    def stated(self) -> Mapping[str, Stated]:
        """Header → content of the columns of 计分明细 that state rules, blank ones included."""
        return stated(self.rules)

    @property
    def figures(self) -> tuple[Decimal, ...]:
        """The points in whose multiples it gives and takes."""
        answer = self.answer
        return tuple(figure for rule in self.rules for figure in rule.figures(answer))

    @property
    def effects(self) -> frozenset[Effect]:
        """All that its answer may do to the score of its item."""
        return frozenset(each for rule in self._scoring for each in rule.effects)

    @property
    def words(self) -> list[str]:
        """The rules in words."""
        answer = self.answer
        return [rule.words(answer) for rule in self.rules]

    # --- what its rules make of its answer --------------------------------------------------------

    def result(self, effect: Effect, counts: "pd.Series") -> "pd.Series":
        """Return the millionths of points that counts win or lose; above 0 if they zero the item.

        The measure has that effect.
        """
        answer = self.answer
        for rule in self._counting:
            counts = rule.counted(answer, counts)
        parts = (
            _part(effect, rule, rule.result(answer, counts).astype("Int64"))
            for rule in self.scoring(effect)
        )
        points = sum(parts, start=next(parts))
        for holding in self._holding if effect in POINTS else ():
            points = holding.held(points)
        return points

    def formula(self, effect: Effect, cell: CellOf) -> str:
        """Return the same for a form: terms with their signs, or a condition if it zeroes.

        ``cell`` gives for a header a formula for what the form states there; 数量 is one.
        """
        answer = self.answer
        count = answer.formula(cell("数量"))
        for rule in self._counting:
            count = rule.counted_formula(count, cell)
        terms = (
            _part_formula(effect, rule, rule.formula(answer, count, cell))
            for rule in self.scoring(effect)
        )
        formula = (",".join if effect is Effect.ZEROES else "".join)(terms)
        for holding in self._holding if effect in POINTS else ():
            formula = holding.held_formula(effect, formula, cell)
        return formula

    def done(self, count: int) -> list[Done]:
        """Return the effects of a count on the score; one that zeroes the item comes first."""
        answer = self.answer
        for rule in self._counting:
            count, _ = rule.counted_of(answer, count)
        effects = (rule.done(answer, count) for rule in self._scoring)
        done = [effect for effect in effects if effect is not None]
        for holding in self._holding:
            done = holding.held_steps(done)
        return sorted(done, key=lambda effect: effect.points is not None)

    @cached_property
    def idle_at_zero(self) -> bool:
        """True if it costs nothing, and tells nothing, that nothing happened; a choice tells."""
        return not self.answer.levelled and not any(done.points for done in self.done(0))

    def said(self, count: int) -> str:
        """Return what was answered, with its name: 学习3次，其中1次不计."""
        answer = self.answer
        between = "：" if answer.choices else ""
        told = [f"{self.name}{between}{answer.spoken(count)}"]
        told += (rule.counted_of(answer, count)[1] for rule in self._counting)
        return "，".join(filter(None, told))

    def scoring(self, effect: Effect) -> Iterator[ScoringRule]:
        """Yield the rules with that effect."""
        return (rule for rule in self._scoring if effect in rule.effects)

    @cached_property
    def _scoring(self) -> list[ScoringRule]:
        return [rule for rule in self.rules if isinstance(rule, ScoringRule)]

    @cached_property
    def _counting(self) -> list[CountingRule]:
        return [rule for rule in self.rules if isinstance(rule, CountingRule)]

    @cached_property
    def _holding(self) -> list[HoldingRule]:
        return [rule for rule in self.rules if isinstance(rule, HoldingRule)]


def _both(rule: ScoringRule) -> bool:
    return len(rule.effects) > 1


def _part(effect: Effect, rule: ScoringRule, points: "pd.Series") -> "pd.Series":
    """Return points won, or points lost, of a rule that may give both."""
    if not _both(rule):
        return points
    return points.clip(lower=0) if effect is Effect.EARNS else points.clip(upper=0)


def _part_formula(effect: Effect, rule: ScoringRule, term: str) -> str:
    if not _both(rule):
        return term
    return f"+{'MAX' if effect is Effect.EARNS else 'MIN'}(0,{term.removeprefix('+')})"
