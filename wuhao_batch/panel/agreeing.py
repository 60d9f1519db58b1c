"""Evaluators' workbooks and returns → one score an item, and findings on gaps.

The workbooks of the 考评组 supply 考评得分, or the returned forms where these count
(:meth:`.Assessment.panel_apart`). Either way what comes out is a :class:`Panel`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import chain

from wuhao_batch.assessment.choices import Basis
from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.loading import Assessment
from wuhao_batch.assessment.settings import Settings
from wuhao_batch.findings.finding import Finding, finding
from wuhao_batch.numbers import DECIMALS, to_points
from wuhao_batch.panel.beside_returns import tell
from wuhao_batch.panel.checks import PanelVeto
from wuhao_batch.panel.examine import PanelBooks
from wuhao_batch.panel.gaps import list_progress
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.checks import Checked
from wuhao_batch.returns.examine import Examined
from wuhao_batch.returns.inputs import Input
from wuhao_batch.scoring.combining import OWN, combine
from wuhao_batch.scoring.model import Item
from wuhao_batch.scoring.rounding import Rounded, Rounding

APART = 3
"""Scores further apart than the cap divided by this are for the meeting."""


@dataclass(frozen=True, slots=True)
class Given:
    """One score that was given, in millionths; ``evaluator`` is None if it is a form's own.

    With ``as_self`` it was left to the 自评得分, and ``score`` is the cell where that is printed.
    """

    branch: str
    item: Item
    evaluator: Evaluator | None
    points: int
    score: Input
    reason: Input
    as_self: bool = False


ByItem = Mapping[tuple[str, str], list[Given]]
"""(编号, item code) → the scores given."""


@dataclass(frozen=True, slots=True)
class EvaluatorProgress:
    """Scores given by an evaluator, of those assigned on branches that handed in."""

    evaluator: Evaluator
    scored: int
    assigned: int
    file: str | None


@dataclass(frozen=True)
class Panel:
    """The 考评组's scores and vetoes.

    ``scores`` maps 编号 → item code → the one score in millionths, where it is settled, and
    ``exact`` the same before it was rounded, where only totals are;
    ``by_item`` holds the single scores behind it. ``vetoes`` maps 编号 → vetoes that the 考评组
    itself found; ``unsettled`` are the branches with an error in a workbook, ``unclear`` means that
    there may be a veto on any branch. ``apart`` where the forms' columns do not count.
    """

    apart: bool
    scores: Mapping[str, Mapping[str, int]]
    by_item: ByItem
    exact: Mapping[str, Mapping[str, Fraction]] = field(default_factory=dict)
    vetoes: Mapping[str, tuple[PanelVeto, ...]] = field(default_factory=dict)
    unsettled: frozenset[str] = frozenset()
    unclear: bool = False
    progress: tuple[EvaluatorProgress, ...] = ()
    receipts: tuple[Receipt, ...] = ()
    findings: tuple[Finding, ...] = ()

    def given_to(self, branch: str, item: Item) -> list[Given]:
        """Return the single scores of one item of one branch."""
        return self.by_item.get((branch, item.code), [])

    def reasons(self, branch: str, item: Item) -> list[str]:
        """Return the reasons given for the scores of one item, each once."""
        told = (each.reason.cell.seen.strip() for each in self.given_to(branch, item))
        return [reason for reason in dict.fromkeys(told) if reason]

    @property
    def given(self) -> Iterator[Given]:
        """All single scores, by branch, item and evaluator."""
        return chain.from_iterable(self.by_item.values())

    @cached_property
    def disagreements(self) -> list[list[Given]]:
        """The scores of every item on which evaluators are further apart than a third of its cap.

        Listed whether or not all have scored already.
        """
        return _apart(self.by_item) if self.apart else []


def _by_item(given: Iterable[Given]) -> ByItem:
    found: dict[tuple[str, str], list[Given]] = {}
    for each in given:
        found.setdefault((each.branch, each.item.code), []).append(each)
    return found


def _apart(by_item: ByItem) -> list[list[Given]]:
    return [given for given in by_item.values() if _is_apart(given)]


def _is_apart(given: list[Given]) -> bool:
    points = [each.points for each in given]
    return APART * (max(points) - min(points)) > width_of(given[0].item, points)


def width_of(item: Item, points: Iterable[int]) -> int:
    """Return the width of an item's scale in millionths; without limits, that of the scores."""
    width = item.scale.width
    return max(map(abs, points)) if width is None else to_points(width)


