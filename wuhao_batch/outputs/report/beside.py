"""The report's parts on earlier results: what changed since the last ones, two periods together."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from wuhao_batch.numbers import most_decimals, plain, with_decimals
from wuhao_batch.outcome.changes import Changes, UnitChange
from wuhao_batch.outcome.changes_in_words import (
    NOT_COMPARED,
    headline,
    revision_in_words,
    signed,
    unit_lines,
)
from wuhao_batch.outcome.comparison import Comparison
from wuhao_batch.outcome.periods import ItemMeans, item_means, most_changed, shared
from wuhao_batch.outcome.snapshot import SnapshotItem, SnapshotUnit
from wuhao_batch.outputs.report.facts import ItemBeside, LastChanges, TwoPeriods, UnitBeside

MOST_ITEMS = 3
"""So many of the items that changed most stand at a unit."""
MOST_NAMED = 3
NONE = "—"


def since(comparison: Comparison | None, unit: str) -> LastChanges | None:
    """Return what changed since the last results that were not the same; None if nothing did."""
    if comparison is None or comparison.since is None:
        return None
    return LastChanges(headline(comparison.since, unit), tuple(unit_lines(comparison.since)))


def beside(comparison: Comparison | None, unit: str) -> TwoPeriods | None:
    """Return another period beside this one; None without one."""
    if comparison is None or comparison.periods is None:
        return None
    changes = comparison.periods
    return TwoPeriods(
        before=changes.before.span.words,
        after=changes.after.span.words,
        sentences="".join(_sentences(changes, unit)),
        partly=bool(changes.revised),
        units=tuple(_units(changes)),
        items=tuple(_items(item_means(changes))),
    )


def _sentences(changes: Changes, unit: str) -> Iterator[str]:
    yield f"与{changes.before.span.words}相比，{headline(changes, unit)}"
    for what, sign in (("上升", 1), ("下降", -1)):
        own = [each for each in changes.units if _points(each) * sign > 0]
        own.sort(key=lambda each: abs(_points(each)), reverse=True)
        if own:
            told = "、".join(_gained(each) for each in own[:MOST_NAMED])
            yield f"总分{what}最多的是{told}。"
    if changes.revised:
        yield (
            f"有{len(changes.revised)}项的考评内容、分数或计分办法与{changes.before.span.words}不同，"
            f"{NOT_COMPARED}，总分和名次只供参考；“可比各项”是其余各项的合计。"
        )


def _gained(change: UnitChange) -> str:
    """Return a unit with its gain or loss, and the items that brought it."""
    items = [e for e in change.items if (e.gain or 0) * _points(change) > 0]
    told = (signed(_points(change)), _changed_items(replace(change, items=tuple(items))))
    return f"{change.unit.name}（{'：'.join(filter(None, told))}）"


def _points(change: UnitChange) -> Decimal:
    return change.gain or Decimal(0)


def _changed_items(change: UnitChange) -> str:
    told = (f"{item.code} {signed(points)}" for item, points in most_changed(change, MOST_ITEMS))
    return "，".join(told)


def _shown(points: Sequence[Decimal | None]) -> Callable[[Decimal | None], str]:
    places = most_decimals(points)
    return lambda each: NONE if each is None else with_decimals(each, places)


def _units(changes: Changes) -> Iterator[UnitBeside]:
    units = [u for each in changes.units for u in (each.before, each.after) if u is not None]
    show = _shown([unit.total for unit in units])
    parts = {each.unit.code: shared(each, changes) for each in changes.units}
    show_part = _shown([p for each in parts.values() if each for p in (each.before, each.after)])
    for each in changes.units:
        both = parts[each.unit.code]
        yield UnitBeside(
            name=_name(each),
            ranks=(_rank(each.before), _rank(each.after)),
            climbed=NONE if each.climbed is None else _climbed(each.climbed),
            totals=(show(_total(each.before)), show(_total(each.after))),
            gain=_signed(each.gain, show),
            shared=(
                show_part(both.before if both else None),
                show_part(both.after if both else None),
                _signed(both.after - both.before if both else None, show_part),
            ),
            items=_changed_items(each),
        )


def _name(change: UnitChange) -> str:
    if change.came or change.went:
        return f"{change.unit.name}（{'新列入' if change.came else '不再列入'}）"
    old = change.before.name if change.before is not None and change.renamed else ""
    return f"{change.unit.name}（原名{old}）" if old else change.unit.name


def _rank(unit: SnapshotUnit | None) -> str:
    return NONE if unit is None or unit.rank is None else str(unit.rank)


def _total(unit: SnapshotUnit | None) -> Decimal | None:
    return None if unit is None else unit.total


def _climbed(places: int) -> str:
    return f"↑{places}" if places > 0 else f"↓{-places}" if places else "0"


def _signed(points: Decimal | None, show: Callable[[Decimal | None], str]) -> str:
    return f"{'+' if points is not None and points > 0 else ''}{show(points)}"


def _items(means: Sequence[ItemMeans]) -> Iterator[ItemBeside]:
    show = _shown([points for each in means for points in (each.before, each.after)])
    for each in means:
        yield ItemBeside(
            code=each.item.code,
            content=each.item.name,
            caps=(_cap(each.was), _cap(each.now)),
            means=(show(each.before), show(each.after)),
            gain=_signed(each.gain, show),
            remark=revision_in_words(each.revision) if each.revision else "",
        )


def _cap(item: SnapshotItem | None) -> str:
    return NONE if item is None or item.cap is None else plain(item.cap)
