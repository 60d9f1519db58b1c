"""The scoring standard as values: categories, items, measures, vetoes.

Points are Decimals, counts are ints. Where they come from: :mod:`wuhao_batch.assessment.standard`.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property, reduce
from math import gcd

from wuhao_batch.numbers import from_points, plain, to_points
from wuhao_batch.scoring.answer import Answer, answer_in
from wuhao_batch.scoring.grades import Grade
from wuhao_batch.scoring.rules.kinds import digested, figures, stated
from wuhao_batch.scoring.rules.rule import Done, Effect, Rule, ScoringRule, Stated


def item_of(measure_code: str) -> str:
    """Return the item that a measure belongs to: ``1-1.2`` → ``1-1``."""
    return measure_code.rsplit(".", 1)[0]


class Capping(StrEnum):
    """Order of capping awards and subtracting deductions (加分封顶)."""

    CAP_FIRST = "先封顶再扣分"
    DEDUCT_FIRST = "先扣分再封顶"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something countable (计分指标), its unit, and the rules by which its count changes scores."""

    code: str
    name: str
    unit: str
    rules: tuple[Rule, ...] = ()

    @property
    def answer(self) -> Answer:
        """The counts that are taken."""
        return reduce(lambda answer, rule: rule.narrowed(answer), self.rules, answer_in(self.unit))

    @property
    def yes_no(self) -> bool:
        """True if it is answered with 是 or 否 instead of a number."""
        return self.answer.yes_no

    @property
    def largest(self) -> int:
        """The largest count allowed."""
        return self.answer.largest

    @property
    def stated(self) -> Mapping[str, Stated]:
        """Header → content of the columns of 计分明细 that state rules, blank ones included."""
        return stated(self.rules)

    def done(self, count: int) -> list[Done]:
        """Return the effects of a count on the score; one that zeroes the item comes first."""
        scoring = (rule for rule in self.rules if isinstance(rule, ScoringRule))
        effects = (rule.done(self.answer, count) for rule in scoring)
        done = [effect for effect in effects if effect is not None]
        return sorted(done, key=lambda effect: effect.points is not None)

    def scoring(self, effect: Effect) -> Iterator[ScoringRule]:
        """Yield the rules with that effect."""
        for rule in self.rules:
            if isinstance(rule, ScoringRule) and rule.effect is effect:
                yield rule


@dataclass(frozen=True, slots=True)
class Item:
    """One 考评内容: its cap in points, its criterion and its measures."""

    code: str
    content: str
    cap: Decimal
    criterion: str
    measures: tuple[Measure, ...] = ()

    @property
    def earns(self) -> bool:
        """True if it starts from 0 and earns up to the cap; others start from the cap."""
        return any(True for _ in self.scoring(Effect.EARNS))

    def scoring(self, effect: Effect) -> Iterator[tuple[Measure, ScoringRule]]:
        """Yield the rules with that effect, each with its measure, in the order of measures."""
        for measure in self.measures:
            for rule in measure.scoring(effect):
                yield measure, rule


@dataclass(frozen=True, slots=True)
class Category:
    """One 项目 and its items."""

    name: str
    items: tuple[Item, ...]

    @property
    def total(self) -> Decimal:
        """The points of its items together."""
        return sum((item.cap for item in self.items), Decimal(0))


@dataclass(frozen=True, slots=True)
class Veto:
    """One 一票否决 ground; ``ceiling`` is the best 等次 that it leaves, "" where it leaves none."""

    code: str
    text: str
    ceiling: str = ""


@dataclass(frozen=True)
class Standard:
    """The whole 评分标准; ``grades`` are its 等次, best first, none where it has no such sheet."""

    categories: tuple[Category, ...]
    vetoes: tuple[Veto, ...] = field(default=())
    grades: tuple[Grade, ...] = field(default=())

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, in order."""
        return tuple(item for category in self.categories for item in category.items)

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """All measures, in the order of their items."""
        return tuple(measure for item in self.items for measure in item.measures)

    @property
    def total(self) -> Decimal:
        """The points of the whole sheet."""
        return sum((category.total for category in self.categories), Decimal(0))

    @cached_property
    def step(self) -> Decimal:
        """The step of scores: the greatest common divisor of all caps and points."""
        points = [item.cap for item in self.items]
        for measure in self.measures:
            points += figures(measure.rules)
        return from_points(gcd(*(to_points(figure) for figure in points)))

    @cached_property
    def digest(self) -> str:
        """Eight hexadecimal digits over codes, caps, measures and vetoes; wording stays outside."""
        rules = [
            [
                [item.code, plain(item.cap), [_digested(m) for m in item.measures]]
                for item in self.items
            ],
            [veto.code for veto in self.vetoes],
        ]
        text = json.dumps(rules, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:8].upper()


def _digested(measure: Measure) -> list[object]:
    return [measure.code, measure.yes_no, *digested(measure.rules)]


def describe(standard: Standard) -> str:
    """Return the standard as readable text, one line a thing, so that a change shows in a diff."""
    lines: list[str] = []
    for category in standard.categories:
        lines.append(f"{category.name}（{plain(category.total)}）")
        for item in category.items:
            lines.append(f"  {item.code} {item.content}（{plain(item.cap)}分）")
            lines.append(f"      考评标准：{item.criterion}")
            lines += [f"      {measure.code} {_terms(measure)}" for measure in item.measures]
    lines.append("一票否决")
    lines += [f"  {veto.code} {veto.text}{_effect(veto)}" for veto in standard.vetoes]
    if standard.grades:
        lines.append("等次")
        lines += [f"  {grade.name}：{grade.words}" for grade in standard.grades]
    lines.append(
        f"共{len(standard.items)}项，{len(standard.measures)}个计分指标，"
        f"合计{plain(standard.total)}分，得分以{plain(standard.step)}分为一档，"
        f"标准摘要 {standard.digest}"
    )
    return "\n".join(lines) + "\n"


def _terms(measure: Measure) -> str:
    rules = (rule.words for rule in measure.rules)
    return "；".join([measure.name, f"单位：{measure.unit or '—'}", *rules])


def _effect(veto: Veto) -> str:
    return f"（等次最高为“{veto.ceiling}”）" if veto.ceiling else ""
