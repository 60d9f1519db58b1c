"""The result of each branch, and the outcome of a run: values, with what papers ask of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, Severity
from wuhao_batch.outcome.claims import VetoClaim, claims_on
from wuhao_batch.outcome.grading import Graded, GradeLine
from wuhao_batch.outcome.status import Status
from wuhao_batch.panel.agreeing import Panel
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.meeting.decided import OnScores, OnVetoes
from wuhao_batch.records.decisions import Confirmed
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import Examined
from wuhao_batch.returns.state import UNUSED, ReturnState
from wuhao_batch.scoring.model import Item
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
    confirmed: Mapping[str, Confirmed] = field(default_factory=dict)
    """Fingerprint of a claim → who confirmed it, and when."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return all findings: on template and roster, returns, workbooks, and the whole.

        A veto that the meeting has decided on, or the office confirmed, is asked about no more.
        """
        found = (
            *self.assessment.findings,
            *self.examined.findings,
            *self.panel.findings,
            *self.on_the_whole,
        )
        return tuple(
            each
            for each in found
            if each.code not in ON_VETOES or (each.branch, each.facts["code"]) not in self._sure
        )

    @cached_property
    def claims(self) -> tuple[VetoClaim, ...]:
        """Return the vetoes that are claimed and that the meeting has not decided on."""
        period = self.assessment.settings.period
        return tuple(
            claim
            for each in self.results
            for claim in claims_on(period, each.branch, each.checked, each.found)
            if claim.code not in each.on_vetoes
        )

    @property
    def unconfirmed(self) -> list[VetoClaim]:
        """Return the claims that nobody has confirmed as they stand."""
        return [each for each in self.claims if each.sha256 not in self.confirmed]

    @property
    def sure_claims(self) -> list[tuple[VetoClaim, Confirmed]]:
        """Return the claims that somebody has confirmed as they stand, each with who did."""
        by = self.confirmed
        return [(each, by[each.sha256]) for each in self.claims if each.sha256 in by]

    @cached_property
    def _sure(self) -> frozenset[tuple[str | None, str]]:
        """Return branch and veto wherever the meeting has decided or the office confirmed."""
        decided = ((each.branch.code, code) for each in self.results for code in each.on_vetoes)
        confirmed = ((each.branch.code, each.code) for each, _ in self.sure_claims)
        return frozenset((*decided, *confirmed))

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


def ranking_of(branch: Branch, settings: Settings) -> str:
    """Return the name of a branch's ranking: its 类别, or "" for the only one."""
    return branch.kind if settings.by_kind else ""
