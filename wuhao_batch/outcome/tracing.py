"""Origins of scores: their cells, the contents, how they are combined."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.roster import Branch
from wuhao_batch.findings.finding import Place
from wuhao_batch.numbers import from_points
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.panel.meeting.decided import Decided
from wuhao_batch.scoring.combining import Combining, Shares
from wuhao_batch.scoring.measure import Measure
from wuhao_batch.scoring.model import Capping, Item
from wuhao_batch.scoring.rounding import Rounding


@dataclass(frozen=True, slots=True)
class CountCell:
    """A 数量 and its cell; ``count`` is None if it is not usable. ``remark`` is the 备注 beside."""

    measure: Measure
    place: Place
    count: int | None
    remark: str = ""

    @property
    def brief(self) -> str:
        """The count as it stands in a list of figures, "" if it is not usable."""
        return "" if self.count is None else self.measure.answer.brief(self.count)


@dataclass(frozen=True, slots=True)
class ScoreCell:
    """A 考评得分 in points and its cell; ``evaluator`` is None if it is a form's own.

    With ``as_self`` it was left to the 自评得分, which is printed in that cell. ``reason`` is the
    扣分说明 beside it.
    """

    evaluator: Evaluator | None
    place: Place
    points: Decimal
    as_self: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """The cells that the score of one item of one branch comes from.

    ``points`` is the score that counts: that of the ``counts`` or, where ``basis`` is 考评得分,
    that of the ``scores``, brought together by ``combining``, of groups by their ``shares``; where
    the meeting has ``decided`` on it, that of the last decision. ``own`` is the self score, None
    while counts are missing. ``rounding`` says which points are rounded on their way to the total.
    """

    branch: Branch
    item: Item
    points: Decimal
    basis: Basis
    counts: tuple[CountCell, ...]
    scores: tuple[ScoreCell, ...]
    own: Decimal | None
    capping: Capping
    combining: Combining
    rounding: Rounding
    shares: Shares | None = None
    decided: tuple[Decided[Decimal], ...] = ()

    @property
    def found(self) -> Decimal:
        """The score before the meeting decided on it."""
        return self.decided[0].before if self.decided else self.points

    @property
    def by_panel(self) -> bool:
        """True if the 考评组 gave the score."""
        return self.basis == Basis.PANEL

    @property
    def takes_own(self) -> bool:
        """True if the self score is a part of the score that the 考评组 gave."""
        shared = self.by_panel and self.shares is not None and self.shares.takes_own
        return shared and self.own is not None

    def of_group(self, group: str) -> tuple[ScoreCell, ...]:
        """Return the scores of a group; of everybody where there are none."""
        return tuple(
            each
            for each in self.scores
            if self.shares is None or (each.evaluator and each.evaluator.group == group)
        )

    @property
    def places(self) -> tuple[Place, ...]:
        """The cells that the score comes from, those of decisions last."""
        return *self._found_in, *(each.place for each in self.decided)

    @property
    def _found_in(self) -> tuple[Place, ...]:
        scores = tuple(each.place for each in self.scores)
        counts = tuple(each.place for each in self.counts)
        if not self.by_panel:
            return counts
        return (*scores, *counts) if self.takes_own else scores

    @property
    def known_counts(self) -> dict[str, int]:
        """Return measure code → count, without the counts that are missing."""
        return {each.measure.code: each.count for each in self.counts if each.count is not None}


def origins(outcome: Outcome) -> Iterator[Origin]:
    """Yield the origin of every score that is known, by branch and item."""
    for result in outcome.results:
        for item in outcome.assessment.standard.items:
            if item.code in result.items:
                yield origin_of(outcome, result, item)


def origin_of(outcome: Outcome, result: Result, item: Item) -> Origin:
    """Trace one score.

    Raises:
        KeyError: The item has no score yet.
    """
    settings, panel, branch = outcome.assessment.settings, outcome.panel, result.branch
    return Origin(
        branch=branch,
        item=item,
        points=result.items[item.code],
        basis=settings.basis_of(item),
        counts=tuple(_counts(result, item)),
        scores=tuple(
            ScoreCell(
                each.evaluator,
                each.score.place,
                from_points(each.points),
                each.as_self,
                each.reason.cell.seen.strip(),
            )
            for each in panel.given_to(branch.code, item)
        ),
        own=result.self_items.get(item.code),
        capping=settings.capping,
        combining=settings.combining,
        shares=settings.shares,
        rounding=settings.rounding,
        decided=result.decided.get(item.code, ()),
    )


def _counts(result: Result, item: Item) -> Iterator[CountCell]:
    if result.checked is None:
        return
    inputs = result.checked.source.inputs
    for measure in item.measures:
        code = measure.code
        remark = inputs["备注"][code].cell.seen.strip()
        count = result.checked.counts.get(code)
        yield CountCell(measure, inputs["数量"][code].place, count, remark)
