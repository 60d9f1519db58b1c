"""What a whole run tells: points lost by item, the spread of totals, self and panel scores.

All figures are over the branches that have a result (达标, 未达分数线, 不达标); means are rounded
for reading only, two decimals, half up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from math import ceil
from statistics import median

from wuhao_batch.outcome.judging import Outcome, Result, ranking_of
from wuhao_batch.outcome.status import Status
from wuhao_batch.scoring.model import Item

BINS = 10
"""About so many bars show how totals are spread."""
_STEPS = (Decimal(1), Decimal(2), Decimal(5), Decimal(10), Decimal(20), Decimal(50))


@dataclass(frozen=True, slots=True)
class ItemLoss:
    """What one item cost: points ``lost`` by all branches together, by how many of them.

    ``mean`` is the mean score, ``middle`` the median one, ``share`` the part of all points of the
    item that was lost, 0 to 1.
    """

    item: Item
    lost: Decimal
    branches: int
    mean: Decimal
    middle: Decimal
    share: Decimal


@dataclass(frozen=True, slots=True)
class Bin:
    """So many totals from ``low`` to below ``high``; the last one holds its ``high`` too."""

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
        """How much more the panel gave; negative where it gave less."""
        return self.panel - self.own


@dataclass(frozen=True, slots=True)
class Cut:
    """One ranking at its quota: who is proposed, and who shares the rank across the line."""

    kind: str
    proposed: tuple[Result, ...]
    tied: tuple[Result, ...]


def settled(outcome: Outcome) -> list[Result]:
    """The results that are in, as papers list them."""
    return [result for result in outcome.listed if result.status.is_settled]


def totals(outcome: Outcome) -> list[Decimal]:
    """Their totals."""
    return [result.total for result in settled(outcome) if result.total is not None]


def rounded(value: Decimal, places: int = 2) -> Decimal:
    """So many decimals, half up: for reading, never to reckon with."""
    return value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


def item_losses(outcome: Outcome) -> list[ItemLoss]:
    """Every item, the one that cost the college most first."""
    results = settled(outcome)
    if not results:
        return []
    losses = [_item_loss(item, results) for item in outcome.assessment.standard.items]
    return sorted(losses, key=lambda loss: loss.lost, reverse=True)


def _item_loss(item: Item, results: Sequence[Result]) -> ItemLoss:
    scores = [result.items[item.code] for result in results]
    lost = [item.cap - score for score in scores]
    return ItemLoss(
        item=item,
        lost=sum(lost, Decimal(0)),
        branches=sum(points > 0 for points in lost),
        mean=rounded(sum(scores, Decimal(0)) / len(scores)),
        middle=median(scores),
        share=sum(lost, Decimal(0)) / (item.cap * len(scores)),
    )


def middles(outcome: Outcome) -> dict[str, Decimal]:
    """Item code → the median score of the college."""
    return {loss.item.code: loss.middle for loss in item_losses(outcome)}


def spread(outcome: Outcome) -> list[Bin]:
    """How the totals are spread, in bars of a round width."""
    return bins_of(totals(outcome))


def bins_of(points: Sequence[Decimal]) -> list[Bin]:
    """Bars one beside the other that hold every figure once."""
    if not points:
        return []
    width = _round_width(max(points) - min(points))
    first = min(points) // width * width
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
    """The branches whose counts are complete, the widest gap of totals first."""
    items = outcome.assessment.standard.items
    gaps = [
        Gap(result, None, sum(result.self_items.values(), Decimal(0)), result.total)
        for result in settled(outcome)
        if result.total is not None and len(result.self_items) == len(items)
    ]
    return widest(gaps)


def item_gaps(outcome: Outcome) -> list[Gap]:
    """Every item on which panel and branch differ, the widest gap first."""
    gaps = (
        Gap(result, item, result.self_items[item.code], result.items[item.code])
        for result in settled(outcome)
        for item in outcome.assessment.standard.items
        if item.code in result.self_items
    )
    return widest(gap for gap in gaps if gap.points)


def widest(gaps: Iterable[Gap]) -> list[Gap]:
    """Gaps in the order of their width, those of equal width as they came."""
    return sorted(gaps, key=lambda gap: abs(gap.points), reverse=True)


def quota_lines(outcome: Outcome) -> list[Cut]:
    """Each ranking at its quota; none where no quota is set or a branch has no result yet."""
    settings = outcome.assessment.settings
    if settings.quota is None or outcome.unsettled:
        return []
    ranked = [result for result in outcome.listed if result.status is Status.QUALIFIED]
    rankings: dict[str, list[Result]] = {}
    for result in ranked:
        rankings.setdefault(ranking_of(result.branch, settings), []).append(result)
    return [_line(kind, settings.quota, results) for kind, results in rankings.items()]


def _line(kind: str, quota: int, ranked: Sequence[Result]) -> Cut:
    """Who is within the quota by rank and yet not proposed shares a rank across the line."""
    return Cut(
        kind,
        tuple(result for result in ranked if result.proposed),
        tuple(result for result in ranked if (result.rank or 0) <= quota and not result.proposed),
    )
