"""The scoring standard as values: categories, items, measures, vetoes.

Points are Decimals, counts are ints. Where they come from: :mod:`wuhao_batch.assessment.standard`.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from math import gcd

from wuhao_batch.numbers import DECIMALS, from_points, plain, to_points
from wuhao_batch.scoring.answer import Answer
from wuhao_batch.scoring.grades import Grade
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.rules.kinds import digested
from wuhao_batch.scoring.rules.rule import Effect
from wuhao_batch.scoring.scale import (
    BLANK,
    NOTHING,
    Nature,
    Scale,
    Terms,
    beginning,
    scale_of,
    worth,
    worth_in_short,
)
from wuhao_batch.scoring.weights import decimals_left, weigh, weight_of


def item_of(measure_code: str) -> str:
    """Return the item that a measure belongs to: ``1-1.2`` → ``1-1``."""
    return measure_code.rsplit(".", 1)[0]


class Capping(StrEnum):
    """Order of capping awards and subtracting deductions (加分封顶)."""

    CAP_FIRST = "先封顶再扣分"
    DEDUCT_FIRST = "先扣分再封顶"


@dataclass(frozen=True)
class Item:
    """One 考评内容: its 考评分数, its criterion and its measures.

    ``cap`` is None where 加分 or 扣分 has no limit; ``terms`` are the other columns on its points.
    """

    code: str
    content: str
    cap: Decimal | None
    criterion: str
    measures: tuple[Measure, ...] = ()
    terms: Terms = BLANK

    @property
    def earns(self) -> bool:
        """True if one of its measures awards points."""
        return any(Effect.EARNS in measure.effects for measure in self.measures)

    @cached_property
    def scale(self) -> Scale:
        """The points that it may have."""
        return scale_of(self.cap, self.terms, earns=self.earns)

    @property
    def begins(self) -> str:
        """Its beginning and its ends, in words."""
        return beginning(self.scale, self.terms, measured=bool(self.measures))

    def awards_idle(self, capping: Capping) -> bool:
        """True if its awards never change anything: they are capped where it already starts."""
        scale = self.scale
        return capping is Capping.CAP_FIRST and self.earns and scale.start == scale.highest

    @property
    def is_ordinary(self) -> bool:
        """True if it counts among the points of the sheet; 加分 and 扣分 stand outside."""
        return self.terms.nature is Nature.ORDINARY

    @property
    def worth(self) -> str:
        """Its points for people: 8分, or 加分，最多5分."""
        return worth(self.cap, self.terms)

    @property
    def worth_in_short(self) -> str:
        """The same where there is little room: 8, or 加5."""
        return worth_in_short(self.cap, self.terms)


@dataclass(frozen=True)
class Category:
    """One 项目 and its items; ``share`` is the percentage of its points that counts (占20%)."""

    name: str
    items: tuple[Item, ...]
    share: Decimal | None = None

    @cached_property
    def total(self) -> Decimal:
        """The points of its items together; 加分 and 扣分 bring none."""
        return sum((item.scale.full for item in self.items), Decimal(0))

    @property
    def weight(self) -> Fraction:
        """The part of its points that counts in the total."""
        return weight_of(self.share)

    @property
    def is_ordinary(self) -> bool:
        """True if it has points of the sheet; a category of 加分 or 扣分 alone has none."""
        return not self.items or any(item.is_ordinary for item in self.items)

    @property
    def limit(self) -> Decimal | None:
        """The most that its items give or take, where all are 加分 or all 扣分 with a limit."""
        natures = {item.terms.nature for item in self.items}
        caps = [item.cap for item in self.items if item.cap is not None]
        known = len(natures) == 1 and len(caps) == len(self.items)
        return sum(caps, Decimal(0)) if known else None

    def worth(self, unit: str = "") -> str:
        """Return its points for people, as they stand behind its name: 15, or 100，占20%."""
        if self.is_ordinary:
            share = "" if self.share is None else f"，占{plain(self.share)}%"
            return f"{plain(self.total)}{unit}{share}"
        natures = "、".join(dict.fromkeys(item.terms.nature for item in self.items))
        return natures if self.limit is None else f"{natures}，最多{plain(self.limit)}{unit}"


@dataclass(frozen=True, slots=True)
class Veto:
    """One 一票否决 ground; ``ceiling`` is the best 等次 that it leaves, "" where it leaves none."""

    code: str
    text: str
    ceiling: str = ""


@dataclass(frozen=True)
class Standard:
    """The whole 评分标准.

    ``grades`` are its 等次, best first, none where it has no such sheet; ``part`` is its word for a
    part of a unit, which a veto may name.
    """

    categories: tuple[Category, ...]
    vetoes: tuple[Veto, ...] = field(default=())
    grades: tuple[Grade, ...] = field(default=())
    part: str = "党支部"

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items, in order."""
        return tuple(item for category in self.categories for item in category.items)

    def without(self, codes: Collection[str]) -> "Standard":
        """Return the standard without some items; categories stay, if need be without any."""
        if not codes:
            return self
        categories = (
            replace(each, items=tuple(item for item in each.items if item.code not in codes))
            for each in self.categories
        )
        return replace(self, categories=tuple(categories))

    def item(self, code: str) -> Item:
        """Return the item of a code. Raises KeyError if there is none."""
        return self._by_code[code]

    @cached_property
    def _by_code(self) -> Mapping[str, Item]:
        return {item.code: item for item in self.items}

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """All measures, in the order of their items."""
        return tuple(measure for item in self.items for measure in item.measures)

    @cached_property
    def answers(self) -> Mapping[str, Answer]:
        """Code of a measure → the counts that are taken."""
        return {measure.code: measure.answer for measure in self.measures}

    @property
    def asks_branches(self) -> bool:
        """True if there is something that only the branches can report."""
        return bool(self.measures or self.vetoes)

    @cached_property
    def total(self) -> Decimal:
        """The points of the whole sheet, each category by its share; without 加分 and 扣分."""
        totals = (weigh(to_points(each.total), each.weight) for each in self.categories)
        return from_points(sum(totals))

    @property
    def is_weighed(self) -> bool:
        """True if categories count by shares."""
        return any(category.share is not None for category in self.categories)

    @property
    def decimals(self) -> int:
        """The decimals that a score may have, so that totals are exact."""
        return min((decimals_left(each.share) for each in self.categories), default=DECIMALS)

    @property
    def is_usual(self) -> bool:
        """True if every item has from 0 to its 考评分数."""
        return all(item.scale.limits == (NOTHING, item.cap) for item in self.items)

    def total_of(self, points: Mapping[str, Decimal]) -> Decimal:
        """Return the total that scores of items give, each category by its share."""
        weighed = (weigh(to_points(each), self.weights[code]) for code, each in points.items())
        return from_points(sum(weighed))

    def shares(self, categories: Mapping[str, Decimal]) -> list[Decimal]:
        """Return what the points of each category bring to the total, in order; absent ones 0."""
        return [
            from_points(weigh(to_points(categories.get(each.name, NOTHING)), each.weight))
            for each in self.categories
        ]

    @cached_property
    def weights(self) -> Mapping[str, Fraction]:
        """Item code → the part of its points that counts in the total."""
        return {item.code: each.weight for each in self.categories for item in each.items}

    @cached_property
    def step(self) -> Decimal:
        """The step of scores: the greatest common divisor of all caps and points."""
        points = [each for item in self.items for each in (item.cap, item.terms.top) if each]
        for measure in self.measures:
            points += measure.figures
        return from_points(gcd(*(to_points(figure) for figure in points)))

    @cached_property
    def digest(self) -> str:
        """Eight hexadecimal digits over codes, caps, measures and vetoes; wording stays outside."""
        rules = [
            [
                [*digested_item(item), *_digested_share(category)]
                for category in self.categories
                for item in category.items
            ],
            [veto.code for veto in self.vetoes],
        ]
        text = json.dumps(rules, ensure_ascii=True, separators=(",", ":"))
        return hashlib.sha256(text.encode()).hexdigest()[:8].upper()


