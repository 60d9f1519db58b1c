"""The tables of compare.xlsx: totals and ranks, items, and every score of both periods."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TypeVar

from wuhao_batch.outcome.changes import Changes, UnitChange
from wuhao_batch.outcome.changes_in_words import revision_in_words, unit_in_words
from wuhao_batch.outcome.periods import InBoth, ItemMeans, item_means, shared
from wuhao_batch.outcome.snapshot import SnapshotItem, SnapshotUnit
from wuhao_batch.outputs.columns import Column, PaperTable, text_column

TOTALS, ITEMS, SCORES = "总分对照", "考评内容对照", "逐项对照"

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Heads:
    """The words over the figures of both periods: 2025年度 and 2026年度."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class _UnitRow:
    """A unit in both periods, and its points of what can be compared."""

    change: UnitChange
    shared: InBoth | None


@dataclass(frozen=True, slots=True)
class _Score:
    """One score of one unit in both periods; ``remark`` tells why they are not compared."""

    unit: SnapshotUnit
    item: SnapshotItem
    before: Decimal | None
    after: Decimal | None
    remark: str | None


def comparison_tables(changes: Changes, unit: str) -> tuple[PaperTable[Any], ...]:
    """Return the tables in the order of their sheets; ``unit`` is the word over the names."""
    heads = Heads(changes.before.span.words, changes.after.span.words)
    units = tuple(_UnitRow(each, shared(each, changes)) for each in changes.units)
    means = item_means(changes)
    return (
        PaperTable(TOTALS, _total_columns(changes, heads, unit), units),
        PaperTable(ITEMS, _item_columns(heads), means),
        PaperTable(SCORES, _score_columns(heads, unit), tuple(_scores(changes, means))),
    )


# --- totals ---------------------------------------------------------------------------------------


def _total_columns(changes: Changes, heads: Heads, unit: str) -> tuple[Column[_UnitRow], ...]:
    return (
        Column("编号", lambda each: each.change.unit.code),
        text_column(unit, lambda each: each.change.unit.name, 26),
        *_both(heads, "名次", _of_before(lambda u: u.rank), _of_after(lambda u: u.rank)),
        Column("名次升降", lambda each: each.change.climbed),
        *_both(heads, "总分", _of_before(lambda u: u.total), _of_after(lambda u: u.total)),
        Column("总分增减", lambda each: each.change.gain),
        *(_comparable(heads) if changes.revised else ()),
        *_both(heads, "结论", _of_before(lambda u: u.verdict), _of_after(lambda u: u.verdict)),
        text_column("变化", lambda each: unit_in_words(each.change), 60),
    )


def _comparable(heads: Heads) -> Iterator[Column[_UnitRow]]:
    """Yield the sums of what is scored alike in both, where not everything is."""
    yield from _both(heads, "可比各项", _of_shared(_before), _of_shared(_after))
    yield Column("可比各项增减", _of_shared(lambda both: both.after - both.before), 13)


def _before(both: InBoth) -> Decimal:
    return both.before


def _after(both: InBoth) -> Decimal:
    return both.after


def _of_shared(take: Callable[[InBoth], object]) -> Callable[[_UnitRow], object]:
    return lambda each: None if each.shared is None else take(each.shared)


def _both(
    heads: Heads, what: str, before: Callable[[R], object], after: Callable[[R], object]
) -> tuple[Column[R], Column[R]]:
    return Column(f"{heads.before}{what}", before, 13), Column(f"{heads.after}{what}", after, 13)


def _of_before(take: Callable[[SnapshotUnit], object]) -> Callable[[_UnitRow], object]:
    return lambda each: None if each.change.before is None else take(each.change.before)


def _of_after(take: Callable[[SnapshotUnit], object]) -> Callable[[_UnitRow], object]:
    return lambda each: None if each.change.after is None else take(each.change.after)


# --- items ----------------------------------------------------------------------------------------


def _item_columns(heads: Heads) -> tuple[Column[ItemMeans], ...]:
    return (
        Column("考评编号", lambda each: each.item.code),
        text_column("考评内容", lambda each: each.item.name, 44),
        *_both(heads, "考评分数", lambda e: _cap(e.was), lambda e: _cap(e.now)),
        *_both(heads, "平均分", lambda e: e.before, lambda e: e.after),
        Column("增减", lambda each: each.gain),
        text_column("说明", _remark, 44),
    )


def _cap(item: SnapshotItem | None) -> Decimal | None:
    return None if item is None else item.cap


def _remark(means: ItemMeans) -> str | None:
    return revision_in_words(means.revision) if means.revision else None


# --- scores ---------------------------------------------------------------------------------------


def _scores(changes: Changes, means: tuple[ItemMeans, ...]) -> Iterator[_Score]:
    for each in changes.units:
        for item in means:
            before, after = (
                None if unit is None else unit.items.get(item.item.code)
                for unit in (each.before, each.after)
            )
            if before is not None or after is not None:
                yield _Score(each.unit, item.item, before, after, _remark(item))


def _score_columns(heads: Heads, unit: str) -> tuple[Column[_Score], ...]:
    return (
        Column("编号", lambda each: each.unit.code),
        text_column(unit, lambda each: each.unit.name, 26),
        Column("考评编号", lambda each: each.item.code),
        text_column("考评内容", lambda each: each.item.name, 44),
        *_both(heads, "得分", lambda e: e.before, lambda e: e.after),
        Column("增减", _gain),
        text_column("说明", lambda each: each.remark, 44),
    )


def _gain(score: _Score) -> Decimal | None:
    if score.remark or score.before is None or score.after is None:
        return None
    return score.after - score.before