def agree(assessment: Assessment, examined: Examined, books: PanelBooks) -> Panel:
    """Find one score for each item, as far as there is one."""
    if not assessment.panel_apart(workbooks=books.exist):
        return _panel_of_forms(assessment, examined, books)
    by_item = _by_item(_given(assessment, examined, books))
    exact = _exact(assessment, by_item, examined)
    apart = len(_apart(by_item))
    noted = [finding("S011", count=str(apart))] if apart else []
    return Panel(
        apart=True,
        scores=_rounded(assessment, exact),
        by_item=by_item,
        exact=exact if assessment.settings.rounding.of is Rounded.TOTAL else {},
        vetoes=_vetoes(books),
        unsettled=frozenset().union(*(each.unsettled for each in books.accepted.values())),
        unclear=books.unread or any(each.unclear for each in books.accepted.values()),
        progress=tuple(_progress(assessment, examined, books)),
        receipts=books.receipts,
        findings=(*books.findings, *tell(assessment, examined, books), *noted),
    )


def _vetoes(books: PanelBooks) -> dict[str, tuple[PanelVeto, ...]]:
    found: dict[str, tuple[PanelVeto, ...]] = {}
    for checked in books.accepted.values():
        for veto in checked.vetoes:
            found[veto.branch] = (*found.get(veto.branch, ()), veto)
    return found


def _panel_of_forms(assessment: Assessment, examined: Examined, books: PanelBooks) -> Panel:
    """Return the scores that were typed into the returned forms; S015 until that is confirmed."""
    items = {item.code: item for item in assessment.standard.items}
    by_item, settings = _OfForms(items, examined.accepted), assessment.settings
    unconfirmed = by_item and settings.basis == Basis.PANEL and settings.scored_in is None
    asked = [finding("S015", **assessment.words.facts)] if unconfirmed else []
    return Panel(
        apart=False,
        scores={branch: checked.panel for branch, checked in examined.accepted.items()},
        by_item=by_item,
        exact=_as_typed(examined) if settings.rounding.of is Rounded.TOTAL else {},
        receipts=books.receipts,
        findings=(*books.findings, *asked),
    )


def _as_typed(examined: Examined) -> dict[str, dict[str, Fraction]]:
    return {
        branch: {code: Fraction(points) for code, points in checked.panel.items()}
        for branch, checked in examined.accepted.items()
    }


class _OfForms(ByItem):
    """The scores typed into the returned forms, each looked up where it is wanted.

    A hundred thousand forms have two million of them.
    """

    def __init__(self, items: Mapping[str, Item], accepted: Mapping[str, Checked]) -> None:
        self._items, self._accepted = items, accepted

    def __getitem__(self, key: tuple[str, str]) -> list[Given]:
        branch, code = key
        checked = self._accepted[branch]
        points, inputs = checked.panel[code], checked.source.inputs
        score, reason = inputs["考评得分"][code], inputs["扣分说明"][code]
        return [Given(branch, self._items[code], None, points, score, reason)]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for branch, checked in self._accepted.items():
            for code in checked.panel:
                yield branch, code

    def __len__(self) -> int:
        return sum(len(checked.panel) for checked in self._accepted.values())


def _given(assessment: Assessment, examined: Examined, books: PanelBooks) -> Iterator[Given]:
    """Yield every valid score on a branch that handed in, by branch, item and evaluator."""
    for branch in assessment.roster.branches:
        if branch.code not in examined.accepted:
            continue
        for item in assessment.standard.items:
            for evaluator in assessment.panel:
                checked = books.accepted.get(evaluator.code)
                scores = {} if checked is None else checked.scores.get(branch.code, {})
                if checked is not None and item.code in scores:
                    points = scores[item.code]
                    mark = checked.source.marks[branch.code][item.code]
                    left = (branch.code, item.code) in checked.as_self
                    score = mark.own if left else mark.score
                    yield Given(branch.code, item, evaluator, points, score, mark.reason, left)


