"""The way from the scores of items to a branch's total, verdict and rank."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from wuhao_batch.assessment.evaluators import Evaluator
from wuhao_batch.assessment.layout import PARTS
from wuhao_batch.findings.finding import Place
from wuhao_batch.outcome.result import Outcome, Result, ranking_of
from wuhao_batch.outcome.tracing import Origin, origin_of
from wuhao_batch.panel.layout import CODE, GROUND
from wuhao_batch.scoring.model import Category, Item, Veto


@dataclass(frozen=True, slots=True)
class CategorySum:
    """The items of a category and their sum.

    ``terms`` are the items with their scores, None for one that does not apply. ``points`` is the
    sum, None where none of them applies; ``counted`` is the part of it in the total.
    """

    category: Category
    terms: tuple[tuple[Item, Decimal | None], ...]
    points: Decimal | None
    counted: Decimal


@dataclass(frozen=True, slots=True)
class VetoCell:
    """A veto and the cell that says it: the branch's own, or that of an ``evaluator``."""

    veto: Veto
    place: Place
    evaluator: Evaluator | None
    parts: str
    ground: str


@dataclass(frozen=True)
class Derivation:
    """Everything that the result of one branch comes from.

    ``ahead`` are the results of its ranking with a higher total, ``among`` how many it ranks;
    ``ranking`` is the name of that, "" for the only one.
    """

    result: Result
    origins: tuple[Origin, ...]
    sums: tuple[CategorySum, ...]
    vetoes: tuple[VetoCell, ...]
    ranking: str
    ahead: tuple[Result, ...]
    among: int


def derive(outcome: Outcome, result: Result) -> Derivation:
    """Trace the result of one branch."""
    settings, standard = outcome.assessment.settings, outcome.assessment.standard
    ranking = ranking_of(result.branch, settings)
    ranked = [
        each
        for each in outcome.listed
        if each.rank is not None and ranking_of(each.branch, settings) == ranking
    ]
    own = result.rank
    return Derivation(
        result,
        tuple(origin_of(outcome, result, i) for i in standard.items if i.code in result.items),
        tuple(_sums(outcome, result)),
        tuple(_vetoes(outcome, result)),
        ranking,
        tuple(each for each in ranked if own is not None and (each.rank or 0) < own),
        len(ranked),
    )


def _sums(outcome: Outcome, result: Result) -> Iterator[CategorySum]:
    standard = outcome.assessment.standard
    counted = standard.shares(result.categories)
    for category, points in zip(standard.categories, counted, strict=True):
        terms = tuple((item, result.items.get(item.code)) for item in category.items)
        yield CategorySum(category, terms, result.categories.get(category.name), points)


def _vetoes(outcome: Outcome, result: Result) -> Iterator[VetoCell]:
    """Yield the vetoes that a branch declared, then those that the 考评组 found."""
    vetoes = {veto.code: veto for veto in outcome.assessment.standard.vetoes}
    if result.checked is not None:
        inputs = result.checked.source.inputs
        for code in result.checked.declared:
            parts, ground = (inputs[header][code].cell.seen for header in (PARTS, "情况说明"))
            place = inputs["是否存在"][code].place
            yield VetoCell(vetoes[code], place, None, parts.strip(), ground.strip())
    for found in result.found:
        place, parts = found.entries[CODE].place, found.text(PARTS)
        yield VetoCell(vetoes[found.code], place, found.evaluator, parts, found.text(GROUND))
