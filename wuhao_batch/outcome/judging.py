"""Examined returns → the outcome: standing, scores, ranks, proposals for 表彰."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import pandas as pd

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Basis, Settings
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import from_points
from wuhao_batch.outcome.ranking import Entries, Scores, score
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.agreeing import Panel, agree
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.examine import NO_BOOKS
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import Examined
from wuhao_batch.returns.state import UNUSED, ReturnState
from wuhao_batch.scoring.self_scores import frame, known, known_rows


@dataclass(frozen=True)
class Result:
    """One branch's result; points as Decimals, unknown ones absent or None.

    ``vetoes`` are the codes declared 是 or found by the 考评组, ``sub_branches`` the 党支部 named
    there, ``found`` the latter's own entries, ``tied`` means that others share the rank,
    ``proposed`` that the branch is 拟推荐.
    """

    branch: Branch
    status: Status
    rank: int | None
    tied: bool
    proposed: bool
    total: Decimal | None
    categories: Mapping[str, Decimal]
    items: Mapping[str, Decimal]
    self_items: Mapping[str, Decimal]
    vetoes: tuple[str, ...]
    sub_branches: tuple[str, ...]
    found: tuple[PanelVeto, ...]
    checked: Checked | None


@dataclass(frozen=True)
class Outcome:
    """The results of a run, in roster order, and the findings on the whole."""

    assessment: Assessment
    examined: Examined
    panel: Panel
    results: tuple[Result, ...]
    on_the_whole: tuple[Finding, ...]

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all findings: on template and roster, returns, workbooks, and the whole."""
        return (
            *self.assessment.findings,
            *self.examined.findings,
            *self.panel.findings,
            *self.on_the_whole,
        )

    @property
    def unsettled(self) -> tuple[Branch, ...]:
        """Return the branches that are assessed and have no result yet."""
        return tuple(
            result.branch
            for result in self.results
            if result.branch.takes_part and not result.status.is_settled
        )

    @property
    def stale(self) -> tuple[Finding, ...]:
        """Return the findings on scores that count and rest on another report than that of now."""
        counts = self.assessment.settings.basis == Basis.PANEL
        return tuple(each for each in self.panel.findings if counts and each.code == "S012")

    @property
    def to_confirm(self) -> tuple[Finding, ...]:
        """Return the findings that somebody has to confirm before anything is published."""
        return tuple(each for each in self.findings if each.code in TO_CONFIRM)

    @property
    def disputed(self) -> frozenset[str]:
        """Return the 编号 of branches between whose versions nobody has chosen."""
        return frozenset(
            each.owner
            for each in self.examined.receipts
            if each.state is ReturnState.DISPUTED and each.owner is not None
        )

    def unused(self, branch: Branch) -> tuple[Receipt, ...]:
        """Return what came from a branch and cannot be used, workbooks before other files."""
        own = [each for each in self.examined.receipts if each.owner == branch.code]
        return tuple(each for state in UNUSED for each in own if each.state is state)

    @property
    def method(self) -> str:
        """Return the basis of the scores and how they were combined, for people."""
        settings, evaluators = self.assessment.settings, self.assessment.evaluators
        if settings.basis == Basis.PANEL and self.panel.apart and evaluators:
            return f"{settings.basis}，{len(evaluators)}位评委{settings.combining}"
        return settings.basis

    @cached_property
    def listed(self) -> tuple[Result, ...]:
        """Return the results as papers list them.

        By rank (within 类别 where that is asked for), then the vetoed branches, then those
        without a result; the roster's order within each.
        """
        kinds = list(dict.fromkeys(result.branch.kind for result in self.results))

        def key(result: Result) -> tuple[int, int, int]:
            kind = kinds.index(result.branch.kind) if self.assessment.settings.by_kind else 0
            place = 0 if result.status.is_ranked else _LISTING.index(result.status)
            return place, kind, result.rank or 0

        return tuple(sorted(self.results, key=key))


TO_CONFIRM = ("S013", "S015", "S016")
"""Vetoes, declared or found, and scores that came with the branches' own forms."""

_LISTING = (
    None,  # the ranked ones
    Status.VETOED,
    Status.UNSCORED,
    Status.NEEDS_CORRECTION,
    Status.MISSING,
    Status.EXEMPT,
)


