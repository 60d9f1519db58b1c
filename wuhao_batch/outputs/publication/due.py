"""The notice that is due: the first issue, a 更正公示 of the one that stands, or none.

A 更正公示 is due once its window has been set anew; until then what differs is only told.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.assessment.settings import spell
from wuhao_batch.assessment.settings_sheet import SHEET
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import plain
from wuhao_batch.outcome.changes import Changes, UnitChange, changes_between
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outcome.snapshot import SnapshotUnit, snapshot_of
from wuhao_batch.outputs.notice.correction import Correction, correction_of
from wuhao_batch.outputs.notice.window import plan_window
from wuhao_batch.outputs.publication.issue import Issue, Standing
from wuhao_batch.workspace.folders import ROSTER

NONE_YET = "没有"


@dataclass(frozen=True, slots=True)
class Due:
    """The notice that is due, or that nothing is.

    ``correction`` is what the notice corrects, None where none is corrected. ``nothing`` tells that
    the issue that stands says all. ``findings`` are on what differs from it.
    """

    correction: Correction | None = None
    nothing: bool = False
    findings: tuple[Finding, ...] = ()


FIRST = Due()
"""The first issue of a period."""


def what_is_due(outcome: Outcome, standing: Standing) -> Due:
    """Return the notice that is due beside the issue that stands, with P001, P002 and P004."""
    if standing is None:
        return FIRST
    if isinstance(standing, Finding):
        return Due(nothing=True, findings=(standing,))
    settings = outcome.assessment.settings
    changes = changes_between(standing.snapshot, snapshot_of(outcome))
    told = tuple(_told(changes, standing))
    window, _ = plan_window(settings, outcome.assessment.working_days)
    begins = standing.step.begins
    asked = bool(told) or settings.notice_start is not None
    if asked and window is not None and window.start > begins:
        return Due(correction_of(begins, changes, settings), findings=told)
    if told:
        place = Place(ROSTER, SHEET)
        told = (*told, finding("P004", place, begins=spell(begins), name=standing.step.name))
    return Due(nothing=True, findings=told)


def _told(changes: Changes, standing: Issue) -> Iterator[Finding]:
    for each in changes.changed:
        if what := "，".join(_differences(each)):
            facts = {"unit": each.unit.name, "what": what, "name": standing.step.name}
            yield finding("P001", branch=each.unit.code, **facts)
    revised = [each.item.code for each in changes.revised]
    if revised or changes.before.method != changes.after.method:
        what = f"{'、'.join(revised)}的计分办法" if revised else "计分方法"
        yield finding("P002", what=what, name=standing.step.name)


def _differences(change: UnitChange) -> Iterator[str]:
    """Yield what differs in one unit, for the office: scores of items as well, not proposals."""
    before, after = change.before, change.after
    if before is None or after is None:
        yield "公示里没有" if before is None else "现在没有了"
        return
    for what, of in _SHOWN:
        if of(before) != of(after):
            yield f"{what}由{of(before)}变为{of(after)}"
    for each in change.items if before.total is not None and after.total is not None else ():
        yield f"{each.item.code}由{_spelled(each.before)}变为{_spelled(each.after)}"


def _spelled(points: Decimal | None) -> str:
    return NONE_YET if points is None else plain(points)


_SHOWN: tuple[tuple[str, Callable[[SnapshotUnit], str]], ...] = (
    ("名称", lambda unit: unit.name),
    ("类别", lambda unit: unit.kind or NONE_YET),
    ("名次", lambda unit: str(unit.rank or NONE_YET)),
    ("总分", lambda unit: _spelled(unit.total)),
    ("结论", lambda unit: unit.verdict),
)
"""What a notice may show of a unit, and its word."""
