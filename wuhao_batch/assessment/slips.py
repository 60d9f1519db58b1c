"""Sentences of a template that have no fault and are probably not meant so.

Told by ``wuhao standard`` alone: whoever has looked at it once need not be asked in every run.
"""

from collections.abc import Iterator
from decimal import Decimal

from wuhao_batch.assessment.layout import COUNTS, SCORES, START
from wuhao_batch.assessment.template import Template
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.findings.joining import joined
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Item
from wuhao_batch.scoring.rules.headers import LEVELS
from wuhao_batch.scoring.rules.rule import Effect
from wuhao_batch.scoring.rules.tiers import Tiers
from wuhao_batch.workspace.folders import TEMPLATE


def probable_slips(template: Template) -> list[Finding]:
    """Return what somebody should look at once more."""
    return joined([*_starts(template), *_holes(template)])


def _starts(template: Template) -> Iterator[Finding]:
    """Yield items whose award makes them start from 0, although they are told like full ones.

    Where the template has a column 起评, a blank leaves that open for every item with awards and
    deductions; without the column only where a deduction comes first or weighs as much as an award.
    """
    scores, counts = template.tables[SCORES.name], template.tables[COUNTS.name]
    for item in template.standard.items:
        award = next((each for each in item.measures if _has(each, Effect.EARNS)), None)
        doubtful = START in scores.columns or _leads_with_losses(item)
        if award is None or item.terms.start or not item.is_ordinary or not doubtful:
            continue
        if any(_has(each, Effect.LOSES) for each in item.measures if each is not award):
            place = counts.place(TEMPLATE, counts.row_of(award.code), COUNTS.key)
            yield finding("L127", place, value=award.code, item=item.code)


def _holes(template: Template) -> Iterator[Finding]:
    """Yield tiers that do not say what a number gets that reaches none of them."""
    counts = template.tables[COUNTS.name]
    for measure in template.standard.measures:
        for rule in measure.rules:
            if isinstance(rule, Tiers) and rule.has_hole:
                place = counts.place(TEMPLATE, counts.row_of(measure.code), LEVELS)
                yield finding("L117", place, value=rule.text)


def _leads_with_losses(item: Item) -> bool:
    """True if a deduction stands before every award, or takes as much as some award gives."""
    changes = [points for each in item.measures for points in _of_one(each)]
    awards = [points for points in changes if points > 0]
    losses = [-points for points in changes if points < 0]
    if not awards or not losses:
        return False
    return changes[0] < 0 or max(losses) >= min(awards)


def _of_one(measure: Measure) -> Iterator[Decimal]:
    """Yield the points that one of what is counted gives or takes, or each that can be chosen."""
    answer = measure.answer
    counts = range(len(answer.choices)) if answer.levelled else [answer.count(1)]
    return (done.points for count in counts for done in measure.done(count) if done.points)


def _has(measure: Measure, effect: Effect) -> bool:
    return effect in measure.effects