def digested_item(item: Item) -> list[object]:
    """Return an item's share of the digest; its other terms only where they change its scale."""
    cap = None if item.cap is None else plain(item.cap)
    shares: list[object] = [item.code, cap, [_digested(measure) for measure in item.measures]]
    scale, usual = item.scale, scale_of(item.cap, BLANK, earns=item.earns)
    if scale != usual:
        ends = (scale.start, scale.full, scale.lowest, scale.highest)
        shares.append([None if each is None else plain(each) for each in ends])
    return shares


def _digested_share(category: Category) -> list[object]:
    return [] if category.share is None else [["占", plain(category.share)]]


def _digested(measure: Measure) -> list[object]:
    return [measure.code, measure.yes_no, *digested(measure.rules)]


def describe(standard: Standard, step: Decimal | None = None) -> str:
    """Return the standard as readable text, one line a thing, so that a change shows in a diff.

    Args:
        standard: The standard.
        step: The step of scores that an office has set; without one it is the standard's own.
    """
    lines: list[str] = []
    for category in standard.categories:
        lines.append(f"{category.name}（{category.worth()}）")
        if category.share is not None:
            full = plain(from_points(weigh(to_points(category.total), category.weight)))
            lines.append(f"  得分的{plain(category.share)}%计入总分，满分计{full}分")
        for item in category.items:
            lines.append(f"  {item.code} {item.content}（{item.worth}）")
            lines.append(f"      考评标准：{item.criterion}")
            lines.append(f"      计分：{item.begins}")
            lines += [f"      {measure.code} {_terms(measure)}" for measure in item.measures]
    lines.append("一票否决" if standard.vetoes else "没有一票否决的情形")
    lines += [f"  {veto.code} {veto.text}{_effect(veto)}" for veto in standard.vetoes]
    if standard.grades:
        lines.append("等次")
        lines += [f"  {grade.name}：{grade.words}" for grade in standard.grades]
    outside = "" if all(item.is_ordinary for item in standard.items) else "（加分、扣分不计）"
    lines.append(
        f"共{len(standard.items)}项，{len(standard.measures)}个计分指标，"
        f"合计{plain(standard.total)}分{outside}，得分以{plain(step or standard.step)}分为一档，"
        f"标准摘要 {standard.digest}"
    )
    return "\n".join(lines) + "\n"


def _terms(measure: Measure) -> str:
    return "；".join([measure.name, f"单位：{measure.unit or '—'}", *measure.words])


def _effect(veto: Veto) -> str:
    return f"（等次最高为“{veto.ceiling}”）" if veto.ceiling else ""
