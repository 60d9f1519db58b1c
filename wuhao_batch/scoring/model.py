"""The scoring standard as values: categories, items, measures, vetoes.

Points are Decimals, counts are ints. Where they come from: :mod:`wuhao_batch.assessment.standard`.
"""

import hashlib
import json
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from math import gcd

from wuhao_batch.numbers import from_points, plain, to_points


def item_of(measure_code: str) -> str:
    """The item that a measure belongs to: ``1-1.2`` → ``1-1``."""
    return measure_code.rsplit(".", 1)[0]


YES, NO = "是", "否"


YES_NO_UNIT = "是否"


DEFAULT_MAXIMUM = 9_999
"""The largest count where the template names none: it keeps out dates, which are numbers too."""


class Capping(StrEnum):
    """Whether awards are capped before deductions bite, or after (加分封顶)."""

    CAP_FIRST = "先封顶再扣分"
    DEDUCT_FIRST = "先扣分再封顶"


@dataclass(frozen=True, slots=True)
class Measure:
    """Something countable (计分指标): its count times ``points`` is awarded or deducted.

    ``points`` and ``shortfall`` are points (``points`` negative for a deduction), ``minimum`` and
    ``maximum`` counts; None where the template leaves the column blank. A ``zeroing`` measure
    takes the whole item once it occurs.
    """

    code: str
    name: str
    unit: str
    points: Decimal | None = None
    zeroing: bool = False
    minimum: int | None = None
    shortfall: Decimal | None = None
    maximum: int | None = None

    @property
    def yes_no(self) -> bool:
        """Answered with 是 or 否 instead of a number."""
        return self.unit == YES_NO_UNIT

    @property
    def award(self) -> bool:
        """Earns points."""
        return self.points is not None and self.points > 0

    @property
    def largest(self) -> int:
        """The largest count that is taken."""
        if self.yes_no:
            return 1
        return DEFAULT_MAXIMUM if self.maximum is None else self.maximum


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
        """Starts from 0 and earns up to the cap; all others start from the cap."""
        return any(measure.award for measure in self.measures)


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
    """One 一票否决 ground."""

    code: str
    text: str


@dataclass(frozen=True)
class Standard:
    """The whole 评分标准."""

    categories: tuple[Category, ...]
    vetoes: tuple[Veto, ...] = field(default=())

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
        figures = [item.cap for item in self.items]
        figures += [abs(m.points) for m in self.measures if m.points is not None]
        figures += [m.shortfall for m in self.measures if m.shortfall is not None]
        return from_points(gcd(*(to_points(figure) for figure in figures)))

    @cached_property
    def digest(self) -> str:
        """Eight hexadecimal digits over codes, caps, measures and vetoes; wording stays outside."""
        rules = [
            [
                [item.code, plain(item.cap), [_rule(m) for m in item.measures]]
                for item in self.items
            ],
            [veto.code for veto in self.vetoes],
        ]
        text = json.dumps(rules, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:8].upper()


def _rule(measure: Measure) -> list[object]:
    figures = (measure.points, measure.shortfall)
    points, shortfall = (None if figure is None else plain(figure) for figure in figures)
    counts = [measure.minimum, measure.maximum]
    return [measure.code, measure.yes_no, points, measure.zeroing, shortfall, *counts]


def describe(standard: Standard) -> str:
    """The standard as readable text, one line a thing, so that a change shows in a diff."""
    lines: list[str] = []
    for category in standard.categories:
        lines.append(f"{category.name}（{plain(category.total)}）")
        for item in category.items:
            lines.append(f"  {item.code} {item.content}（{plain(item.cap)}分）")
            lines.append(f"      考评标准：{item.criterion}")
            lines += [f"      {measure.code} {_terms(measure)}" for measure in item.measures]
    lines.append("一票否决")
    lines += [f"  {veto.code} {veto.text}" for veto in standard.vetoes]
    lines.append(
        f"共{len(standard.items)}项，{len(standard.measures)}个计分指标，"
        f"合计{plain(standard.total)}分，得分以{plain(standard.step)}分为一档，"
        f"标准摘要 {standard.digest}"
    )
    return "\n".join(lines) + "\n"


def _terms(measure: Measure) -> str:
    terms = [measure.name, f"单位：{measure.unit or '—'}"]
    if measure.points is not None:
        terms.append(f"每单位{'+' if measure.award else ''}{plain(measure.points)}分")
    if measure.zeroing:
        terms.append("出现即为0分")
    if measure.minimum is not None and measure.shortfall is not None:
        terms.append(f"少于{measure.minimum}扣{plain(measure.shortfall)}分")
    if measure.maximum is not None:
        terms.append(f"最多{measure.maximum}")
    return "；".join(terms)
