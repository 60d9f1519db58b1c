"""Changes in plain Chinese: one sentence on the whole, one line a unit, one a revised item."""

from collections.abc import Callable, Iterator
from decimal import Decimal

from wuhao_batch.numbers import plain
from wuhao_batch.outcome.changes import Changes, Revision, UnitChange
from wuhao_batch.outcome.snapshot import SnapshotUnit

NOT_COMPARED = "不作比较"
NO_RANK, NO_SCORE = "没有名次", "没有得分"


def headline(changes: Changes, unit: str) -> str:
    """Return what changed on the whole; ``unit`` is the word for what is assessed.

    It begins without a subject, so that "与上次相比，" may stand before it.
    """
    parts = [f"{count}个{unit}{what}" for what, count in _counts(changes) if count]
    if changes.revised:
        parts.append(f"{len(changes.revised)}项考评内容或计分办法有改动")
    if changes.before.method != changes.after.method:
        parts.append(f"计分依据由“{changes.before.method}”改为“{changes.after.method}”")
    return f"{'，'.join(parts) or '没有变化'}。"


def _counts(changes: Changes) -> Iterator[tuple[str, int]]:
    """Yield each kind of change with the number of units."""
    kinds: tuple[tuple[str, Callable[[UnitChange], object]], ...] = (
        ("新列入", lambda each: each.came),
        ("不再列入", lambda each: each.went),
        ("总分上升", lambda each: (each.gain or 0) > 0),
        ("总分下降", lambda each: (each.gain or 0) < 0),
        ("名次上升", lambda each: (each.climbed or 0) > 0),
        ("名次下降", lambda each: (each.climbed or 0) < 0),
        ("结论有变", lambda each: _differs(each, lambda unit: unit.verdict)),
    )
    told = 0
    for what, holds in kinds:
        count = sum(bool(holds(each)) for each in changes.changed)
        told += count
        yield what, count
    yield "其他有变", 0 if told else len(changes.changed)


def unit_lines(changes: Changes) -> list[str]:
    """Return a line for each unit of which anything differs, in the order of the list."""
    return [f"{each.unit.code} {each.unit.name}：{unit_in_words(each)}" for each in changes.changed]


def unit_in_words(change: UnitChange) -> str:
    """Return what changed for one unit: name, rank, total, verdict, then item by item."""
    if change.before is None:
        return f"新列入，{_stand(change.unit)}"
    if change.after is None:
        return f"不再列入，原来{_stand(change.unit)}"
    items = "、".join(
        f"{each.item.code} {_points(each.before)}→{_points(each.after)}" for each in change.items
    )
    parts = [*_moves(change.before, change.after), *([f"各项：{items}"] if items else [])]
    return "，".join(parts) or "没有变化"


def _stand(unit: SnapshotUnit) -> str:
    total = [] if unit.total is None else [f"总分{plain(unit.total)}"]
    rank = [] if unit.rank is None else [f"第{unit.rank}名"]
    return "，".join([*rank, *total, unit.verdict])


def _moves(before: SnapshotUnit, after: SnapshotUnit) -> Iterator[str]:
    if before.name != after.name:
        yield f"原名“{before.name}”"
    if before.code != after.code:
        yield f"原编号{before.code}"
    if before.kind != after.kind:
        yield f"类别由“{before.kind}”改为“{after.kind}”"
    if before.rank != after.rank:
        yield f"{_rank(before.rank)}→{_rank(after.rank)}"
    if before.total != after.total:
        gain = _gain(before.total, after.total)
        yield f"总分{_points(before.total)}→{_points(after.total)}{gain}"
    if before.verdict != after.verdict:
        yield f"结论由“{before.verdict}”改为“{after.verdict}”"
    if before.proposed != after.proposed:
        yield "列入拟推荐" if after.proposed else "不再列入拟推荐"


def _rank(rank: int | None) -> str:
    return NO_RANK if rank is None else f"第{rank}名"


def _points(points: Decimal | None) -> str:
    return NO_SCORE if points is None else plain(points)


def _gain(before: Decimal | None, after: Decimal | None) -> str:
    return "" if before is None or after is None else f"（{signed(after - before)}）"


def signed(points: Decimal) -> str:
    """Return points with their sign, as a difference is written."""
    return f"{'+' if points > 0 else ''}{plain(points)}"


def _differs(change: UnitChange, take: Callable[[SnapshotUnit], str]) -> bool:
    both = change.before is not None and change.after is not None
    return both and take(change.before) != take(change.after)  # type: ignore[arg-type]


def revision_lines(changes: Changes) -> list[str]:
    """Return a line for each item that is not scored as before."""
    return [f"{each.item.code} {revision_in_words(each)}" for each in changes.revised]


def revision_in_words(revision: Revision) -> str:
    """Return what is not as before, and that points are not compared."""
    before, after = revision.before, revision.after
    if before is None:
        return f"新增的考评内容，{NOT_COMPARED}"
    if after is None:
        return f"已经取消的考评内容，{NOT_COMPARED}"
    parts = [
        *([f"考评内容原为“{before.name}”"] if revision.renamed else []),
        *([f"考评分数由{_cap(before.cap)}改为{_cap(after.cap)}"] if revision.recapped else []),
        *(["计分办法有改动"] if before.rules_digest != after.rules_digest else []),
    ]
    return "，".join([*parts, NOT_COMPARED])


def _cap(cap: Decimal | None) -> str:
    return "不封顶" if cap is None else plain(cap)
