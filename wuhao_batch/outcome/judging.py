"""Examined returns → the outcome: standing, scores, ranks, proposals for 表彰."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal

import pandas as pd

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import from_points
from wuhao_batch.outcome.proposing import conclude
from wuhao_batch.outcome.ranking import Entries, Scores, item_scores, score
from wuhao_batch.outcome.result import Outcome, Result, ranking_of
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.agreeing import Panel, agree
from wuhao_batch.panel.examine import NO_BOOKS
from wuhao_batch.panel.meeting.decided import NO_MEETING, Meeting
from wuhao_batch.panel.meeting.holding import NOTHING_HELD, Held, hold_scores, hold_vetoes
from wuhao_batch.records.decisions import NOTHING_CONFIRMED, Confirmed
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import Examined
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.scoring.labelled import Labelled
from wuhao_batch.scoring.model import Standard, Veto
from wuhao_batch.scoring.self_scores import frame, known, known_rows


def judge(
    assessment: Assessment,
    examined: Examined,
    panel: Panel | None = None,
    meeting: Meeting = NO_MEETING,
    confirmed: Mapping[str, Confirmed] = NOTHING_CONFIRMED,
) -> Outcome:
    """Score the branches, rank them and propose for 表彰.

    Without ``panel`` no workbook of the 考评组 has come in. The decisions of the ``meeting`` stand
    between the scores of items and all that is made of them; vetoes that the office ``confirmed``
    are asked about no more.
    """
    panel = panel or agree(assessment, examined, NO_BOOKS)
    branches, standard, settings = (
        assessment.roster.branches,
        assessment.standard,
        assessment.settings,
    )
    found = {each.code: _found(examined.accepted.get(each.code), panel, each) for each in branches}
    held = hold_vetoes(assessment, meeting.vetoes, found)
    entries = _entries(assessment, examined, panel, held)
    own = item_scores(standard, settings, entries)
    held = held.and_scores(hold_scores(assessment, meeting.scores, known_rows(own.items)))
    scores = score(standard, settings, entries, own.but(held.points))
    results = results_of(assessment, examined, panel, scores, held)
    blank = {receipt.owner for receipt in examined.receipts if receipt.state is ReturnState.BLANK}
    missing = (
        _missing(branch, examined)
        for branch in branches
        if scores.status[branch.code] == Status.MISSING and branch.code not in blank
    )
    told = (*missing, *meeting.findings, *held.findings)
    outcome = conclude(assessment, examined, panel, results, told)
    return replace(outcome, confirmed=confirmed)


def _missing(branch: Branch, examined: Examined) -> Finding:
    what = examined.only_papers(branch.code)
    if not what:
        return finding("D002", branch=branch.code, name=branch.name)
    place = Place(examined.enclosed(branch.code)[0].file)
    return finding("D046", place, branch=branch.code, name=branch.name, what=what)


def _entries(assessment: Assessment, examined: Examined, panel: Panel, held: Held) -> Entries:
    branches, standard = assessment.roster.branches, assessment.standard
    taken = {branch.code: examined.accepted.get(branch.code) for branch in branches}
    return Entries(
        counts=frame(
            {code: checked.counts if checked else {} for code, checked in taken.items()},
            [measure.code for measure in standard.measures],
        ),
        panel=frame(
            {code: panel.scores.get(code, {}) for code in taken},
            [item.code for item in standard.items],
        ),
        vetoed=pd.Series(
            {
                branch.code: any(not veto.ceiling for veto in _vetoes(standard, branch, held, own))
                for branch in branches
                for own in (_found(taken[branch.code], panel, branch),)
            },
            dtype=bool,
        ),
        kind=pd.Series({branch.code: branch.kind for branch in branches}, dtype=object),
        standing=pd.Series(
            {branch.code: _standing(branch, assessment, examined, panel) for branch in branches},
            dtype=object,
        ),
        left_out={branch.code: branch.left_out for branch in branches if branch.left_out},
        exact=panel.exact,
    )


def _found(checked: Checked | None, panel: Panel, branch: Branch) -> frozenset[str]:
    """Return the codes of the vetoes that a branch declared or the 考评组 found on it."""
    found = (each.code for each in panel.vetoes.get(branch.code, ()))
    return frozenset((*(checked.declared if checked else ()), *found))


def _vetoes(
    standard: Standard, branch: Branch, held: Held, found: frozenset[str]
) -> tuple[Veto, ...]:
    """Return the vetoes that count: those found, as far as the meeting has not decided on them."""
    counting = held.vetoes_of(branch.code, found)
    return tuple(veto for veto in standard.vetoes if veto.code in counting)


def _standing(branch: Branch, assessment: Assessment, examined: Examined, panel: Panel) -> Status:
    checked, settings = examined.accepted.get(branch.code), assessment.settings
    if not branch.takes_part:
        return Status.EXEMPT
    if branch.code in examined.unusable or (checked is not None and not checked.is_sound):
        return Status.NEEDS_CORRECTION
    if checked is None:
        return Status.MISSING
    wanted = assessment.standard_for(branch).items
    scored = len(panel.scores.get(branch.code, {})) == len(wanted)
    if branch.code in panel.unsettled or (settings.needs_panel and not scored):
        return Status.UNSCORED
    return Status.QUALIFIED


def results_of(
    assessment: Assessment,
    examined: Examined,
    panel: Panel,
    scores: Scores,
    held: Held = NOTHING_HELD,
) -> tuple[Result, ...]:
    """Return the results of scores, by branch; proposals and 等次 are not in them yet."""
    return tuple(_results(assessment, examined, panel, scores, held))


def _results(
    assessment: Assessment, examined: Examined, panel: Panel, scores: Scores, held: Held
) -> Iterator[Result]:
    branches, settings = assessment.roster.branches, assessment.settings
    standard = assessment.standard
    ranks = known(scores.rank)
    totals = known(scores.total)
    categories, items, self_items = map(
        known_rows, (scores.categories, scores.items, scores.self_items)
    )
    shared = Counter((ranking_of(branch, settings), ranks.get(branch.code)) for branch in branches)
    for branch in branches:
        code, checked = branch.code, examined.accepted.get(branch.code)
        rank = ranks.get(code)
        ranking = ranking_of(branch, settings)
        found = panel.vetoes.get(code, ())
        vetoes = _vetoes(standard, branch, held, _found(checked, panel, branch))
        failing = {veto.code for veto in vetoes if not veto.ceiling}
        named = held.named(
            code,
            *(checked.sub_branches.items() if checked else ()),
            *((each.code, each.sub_branches) for each in found),
        )
        yield Result(
            branch=branch,
            status=Status(scores.status[code]),
            rank=rank,
            tied=rank is not None and shared[ranking, rank] > 1,
            proposed=False,
            total=from_points(totals[code]) if code in totals else None,
            categories=_points(categories[code]),
            items=_points(items[code]),
            self_items=_points(self_items[code]),
            vetoes=tuple(veto.code for veto in vetoes),
            sub_branches=tuple(
                dict.fromkeys(name for veto, names in named if veto in failing for name in names)
            ),
            found=found,
            checked=checked,
            left_out=settings.left_out.told(standard, branch.left_out) if branch.left_out else "",
            ceiling=_lowest(standard, vetoes),
            decided=held.scores.get(code, {}),
            on_vetoes=held.vetoes.get(code, {}),
        )


def _lowest(standard: Standard, vetoes: Iterable[Veto]) -> str:
    """Return the lowest 等次 to which vetoes hold a branch down, "" if none does."""
    ceilings = {veto.ceiling for veto in vetoes}
    return next((each.name for each in reversed(standard.grades) if each.name in ceilings), "")


def _points(known_points: Mapping[str, int]) -> Labelled[Decimal]:
    return Labelled({name: from_points(points) for name, points in known_points.items()})
