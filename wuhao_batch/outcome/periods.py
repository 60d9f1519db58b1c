"""Two periods side by side: what each unit has in both of what can be compared, means by item."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.outcome.analysis import rounded
from wuhao_batch.outcome.changes import Changes, Revision, UnitChange
from wuhao_batch.outcome.snapshot import Snapshot, SnapshotItem

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class ItemMeans:
    """The mean scores of an item over the units with a result; ``revision`` if not comparable."""

    item: SnapshotItem
    before: Decimal | None
    after: Decimal | None
    revision: Revision | None

    @property
    def was(self) -> SnapshotItem | None:
        """The item as it was in the earlier period."""
        return self.item if self.revision is None else self.revision.before

    @property
    def now(self) -> SnapshotItem | None:
        """The item as it is now."""
        return self.item if self.revision is None else self.revision.after

    @property
    def gain(self) -> Decimal | None:
        """The points by which the mean has risen; None where they cannot be compared."""
        if self.revision is not None or self.before is None or self.after is None:
            return None
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class InBoth:
    """A unit's points in both periods of the items that are scored alike and known in both."""

    before: Decimal
    after: Decimal


def item_means(changes: Changes) -> tuple[ItemMeans, ...]:
    """Return the means of every item of either period, in the order of the sheet of now."""
    return tuple(_item_means(changes))


def _item_means(changes: Changes) -> Iterator[ItemMeans]:
    before, after = _means(changes.before), _means(changes.after)
    revised = {each.item.code: each for each in changes.revised}
    for item in changes.after.items:
        code = item.code
        yield ItemMeans(item, before.get(code), after.get(code), revised.get(code))
    for code, each in revised.items():
        if each.after is None:
            yield ItemMeans(each.item, before.get(code), None, each)


def _means(snapshot: Snapshot) -> dict[str, Decimal]:
    settled = [unit for unit in snapshot.units if unit.total is not None]
    scores = {
        item.code: [unit.items[item.code] for unit in settled if item.code in unit.items]
        for item in snapshot.items
    }
    return {code: rounded(sum(own, NOTHING) / len(own)) for code, own in scores.items() if own}


def shared(change: UnitChange, changes: Changes) -> InBoth | None:
    """Return what a unit has of that in both periods; None if nothing can be compared."""
    before, after = change.before, change.after
    if before is None or after is None:
        return None
    codes = [each.code for each in changes.comparable]
    both = [code for code in codes if code in before.items and code in after.items]
    if not both:
        return None
    return InBoth(*(sum((each.items[code] for code in both), NOTHING) for each in (before, after)))


def most_changed(change: UnitChange, count: int) -> list[tuple[SnapshotItem, Decimal]]:
    """Return the items that changed most for a unit, with the points; gains before losses."""
    gains = [(each.item, each.gain) for each in change.items if each.gain is not None]
    return sorted(gains, key=lambda each: abs(each[1]), reverse=True)[:count]
