"""Corrections of an issue as a 更正公示 tells them: only what may be shown in public.

A line a unit tells name, rank, total and 结论 before and after; scores of single items, and
grounds, are never told (docs/notice.md).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from wuhao_batch.assessment.choices import PublicScores
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.changes import Changes, UnitChange
from wuhao_batch.outcome.snapshot import SnapshotUnit
from wuhao_batch.outcome.status import Status

NOTHING = "更正的是公示的其他内容，公示的分数、名次和结论没有变化。"


@dataclass(frozen=True, slots=True)
class Correction:
    """The day from which the corrected issue was shown, and what differs from it, a line each."""

    begins: date
    lines: tuple[str, ...]


def correction_of(begins: date, changes: Changes, settings: Settings) -> Correction:
    """Return what is to be said of an issue that was shown from that day on."""
    told = [line for each in changes.changed if (line := _line(each, settings))]
    numbered = tuple(f"{number}．{line}" for number, line in enumerate(told, start=1))
    return Correction(begins, numbered or (NOTHING,))


def _line(change: UnitChange, settings: Settings) -> str:
    """Return the sentence on one unit; "" where nothing that is shown of it differs."""
    before, after = _shown(change.before, settings), _shown(change.after, settings)
    if before is None and after is None:
        return ""
    if before is None or after is None:
        return f"{change.unit.name}：{'原公示中没有，现予列入' if after else '不再列入'}。"
    told = "，".join(_differences(before, after, settings))
    if not told and change.items and settings.public_scores == PublicScores.ALL:
        told = "项目得分有更正"
    return f"{after.name}：{told}。" if told else ""


def _shown(unit: SnapshotUnit | None, settings: Settings) -> SnapshotUnit | None:
    """Return a unit that stands on a notice, else None."""
    if unit is None or unit.verdict == Status.EXEMPT.label:
        return None
    hidden = unit.verdict == Status.VETOED.label and not settings.public_vetoed
    return None if hidden else unit


def _differences(before: SnapshotUnit, after: SnapshotUnit, settings: Settings) -> Iterator[str]:
    if before.name != after.name:
        yield f"名称由“{before.name}”更正为“{after.name}”"
    if settings.by_kind and before.kind != after.kind:
        yield f"类别由“{before.kind}”更正为“{after.kind}”"
    if settings.public_scores != PublicScores.NONE and _total(before) != _total(after):
        yield f"总分由{_total(before)}更正为{_total(after)}"
    if before.rank != after.rank:
        yield f"名次由{_rank(before)}更正为{_rank(after)}"
    if before.verdict != after.verdict:
        yield f"结论由“{before.verdict}”更正为“{after.verdict}”"


def _total(unit: SnapshotUnit) -> str:
    """Return the total as it is shown: that of a unit without a rank is not."""
    return "不列分数" if unit.rank is None or unit.total is None else f"{plain(unit.total)}分"


def _rank(unit: SnapshotUnit) -> str:
    return "不列名次" if unit.rank is None else f"第{unit.rank}名"
