"""Which rule took or gave which points: a self score as its steps (design.md, “How an item”).

The steps of an item, added up between its floor and its cap, are its self score; where an item is
zeroed, that step alone decides. A test holds this equal to :mod:`wuhao_batch.scoring.self_scores`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.numbers import plain
from wuhao_batch.scoring.model import NO, YES, Capping, Item, Measure


@dataclass(frozen=True, slots=True)
class Step:
    """What one measure did: points gained, negative where lost; None where it zeroes the item."""

    measure: Measure
    text: str
    points: Decimal | None


def steps(item: Item, counts: Mapping[str, int]) -> list[Step]:
    """What the counts of an item did, in the order of its measures; nothing for a blank count."""
    return [
        step
        for measure in item.measures
        if measure.code in counts
        for step in _steps(measure, counts[measure.code])
    ]


def explain(item: Item, counts: Mapping[str, int], capping: Capping) -> list[str]:
    """The steps of an item as sentences, and where its cap or its floor bites.

    ``capping`` is the 设置项 加分封顶: awards are capped before deductions bite, or after.
    """
    taken = steps(item, counts)
    won = sum((step.points for step in taken if step.points and step.points > 0), Decimal(0))
    lost = sum((step.points for step in taken if step.points and step.points < 0), Decimal(0))
    first = capping == Capping.CAP_FIRST
    base = (min(item.cap, won) if first else won) if item.earns else item.cap
    told = [step.text for step in taken]
    if won > item.cap and first:
        told.append(f"加分以{plain(item.cap)}分为限")
    if base + lost > item.cap:
        told.append(f"以{plain(item.cap)}分为限")
    if base + lost < 0:
        told.append("扣完为止，最低0分")
    return told


def _steps(measure: Measure, count: int) -> Iterator[Step]:
    happened = f"{measure.name}{count}{measure.unit}"
    if measure.yes_no:
        happened = f"{measure.name}：{YES if count else NO}"
    if measure.zeroing and count:
        yield Step(measure, f"{happened}，此项为0分", None)
    if measure.points is not None and (count or measure.award):
        each, total = abs(measure.points), measure.points * count
        rate = "" if measure.yes_no else f"每{measure.unit or '个'}{plain(each)}分，"
        word = "得" if measure.award else "扣"
        yield Step(measure, f"{happened}，{rate}{word}{plain(abs(total))}分", total)
    if measure.minimum is not None and measure.shortfall is not None and count < measure.minimum:
        least = "" if measure.yes_no else f"少于{measure.minimum}{measure.unit}，"
        yield Step(
            measure, f"{happened}，{least}扣{plain(measure.shortfall)}分", -measure.shortfall
        )
