"""A self score as steps: the points that each rule gave or took (docs/scoring.md).

The steps of an item, added up between its floor and its cap, are its self score; where an item is
zeroed, that step alone decides. A test holds this equal to :mod:`wuhao_batch.scoring.self_scores`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.numbers import plain
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Item
from wuhao_batch.scoring.shares import shares


@dataclass(frozen=True, slots=True)
class Step:
    """The effect of one measure: points gained, negative if lost; None if it zeroes the item."""

    measure: Measure
    text: str
    points: Decimal | None


def steps(item: Item, counts: Mapping[str, int]) -> list[Step]:
    """Return the effects of an item's counts, in the order of its measures; blanks have none."""
    done = {
        measure.code: effects
        for share in shares(item.measures)
        for measure, effects in share.done(counts)
    }
    return [
        Step(measure, f"{measure.said(counts[measure.code])}，{effect.text}", effect.points)
        for measure in item.measures
        for effect in done.get(measure.code, ())
    ]


def explain(item: Item, counts: Mapping[str, int], capping: Capping) -> list[str]:
    """Explain an item's counts in sentences, with the effect of its cap and of its floor.

    ``capping`` is the 设置项 加分封顶: awards are capped before deductions bite, or after.
    """
    taken = steps(item, counts)
    return [*(step.text for step in taken), *bounds(item, taken, capping)]


def won_and_lost(taken: Sequence[Step]) -> tuple[Decimal, Decimal]:
    """Return the points that steps won, and those that they lost, below 0."""
    points = [step.points for step in taken if step.points]
    nothing = Decimal(0)
    won, lost = (each for each in points if each > 0), (each for each in points if each < 0)
    return sum(won, nothing), sum(lost, nothing)


def bounds(item: Item, taken: Sequence[Step], capping: Capping) -> list[str]:
    """Return the sentences on where an item's cap and its floor have cut what the steps give."""
    won, lost = won_and_lost(taken)
    scale = item.scale
    lowest, highest = scale.limits
    first, raised = capping == Capping.CAP_FIRST, scale.start + won
    base = min(highest, raised) if first and highest is not None else raised
    told = []
    if highest is not None and raised > highest and first:
        told.append(f"加分以{plain(highest)}分为限")
    if highest is not None and base + lost > highest:
        told.append(f"以{plain(highest)}分为限")
    if lowest is not None and base + lost < lowest:
        told.append(f"扣完为止，最低{plain(lowest)}分")
    return told
