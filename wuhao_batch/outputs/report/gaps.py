"""Scores of one thing that differ: a branch's own and the 考评组's, and those of evaluators."""

from collections.abc import Iterable
from decimal import Decimal

from wuhao_batch.outcome.analysis import Gap, disagreements
from wuhao_batch.outcome.result import Outcome
from wuhao_batch.outputs.report import charts
from wuhao_batch.outputs.report.facts import Apart, OwnAndPanel
from wuhao_batch.outputs.report.figures import shown, worth_shown
from wuhao_batch.outputs.results.panel_tables import told_scores
from wuhao_batch.outputs.results.rows import first_words
from wuhao_batch.scoring.model import Item


def own_and_panel(outcome: Outcome, gaps: list[Gap]) -> Iterable[OwnAndPanel]:
    """Yield the two scores of each gap, on a line that has room for all of the same item."""
    show = shown(points for gap in gaps for points in (gap.own, gap.panel))
    ends = _ends(gaps, outcome)
    for gap in gaps:
        item, branch = gap.item, gap.result.branch
        reasons = outcome.panel.reasons(branch.code, item) if item else []
        yield OwnAndPanel(
            name=branch.name,
            code=item.code if item else "",
            content=first_words(item.content) if item else "",
            own=show(gap.own),
            panel=show(gap.panel),
            gap=f"{'+' if gap.points > 0 else ''}{show(gap.points)}",
            bar=charts.pair(gap.own, gap.panel, *ends[item.code if item else None]),
            reason="；".join(reasons),
        )


def _ends(gaps: list[Gap], outcome: Outcome) -> dict[str | None, tuple[Decimal, Decimal]]:
    """Return where the line on which two figures stand ends and begins: it has room for all.

    By the code of the item, None for totals.
    """
    found: dict[str | None, tuple[Decimal, Decimal]] = {}
    for gap in gaps:
        code = gap.item.code if gap.item else None
        full, low = found.get(code) or _limits(gap.item, outcome)
        found[code] = max(full, gap.own, gap.panel), min(low, gap.own, gap.panel)
    return found


def _limits(item: Item | None, outcome: Outcome) -> tuple[Decimal, Decimal]:
    """Return the most and the least points of an item, or of the whole sheet."""
    if item is None:
        return outcome.assessment.standard.total, Decimal(0)
    low, full = (end or Decimal(0) for end in item.scale.limits)
    return full, low


def apart(outcome: Outcome) -> Iterable[Apart]:
    """Yield the items on which evaluators disagree, and what each of them gave."""
    found = disagreements(outcome)
    show = shown(each for one in found for each in (one.item.cap, one.highest, one.lowest))
    for each in found:
        yield Apart(
            name=each.result.branch.name,
            code=each.item.code,
            content=first_words(each.item.content),
            cap=worth_shown(each.item, show),
            highest=show(each.highest),
            lowest=show(each.lowest),
            given=told_scores(each.given),
        )
