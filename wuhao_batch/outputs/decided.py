"""Decisions of the meeting in words, as several papers tell them."""

from collections.abc import Iterator
from decimal import Decimal

from wuhao_batch.numbers import plain
from wuhao_batch.outcome.result import Result
from wuhao_batch.panel.meeting.decided import Decided
from wuhao_batch.panel.meeting.layout import spelled

MARK = "※"
"""Stands at a score on which the meeting has decided."""


def told_change(each: Decided[Decimal]) -> str:
    """Return from what to what a score was changed, for people."""
    if each.before == each.after:
        return f"维持{plain(each.after)}分"
    return f"由{plain(each.before)}分改为{plain(each.after)}分"


def in_full(each: Decided[Decimal]) -> str:
    """Return a decision on a score: what it changed, who decided it, when and why."""
    return f"会议决定{told_change(each)}（{each.by}，{each.on}）：{each.why}"


def told_decisions(result: Result) -> Iterator[str]:
    """Yield what papers remark on the decisions about a unit: what each came to in the end."""
    changed = [
        f"{code}由{plain(each[0].before)}分改为{plain(each[-1].after)}分"
        for code, each in result.decided.items()
        if each[0].before != each[-1].after
    ]
    if changed:
        yield f"会议决定{'，'.join(changed)}"
    for code, each in result.on_vetoes.items():
        yield f"会议决定一票否决{code}{spelled(holds=each[-1].after)}"


def said_of_veto(result: Result, code: str) -> str:
    """Return what the meeting decided on a veto in the end, "" where it has not."""
    if (decided := result.on_vetoes.get(code)) is None:
        return ""
    last = decided[-1]
    return f"（会议决定{spelled(holds=last.after)}：{last.why}，{last.by}，{last.on}）"
