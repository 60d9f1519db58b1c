"""Analyse a whole run: points lost by item, the spread of totals, self and panel scores.

All figures are over the branches that have a result (达标, 未达分数线, 不达标); means are rounded
for reading only, two decimals, half up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import ceil, floor
from statistics import median

from wuhao_batch.numbers import from_points
from wuhao_batch.outcome.places import share_out
from wuhao_batch.outcome.proposing import rankings_of
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.panel.agreeing import Given, width_of
from wuhao_batch.scoring.model import Item

BINS = 10
"""Number of bars that show the spread of totals, roughly."""
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10), Decimal(20), Decimal(50))


@dataclass(frozen=True, slots=True)
class ItemLoss:
    """The cost of one item: points ``lost`` by all branches together, by how many of them.

    ``mean`` is the mean score, ``middle`` the median one, ``share`` the part that was lost of all
    points of the item that can be lost, 0 to 1; None where that has no limit.
    """

    item: Item
    lost: Decimal
    branches: int
    mean: Decimal
    middle: Decimal
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Bin:
    """A number of totals from ``low`` to below ``high``; the last one includes its ``high``."""

    low: Decimal
    high: Decimal
    count: int


@dataclass(frozen=True, slots=True)
class Gap:
    """A branch's own figure beside the panel's, of an item or, where that is None, of the whole."""

    result: Result
    item: Item | None
    own: Decimal
    panel: Decimal

    @property
    def points(self) -> Decimal:
        """The points that the panel gave more; negative if it gave less."""
        return self.panel - self.own


@dataclass(frozen=True, slots=True)
class Cut:
    """One ranking at its 表彰名额: who is proposed, and who shares the rank across the line."""

    kind: str
    proposed: tuple[Result, ...]
    tied: tuple[Result, ...]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """An item of one branch on which evaluators are far apart; all figures in points."""

    result: Result
    item: Item
    given: tuple[Given, ...]

    @property
    def highest(self) -> Decimal:
        """Return the highest score given."""
        return from_points(max(each.points for each in self.given))

    @property
    def lowest(self) -> Decimal:
        """Return the lowest score given."""
        return from_points(min(each.points for each in self.given))

    @property
    def apart(self) -> Decimal:
        """The distance between the two."""
        return self.highest - self.lowest

    @property
    def part(self) -> Decimal:
        """The part of the item's scale that lies between the two."""
        return self.apart / from_points(width_of(self.item, [each.points for each in self.given]))


def settled(outcome: Outcome) -> list[Result]:
    """Return the results that are in, as papers list them."""
    return [result for result in outcome.listed if result.status.is_settled]


def totals(outcome: Outcome) -> list[Decimal]:
    """Return the totals of the results that are in."""
    return [result.total for result in settled(outcome) if result.total is not None]


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """Round half up to ``places`` decimals, for display only; never compute with the result."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def item_losses(outcome: Outcome) -> list[ItemLoss]:
    """Return every item of which points can be lost, the one that cost the college most first."""
    results = settled(outcome)
    if not results:
        return []
    standard = outcome.assessment.standard
    losses = [_item_loss(item, results) for item in losable(outcome)]
    return sorted(
        losses, key=lambda loss: standard.total_of({loss.item.code: loss.lost}), reverse=True
    )


def losable(outcome: Outcome) -> list[Item]:
    """Return the items of which points can be lost: a bonus that nobody earned costs nothing.

    An item that applies to none of those with a result is not there either.
    """
    results = settled(outcome)
    return [
        item
        for item in outcome.assessment.standard.items
        if item.scale.at_stake != 0
        if not results or any(item.code in each.items for each in results)
    ]


def _item_loss(item: Item, results: Sequence[Result]) -> ItemLoss:
    scores = [result.items[item.code] for result in results if item.code in result.items]
    lost, at_stake = [item.scale.lost(score) for score in scores], item.scale.at_stake
    return ItemLoss(
        item=item,
        lost=sum(lost, Decimal(0)),
        branches=sum(points > 0 for points in lost),
        mean=rounded(sum(scores, Decimal(0)) / len(scores)),
        middle=median(scores),
        share=sum(lost, Decimal(0)) / (at_stake * len(scores)) if at_stake else None,
    )


def middles(outcome: Outcome) -> dict[str, Decimal]:
    """Return item code → the median score of the college."""
    results, items = settled(outcome), outcome.assessment.standard.items
    scores = {
        item.code: [each.items[item.code] for each in results if item.code in each.items]
        for item in items
    }
    return {code: median(own) for code, own in scores.items() if own}


def spread(outcome: Outcome) -> list[Bin]:
    """Return the spread of the totals, in bars of a round width."""
    return bins_of(totals(outcome))


def bins_of(points: Sequence[Decimal]) -> list[Bin]:
    """Return bars, one beside the other, that hold every figure once."""
    if not points:
        return []
    width = _round_width(max(points) - min(points))
    first = floor(min(points) / width) * width
    count = max(1, ceil((max(points) - first) / width))
    edges = [first + width * number for number in range(count + 1)]
    return [
        Bin(low, high, sum(low <= each < high or each == high == edges[-1] for each in points))
        for low, high in pairwise(edges)
    ]


def _round_width(span: Decimal) -> Decimal:
    fitting = (step for step in _STEPS if span / step <= BINS)
    return next(fitting, span)


def total_gaps(outcome: Outcome) -> list[Gap]:
    """Return the branches whose counts are complete, the widest gap of totals first."""
    standard = outcome.assessment.standard
    settings = outcome.assessment.settings
    how, unit = settings.left_out, settings.rounding.unit
    gaps = [
        Gap(result, None, how.total(standard, result.self_items, left_out, unit), result.total)
        for result in settled(outcome)
        if result.total is not None
        for left_out in (result.branch.left_out,)
        if len(result.self_items) + len(left_out) == len(standard.items)
    ]
    return widest(gaps)


def item_gaps(outcome: Outcome) -> list[Gap]:
    """Return every item on which panel and branch differ, the widest gap first."""
    gaps = (
        Gap(result, item, result.self_items[item.code], result.items[item.code])
        for result in settled(outcome)
        for item in outcome.assessment.standard.items
        if item.code in result.self_items and item.code in result.items
    )
    return widest(gap for gap in gaps if gap.points)


def widest(gaps: Iterable[Gap]) -> list[Gap]:
    """Sort gaps by their width; those of equal width stay as they came."""
    return sorted(gaps, key=lambda gap: abs(gap.points), reverse=True)


def disagreements(outcome: Outcome) -> list[Disagreement]:
    """Return the items that the meeting should look at, the widest apart for their scale first."""
    by_code = {result.branch.code: result for result in outcome.results}
    found = (
        Disagreement(by_code[given[0].branch], given[0].item, tuple(given))
        for given in outcome.panel.disagreements
    )
    return sorted(found, key=lambda each: each.part, reverse=True)


def quota_lines(outcome: Outcome) -> list[Cut]:
    """Return each ranking at its quota; none without a quota or while a branch has no result."""
    settings = outcome.assessment.settings
    if settings.quota is None or outcome.unsettled:
        return []
    rankings = rankings_of(outcome.listed, settings)
    shared = ((kind, share_out(ranked, settings.quota)) for kind, ranked in rankings.items())
    return [Cut(kind, each.placed, each.tied) for kind, each in shared]
