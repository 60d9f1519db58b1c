"""Examined returns → the outcome: standing, scores, ranks, proposals for 表彰."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

import pandas as pd

from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Basis, Settings
from wuhao_batch.findings.finding import Finding, Place, Severity, finding
from wuhao_batch.numbers import from_points
from wuhao_batch.outcome.grading import Candidate, Graded, GradeLine, Grades, grade_all
from wuhao_batch.outcome.places import share_out
from wuhao_batch.outcome.ranking import Entries, Scores, item_scores, score
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.agreeing import Panel, agree
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.examine import NO_BOOKS
from wuhao_batch.panel.meeting.decided import NO_MEETING, Meeting, OnScores, OnVetoes
from wuhao_batch.panel.meeting.holding import NOTHING_HELD, Held, hold_scores, hold_vetoes
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import Examined
from wuhao_batch.returns.state import UNUSED, ReturnState
from wuhao_batch.scoring.grades import Grade
from wuhao_batch.scoring.model import Item, Standard, Veto
from wuhao_batch.scoring.self_scores import frame, known, known_rows
from wuhao_batch.workspace.folders import DECISIONS


@dataclass(frozen=True)
class Result:
    """One branch's result; points as Decimals, unknown ones absent or None.

    ``vetoes`` are the codes declared 是 or found by the 考评组, ``found`` the latter's own entries.
    ``decided`` and ``on_vetoes`` are the decisions of the meeting that count, by the codes of items
    and of vetoes: they are in scores and ``vetoes`` already.
    ``sub_branches`` are the 党支部 named in those of them that mean 不达标; ``ceiling`` is the best
    等次 that the others leave, "" without such. ``tied`` means that others share the rank,
    ``proposed`` that the branch is 拟推荐. An item that does not apply to it is in none of the
    scores; ``left_out`` is what papers say of such items, "" without any. ``graded`` is its 等次,
    None where there are none or it is not ranked.
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
    left_out: str = ""
    ceiling: str = ""
    graded: Graded | None = None
    decided: OnScores = field(default_factory=dict)
    on_vetoes: OnVetoes = field(default_factory=dict)

    def lacks(self, *items: Item) -> bool:
        """True if none of those items applies to it."""
        return bool(items) and all(item.code in self.branch.left_out for item in items)

    @property
    def grade(self) -> str | None:
        """The name of its 等次."""
        return self.graded.grade if self.graded else None

    @property
    def verdict(self) -> str:
        """The 结论 as papers print it: the 等次 where there is one, else the word of the status."""
        if self.graded is None:
            return self.status.label
        told = [self.status.label] if self.status is not Status.QUALIFIED else []
        told += ["名额待定"] if self.graded.pending else []
        return self.graded.grade + (f"（{'，'.join(told)}）" if told else "")

    @property
    def may_be_proposed(self) -> bool:
        """True if its rank decides on a proposal: it is 达标, and no veto holds it down."""
        return self.status is Status.QUALIFIED and not self.ceiling


