"""Results as plain values, made by hand."""

from collections.abc import Mapping
from decimal import Decimal

from wuhao_batch.outcome.snapshot import Snapshot, SnapshotItem, SnapshotUnit

ITEMS = (
    SnapshotItem("1-1", "按时学习", Decimal(60), "aa", "学习"),
    SnapshotItem("1-2", "参加活动", Decimal(40), "bb", "实践"),
)


def unit(
    code: str, name: str, rank: int | None, total: Decimal | int | None, **items: int
) -> SnapshotUnit:
    """A unit with a result; items are named as ``i1_1``."""
    points = {key[1:].replace("_", "-"): Decimal(value) for key, value in items.items()}
    whole = None if total is None else Decimal(total)
    return SnapshotUnit(code, name, "", "达标" if rank else "未交", rank, whole, points)


def kept(*units: SnapshotUnit, year: str = "2026") -> Snapshot:
    """The results of a year."""
    return Snapshot(year, "", "ABCD1234", "考评得分", ITEMS, units, Decimal(100))


def ranked(totals: Mapping[str, Decimal | int], year: str = "2026") -> Snapshot:
    """The results of units of those names with those totals, numbered as they stand."""
    order = sorted(totals.values(), reverse=True)
    units = (
        unit(f"{number:02}", name, order.index(total) + 1, total)
        for number, (name, total) in enumerate(totals.items(), 1)
    )
    return kept(*units, year=year)