def judge(assessment: Assessment, examined: Examined, panel: Panel | None = None) -> Outcome:
    """Score the branches, rank them and propose for 表彰.

    Without ``panel`` no workbook of the 考评组 has come in.
    """
    panel = panel or agree(assessment, examined, NO_BOOKS)
    branches, settings = assessment.roster.branches, assessment.settings
    entries = _entries(assessment, examined, panel)
    scores = score(assessment.standard, settings, entries)
    proposed, ties = _propose(branches, scores, settings)
    blank = {receipt.owner for receipt in examined.receipts if receipt.state is ReturnState.BLANK}
    missing = (
        _missing(branch, examined)
        for branch in branches
        if scores.status[branch.code] == Status.MISSING and branch.code not in blank
    )
    results = _results(assessment, examined, panel, scores, proposed)
    return Outcome(assessment, examined, panel, tuple(results), (*missing, *ties))


def _missing(branch: Branch, examined: Examined) -> Finding:
    what = examined.only_papers(branch.code)
    if not what:
        return finding("D002", branch=branch.code, name=branch.name)
    place = Place(examined.enclosed(branch.code)[0].file)
    return finding("D046", place, branch=branch.code, name=branch.name, what=what)


def _entries(assessment: Assessment, examined: Examined, panel: Panel) -> Entries:
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
                code: bool(checked and checked.declared) or code in panel.vetoes
                for code, checked in taken.items()
            },
            dtype=bool,
        ),
        kind=pd.Series({branch.code: branch.kind for branch in branches}, dtype=object),
        standing=pd.Series(
            {branch.code: _standing(branch, assessment, examined, panel) for branch in branches},
            dtype=object,
        ),
    )


def _standing(branch: Branch, assessment: Assessment, examined: Examined, panel: Panel) -> Status:
    checked = examined.accepted.get(branch.code)
    if not branch.takes_part:
        return Status.EXEMPT
    if branch.code in examined.unusable or (checked is not None and not checked.is_sound):
        return Status.NEEDS_CORRECTION
    if checked is None:
        return Status.MISSING
    scored = len(panel.scores.get(branch.code, {})) == len(assessment.standard.items)
    needed = assessment.settings.basis == Basis.PANEL
    if branch.code in panel.unsettled or (needed and not scored):
        return Status.UNSCORED
    return Status.QUALIFIED


def _propose(
    branches: tuple[Branch, ...], scores: Scores, settings: Settings
) -> tuple[frozenset[str], list[Finding]]:
    """Return the branches proposed for 表彰: the first ones up to 表彰名额, in each ranking.

    Places that a tie carries over the line are left to the committee (S002). Branches under
    达标分数线 are not proposed, and nobody is while a branch has no result yet.
    """
    statuses = [Status(scores.status[branch.code]) for branch in branches if branch.takes_part]
    if settings.quota is None or not all(status.is_settled for status in statuses):
        return frozenset(), []
    rankings: dict[str, dict[int, list[Branch]]] = {}
    for branch in branches:
        if scores.status[branch.code] == Status.QUALIFIED:
            ranking = rankings.setdefault(ranking_of(branch, settings), {})
            ranking.setdefault(int(scores.rank[branch.code]), []).append(branch)
    proposed: set[str] = set()
    ties: list[Finding] = []
    for ranking in rankings.values():
        places = settings.quota
        for rank, tied in sorted(ranking.items()):
            if len(tied) > places:
                if places:
                    names = "、".join(branch.name for branch in tied)
                    facts = {"quota": str(settings.quota), "names": names, "rank": str(rank)}
                    ties.append(finding("S002", **facts))
                break
            proposed |= {branch.code for branch in tied}
            places -= len(tied)
    return frozenset(proposed), ties


def ranking_of(branch: Branch, settings: Settings) -> str:
    """Return the name of a branch's ranking: its 类别, or "" for the only one."""
    return branch.kind if settings.by_kind else ""


def _results(
    assessment: Assessment,
    examined: Examined,
    panel: Panel,
    scores: Scores,
    proposed: frozenset[str],
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
        vetoes = {*(checked.declared if checked else ()), *(veto.code for veto in found)}
        named = (*(checked.named if checked else ()), *(n for v in found for n in v.sub_branches))
        yield Result(
            branch=branch,
            status=Status(scores.status[code]),
            rank=rank,
            tied=rank is not None and shared[ranking, rank] > 1,
            proposed=code in proposed,
            total=from_points(totals[code]) if code in totals else None,
            categories=_points(categories[code]),
            items=_points(items[code]),
            self_items=_points(self_items[code]),
            vetoes=tuple(veto.code for veto in standard.vetoes if veto.code in vetoes),
            sub_branches=tuple(dict.fromkeys(named)),
            found=found,
            checked=checked,
        )


def _points(known_points: Mapping[str, int]) -> dict[str, Decimal]:
    return {name: from_points(points) for name, points in known_points.items()}