@dataclass(frozen=True)
class Outcome:
    """The results of a run, in roster order, and the findings on the whole."""

    assessment: Assessment
    examined: Examined
    panel: Panel
    results: tuple[Result, ...]
    on_the_whole: tuple[Finding, ...]
    grade_lines: tuple[GradeLine, ...] = ()
    """Each 等次 that has a 名额, in each ranking."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all findings: on template and roster, returns, workbooks, and the whole.

        What the meeting has decided is asked no more.
        """
        on_vetoes = {(each.branch.code, code) for each in self.results for code in each.on_vetoes}
        found = (
            *self.assessment.findings,
            *self.examined.findings,
            *self.panel.findings,
            *self.on_the_whole,
        )
        return tuple(
            each
            for each in found
            if each.code not in ON_VETOES or (each.branch, each.facts["code"]) not in on_vetoes
        )

    @property
    def not_followed(self) -> tuple[Finding, ...]:
        """Return the errors in the decisions of the meeting: what stands there does not count."""
        return tuple(
            each
            for each in self.on_the_whole
            if each.severity is Severity.ERROR and (each.place.file or "").endswith(DECISIONS)
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

    @cached_property
    def disputed(self) -> frozenset[str]:
        """Return the 编号 of branches between whose versions nobody has chosen."""
        return frozenset(
            each.owner
            for each in self.examined.receipts
            if each.state is ReturnState.DISPUTED and each.owner is not None
        )

    def unused(self, branch: Branch) -> tuple[Receipt, ...]:
        """Return what came from a branch and cannot be used, workbooks before other files."""
        own = self.examined.receipts_of(branch.code)
        return tuple(each for state in UNUSED for each in own if each.state is state)

    @property
    def method(self) -> str:
        """Return the basis of the scores and how they were combined, for people."""
        told = [part for part in (*self._combined, self.assessment.settings.rounding.words) if part]
        return "，".join([self.basis, *told]) if told else self.basis

    @property
    def basis(self) -> str:
        """Return what the scores that count rest on, for people."""
        settings = self.assessment.settings
        if not settings.is_inspection:
            return settings.basis
        counted = f"{self.assessment.words.panel}查到的数量"
        return f"{counted}和对其余各项的打分" if self._marked else counted

    @property
    def _marked(self) -> bool:
        """True if the 考评组 gives scores that count."""
        return bool(self.assessment.settings.marked(self.assessment.standard))

    @property
    def _combined(self) -> tuple[str, ...]:
        """How the scores of several evaluators became one, in clauses."""
        settings, evaluators = self.assessment.settings, self.assessment.evaluators
        if not (self._marked and self.panel.apart and evaluators):
            return ()
        several = f"{len(evaluators)}位评委"
        if settings.shares:
            return several, settings.shares.words, f"每组{settings.combining}"
        return (f"{several}{settings.combining}",)

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

    @cached_property
    def ranked(self) -> Mapping[str, int]:
        """Return ranking → how many branches it ranks."""
        settings = self.assessment.settings
        ranked = (each.branch for each in self.results if each.rank is not None)
        return Counter(ranking_of(branch, settings) for branch in ranked)

    @property
    def by_verdict(self) -> dict[str, list[Result]]:
        """Return 结论 → results of those who take part, from the best to those without any."""
        grades = ["", *(grade.name for grade in self.assessment.standard.grades)]
        order = list(reversed(Status))

        def key(result: Result) -> tuple[int, int]:
            return order.index(result.status), grades.index(result.grade or "")

        found: dict[str, list[Result]] = {}
        for result in sorted(self.listed, key=key):
            if result.branch.takes_part:
                found.setdefault(result.verdict, []).append(result)
        return found


ON_VETOES = ("S013", "S016")
"""Findings on vetoes, found or declared."""
TO_CONFIRM = (*ON_VETOES, "S015")
"""Vetoes, and scores that came with the branches' own forms."""

_LISTING = (
    None,  # the ranked ones
    Status.VETOED,
    Status.UNSCORED,
    Status.NEEDS_CORRECTION,
    Status.MISSING,
    Status.EXEMPT,
)


def judge(
    assessment: Assessment,
    examined: Examined,
    panel: Panel | None = None,
    meeting: Meeting = NO_MEETING,
) -> Outcome:
    """Score the branches, rank them and propose for 表彰.

    Without ``panel`` no workbook of the 考评组 has come in. The decisions of the ``meeting`` stand
    between the scores of items and all that is made of them.
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
    return conclude(assessment, examined, panel, results, told)


def conclude(
    assessment: Assessment,
    examined: Examined,
    panel: Panel,
    results: tuple[Result, ...],
    findings: tuple[Finding, ...],
) -> Outcome:
    """Return the outcome of results, proposed for 表彰 and graded; ``findings`` are on them."""
    settings = assessment.settings
    settled = all(each.status.is_settled for each in results if each.branch.takes_part)
    proposed, ties = _propose(results, settings) if settled else (frozenset[str](), [])
    grades = _grades(assessment, results, settled=settled)
    results = tuple(
        replace(
            each,
            proposed=each.branch.code in proposed,
            graded=grades.by_branch.get(each.branch.code),
        )
        for each in results
    )
    told = (*findings, *ties, *grades.findings(settings.words()))
    return Outcome(assessment, examined, panel, results, told, grades.lines)


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


def _propose(
    results: tuple[Result, ...], settings: Settings
) -> tuple[frozenset[str], list[Finding]]:
    """Return the branches proposed for 表彰: the first ones up to 表彰名额, in each ranking.

    Places that a tie carries over the line are left to the committee (S002).
    """
    proposed: set[str] = set()
    ties: list[Finding] = []
    for ranked in rankings_of(results, settings).values() if settings.quota else ():
        shared = share_out(ranked, settings.quota or 0)
        proposed |= {result.branch.code for result in shared.placed}
        if shared.tied:
            facts = {
                "what": "表彰名额",
                "quota": str(settings.quota),
                "names": "、".join(result.branch.name for result in shared.tied),
                "rank": str(shared.tied[0].rank),
                "so": "没有拟推荐",
            }
            ties.append(finding("S002", **facts, **settings.words().facts))
    return frozenset(proposed), ties


def rankings_of(
    results: Iterable[Result], settings: Settings
) -> dict[str, list[tuple[int, Result]]]:
    """Return ranking → rank and result of the branches that may be proposed in it."""
    rankings: dict[str, list[tuple[int, Result]]] = {}
    for result in results:
        if result.rank is not None and result.may_be_proposed:
            ranking = ranking_of(result.branch, settings)
            rankings.setdefault(ranking, []).append((result.rank, result))
    return rankings


def _grades(assessment: Assessment, results: tuple[Result, ...], *, settled: bool) -> Grades:
    """Return the 等次 of the ranked branches; none where the standard has no grades."""
    standard, settings = assessment.standard, assessment.settings
    candidates = (
        Candidate(
            result.branch,
            ranking_of(result.branch, settings),
            result.rank,
            _reached(standard, result, result.total),
        )
        for result in results
        if standard.grades and result.rank is not None and result.total is not None
    )
    units = Counter(ranking_of(each, settings) for each in assessment.roster.taking_part)
    return grade_all(standard.grades, candidates, units, settled=settled)


def _reached(standard: Standard, result: Result, total: Decimal) -> tuple[Grade, ...]:
    names = [grade.name for grade in standard.grades]
    open_ = standard.grades[names.index(result.ceiling) if result.ceiling else 0 :]
    known = ((item, result.items.get(item.code)) for item in standard.items)
    lost = [item.scale.lost(points) for item, points in known if points is not None]
    return tuple(grade for grade in open_ if grade.is_reached(total, result.items, lost))


def ranking_of(branch: Branch, settings: Settings) -> str:
    """Return the name of a branch's ranking: its 类别, or "" for the only one."""
    return branch.kind if settings.by_kind else ""


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


def _points(known_points: Mapping[str, int]) -> dict[str, Decimal]:
    return {name: from_points(points) for name, points in known_points.items()}
