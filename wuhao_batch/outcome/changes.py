"""Two results held against each other: who rose and fell and by which item, which rules changed.

Points of an item are compared only where it is scored by the same rules in both.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from wuhao_batch.assessment.identity import code_key
from wuhao_batch.outcome.snapshot import Snapshot, SnapshotItem, SnapshotUnit
from wuhao_batch.sheets import fold


@dataclass(frozen=True, slots=True)
class ItemChange:
    """The score of one item before and after, None where it has none."""

    item: SnapshotItem
    before: Decimal | None
    after: Decimal | None

    @property
    def gain(self) -> Decimal | None:
        """The points that it has more; negative if less, None where either is not known."""
        return _gain(self.before, self.after)


@dataclass(frozen=True, slots=True)
class UnitChange:
    """One unit before and after; either is None where the unit is not there.

    ``unit`` is how it is now, or was at last. ``items`` are those that can be compared and whose
    scores differ, in the order of the sheet.
    """

    unit: SnapshotUnit
    before: SnapshotUnit | None
    after: SnapshotUnit | None
    items: tuple[ItemChange, ...] = ()

    def __bool__(self) -> bool:
        """True if anything of it differs."""
        return self.before != self.after

    @property
    def is_its_own(self) -> bool:
        """True if something of its own differs, and not only its place among the others."""
        if self.before is None or self.after is None:
            return True
        after = self.after
        moved = replace(self.before, code=after.code, rank=after.rank, proposed=after.proposed)
        return moved != after

    @property
    def came(self) -> bool:
        """True if it was not there before."""
        return self.before is None

    @property
    def went(self) -> bool:
        """True if it is not there any more."""
        return self.after is None

    @property
    def renamed(self) -> bool:
        """True if it is called otherwise now."""
        names = {each.name for each in (self.before, self.after) if each is not None}
        return len(names) > 1

    @property
    def gain(self) -> Decimal | None:
        """The points that its total has more; negative if less, None where either is not known."""
        if self.before is None or self.after is None:
            return None
        return _gain(self.before.total, self.after.total)

    @property
    def climbed(self) -> int | None:
        """The places that it has climbed; negative if it fell, None where either is not known."""
        if self.before is None or self.after is None:
            return None
        before, after = self.before.rank, self.after.rank
        return None if before is None or after is None else before - after


@dataclass(frozen=True, slots=True)
class Revision:
    """An item that is not scored as before; either is None where the item is not there.

    ``item`` is how it is now, or was at last.
    """

    item: SnapshotItem
    before: SnapshotItem | None
    after: SnapshotItem | None

    @property
    def renamed(self) -> bool:
        """True if something else stands under its code."""
        names = {fold(each.name) for each in (self.before, self.after) if each is not None}
        return len(names) > 1

    @property
    def recapped(self) -> bool:
        """True if it has another 考评分数."""
        return len({each.cap for each in (self.before, self.after) if each is not None}) > 1


@dataclass(frozen=True, slots=True)
class Changes:
    """Two results held against each other; false where there is no difference.

    ``units`` has every unit of either, those of ``after`` first, in its order.
    """

    before: Snapshot
    after: Snapshot
    units: tuple[UnitChange, ...]
    revised: tuple[Revision, ...]

    def __bool__(self) -> bool:
        """True if a unit's result, an item's rules or the method differ."""
        return bool(self.changed or self.revised or self.before.method != self.after.method)

    @property
    def comparable(self) -> tuple[SnapshotItem, ...]:
        """The items that are scored alike in both, as they stand now."""
        revised = {each.item.code for each in self.revised}
        return tuple(each for each in self.after.items if each.code not in revised)

    @property
    def changed(self) -> tuple[UnitChange, ...]:
        """The units of which anything differs."""
        return tuple(each for each in self.units if each)


def changes_between(before: Snapshot, after: Snapshot) -> Changes:
    """Hold two results against each other.

    Within a year a unit is known by its 编号, whatever it is called. Between years lists are
    numbered anew: there it is known by its name, and only without one by its 编号.
    """
    changes = Changes(before, after, (), tuple(_revisions(before, after)))
    units = (_unit(*pair, changes.comparable) for pair in _pairs(before, after))
    return replace(changes, units=tuple(units))


def _revisions(before: Snapshot, after: Snapshot) -> Iterator[Revision]:
    old = {each.code: each for each in before.items}
    new = {each.code: each for each in after.items}
    for code, item in (old | new).items():
        was, now = old.get(code), new.get(code)
        if was is None or now is None or _terms(was) != _terms(now):
            yield Revision(item, was, now)


def _terms(item: SnapshotItem) -> tuple[object, ...]:
    return fold(item.name), item.cap, item.rules_digest


_Pair = tuple[SnapshotUnit | None, SnapshotUnit | None]


def _pairs(before: Snapshot, after: Snapshot) -> Iterator[_Pair]:
    """Yield every unit as it was and as it is, those of ``after`` first."""
    known: dict[str, SnapshotUnit] = {}
    for key in (_code,) if before.year == after.year else (_name, _code):
        known |= _matched(before.units, after.units, known, key)
    yield from ((known.get(each.code), each) for each in after.units)
    found = {each.code for each in known.values()}
    yield from ((each, None) for each in before.units if each.code not in found)


def _matched(
    before: Iterable[SnapshotUnit],
    after: Iterable[SnapshotUnit],
    known: Mapping[str, SnapshotUnit],
    key: Callable[[SnapshotUnit], str],
) -> dict[str, SnapshotUnit]:
    """Return 编号 now → the unit before, of those not known yet that are equal by that key."""
    taken = {each.code for each in known.values()}
    open_ = {key(each): each for each in before if each.code not in taken}
    left = (each for each in after if each.code not in known)
    return {each.code: open_[key(each)] for each in left if key(each) in open_}


def _code(unit: SnapshotUnit) -> str:
    return code_key(unit.code)


def _name(unit: SnapshotUnit) -> str:
    return fold(unit.name)


def _unit(
    before: SnapshotUnit | None, after: SnapshotUnit | None, items: Iterable[SnapshotItem]
) -> UnitChange:
    unit = after or before
    if unit is None:
        raise ValueError("a unit that is in neither result")
    if before is None or after is None:
        return UnitChange(unit, before, after)
    scores = ((each, before.items.get(each.code), after.items.get(each.code)) for each in items)
    changed = (ItemChange(item, was, now) for item, was, now in scores if was != now)
    return UnitChange(unit, before, after, tuple(changed))


def _gain(before: Decimal | None, after: Decimal | None) -> Decimal | None:
    return None if before is None or after is None else after - before