def _exact(
    assessment: Assessment, by_item: ByItem, examined: Examined
) -> dict[str, dict[str, Fraction]]:
    """Return the one score of each item that is scored or counted."""
    exact: dict[str, dict[str, Fraction]] = {}
    given, counted = _given_by_all(assessment, by_item, examined), _counted(assessment, examined)
    for branch, code, points in chain(given, counted):
        exact.setdefault(branch, {})[code] = points
    return exact


def _given_by_all(
    assessment: Assessment, by_item: ByItem, examined: Examined
) -> Iterator[tuple[str, str, Fraction]]:
    """Yield 编号, item code and the one score where all evaluators of an item have scored it.

    Where the branch's own score is a part of it, that has to be known too.
    """
    wanted = {
        item.code: sum(item.code in evaluator.items for evaluator in assessment.panel)
        for item in assessment.standard.items
    }
    for (branch, code), given in by_item.items():
        if len(given) == wanted[code]:
            own = examined.self_items.get(branch, {}).get(code)
            if (one := _one(assessment.settings, given, own)) is not None:
                yield branch, code, one


def _counted(assessment: Assessment, examined: Examined) -> Iterator[tuple[str, str, Fraction]]:
    """Yield 编号, item code and the score that the counts of an inspection give, as it is."""
    for item in filter(assessment.settings.is_counted, assessment.standard.items):
        for branch, own in examined.self_items.items():
            if item.code in own:
                yield branch, item.code, Fraction(own[item.code])


def _one(settings: Settings, given: list[Given], own: int | None) -> Fraction | None:
    """Return the one score; None if a part of it is not known.

    The 考评组 as one has agreed already: its score is taken as it is.
    """
    first = given[0]
    if first.evaluator is None or first.evaluator.alone:
        return Fraction(first.points)
    weighed: dict[str, list[tuple[Fraction, Fraction]]] = {}
    for each in given:
        if each.evaluator is not None:
            one = Fraction(each.points), Fraction(each.evaluator.weight)
            weighed.setdefault(each.evaluator.group, []).append(one)
    if settings.shares is None:
        everybody = [one for group in weighed.values() for one in group]
        return combine(settings.combining, everybody)
    points = {group: combine(settings.combining, ones) for group, ones in weighed.items()}
    if own is not None:
        points[OWN] = Fraction(own)
    known = all(group in points for group, _ in settings.shares.of)
    return settings.shares.combine(points) if known else None


def _rounded(
    assessment: Assessment, exact: Mapping[str, Mapping[str, Fraction]]
) -> dict[str, dict[str, int]]:
    """Return the scores as papers show them."""
    roundings = {item.code: _rounding(assessment, item) for item in assessment.standard.items}
    return {
        branch: {code: roundings[code].points(points) for code, points in scores.items()}
        for branch, scores in exact.items()
    }


def _rounding(assessment: Assessment, item: Item) -> Rounding:
    """Return how an item's score is rounded: what was agreed on or counted stays as it is."""
    stays = not assessment.evaluators or assessment.settings.is_counted(item)
    return Rounding(DECIMALS) if stays else assessment.settings.rounding


def _progress(
    assessment: Assessment, examined: Examined, books: PanelBooks
) -> Iterator[EvaluatorProgress]:
    if assessment.settings.is_inspection:
        for each in list_progress(assessment, examined, books):
            file = each.checked.source.file if each.checked else None
            yield EvaluatorProgress(each.evaluator, each.filled, each.assigned, file)
        return
    for evaluator in assessment.panel:
        checked = books.accepted.get(evaluator.code)
        scores = {} if checked is None else checked.scores
        scored = sum(len(scores.get(branch, {})) for branch in examined.accepted)
        assigned = sum(
            code not in branch.left_out
            for branch in assessment.roster.branches
            if branch.code in examined.accepted
            for code in evaluator.items
        )
        file = None if checked is None else checked.source.file
        yield EvaluatorProgress(evaluator, scored, assigned, file)
