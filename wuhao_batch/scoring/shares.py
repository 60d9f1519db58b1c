"""The measures of an item as they count: each for itself, or several as one."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from wuhao_batch.scoring.measure import POINTS, Measure
from wuhao_batch.scoring.rules.rule import Done, Effect, GroupingRule

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class Share:
    """Measures that count together by the rule ``group``; one measure alone needs none."""

    measures: tuple[Measure, ...]
    group: GroupingRule | None = None

    def result(self, effect: Effect, counts: Mapping[str, "pd.Series"]) -> "pd.Series":
        """Return what they give of that effect, which they have."""
        results = [measure.result(effect, counts[measure.code]) for measure in self.measures]
        return self.group.joined(effect, results) if self.group else results[0]

    def formula(self, effect: Effect, formula_of: Callable[[Measure], str]) -> str:
        """Return the same for a form, out of the formulas of the measures."""
        formulas = [formula_of(measure) for measure in self.measures]
        return self.group.joined_formula(effect, formulas) if self.group else formulas[0]

    def done(self, counts: Mapping[str, int]) -> Iterator[tuple[Measure, list[Done]]]:
        """Yield the effects of counts, as far as they count; blanks have none."""
        counted = [measure for measure in self.measures if measure.code in counts]
        done = [measure.done(counts[measure.code]) for measure in counted]
        return zip(counted, self.group.joined_steps(done) if self.group else done, strict=True)


def shares(measures: Iterable[Measure], effect: Effect | None = None) -> list[Share]:
    """Return the measures, those of a group together in the place of its first.

    With an effect only those that have it; nothing but points is brought together.
    """
    found: dict[str, Share] = {}
    for measure in measures:
        if effect is not None and effect not in measure.effects:
            continue
        group = measure.group if effect is None or effect in POINTS else None
        key = f"={group.mark}" if group else measure.code
        before = found[key].measures if key in found else ()
        found[key] = Share((*before, measure), group)
    return list(found.values())


def ungrouped(measures: Sequence[Measure]) -> Iterator[tuple[Measure, str]]:
    """Yield measures of an item that are to count together but cannot, and why."""
    groups: dict[str, list[Measure]] = {}
    for measure in measures:
        if measure.group and measure.effects.intersection(POINTS):
            groups.setdefault(measure.group.mark, []).append(measure)
    for mark, group in groups.items():
        points = {each.code: each.effects.intersection(POINTS) for each in group}
        one_way = len({effect for effects in points.values() for effect in effects}) == 1
        for measure in group:
            if len(group) == 1:
                yield measure, f"的记号“{mark}”在这一项里只有这一条"
            elif not one_way:
                yield measure, f"的记号“{mark}”下有加分也有扣分，比不出高低"
