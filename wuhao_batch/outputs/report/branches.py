"""Each branch in the report: its points and rank, and a heat map of what it lost where."""

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from math import ceil

from wuhao_batch.outcome.analysis import losable, settled
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outputs.decided import MARK
from wuhao_batch.outputs.long_lists import MOST_LISTED
from wuhao_batch.outputs.report import charts
from wuhao_batch.outputs.report.facts import Heat, HeatRow, Standing
from wuhao_batch.outputs.report.figures import NONE, both_shown
from wuhao_batch.outputs.results.rows import remarks_on
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Category

HEAT_STEPS = 5


def standings(outcome: Outcome) -> Iterable[Standing]:
    """Yield each branch that is listed, with its points as far as they are settled."""
    standard, results = outcome.assessment.standard, outcome.listed
    parts = [points for each in results for points in each.categories.values()]
    show, show_total = both_shown(standard, parts, [each.total for each in results])
    full = _longest(outcome)
    for result in results[:MOST_LISTED]:
        known = result.status.is_settled
        told = [_told(result, each, show) for each in standard.categories] if known else []
        yield Standing(
            code=result.branch.code,
            name=result.branch.name,
            kind=result.branch.kind,
            rank=str(result.rank or NONE),
            categories=tuple(told) or (NONE,) * len(standard.categories),
            total=NONE if result.total is None else show_total(result.total),
            status=result.verdict,
            remark="；".join(remarks_on(result, outcome.assessment.words)),
            bar=charts.parts_bar(standard.shares(result.categories), full) if told else None,
        )


def _told(result: Result, category: Category, show: Callable[[Decimal], str]) -> str:
    points = result.categories.get(category.name)
    return LEFT_OUT if points is None else show(points)


def _longest(outcome: Outcome) -> Decimal:
    """Return the points that bars have room for: of the sheet, or more where bonus was earned."""
    standard = outcome.assessment.standard
    shares = [standard.shares(result.categories) for result in settled(outcome)]
    return max((standard.total, *(sum(filter(_is_won, each), Decimal(0)) for each in shares)))


def _is_won(points: Decimal) -> bool:
    return points > 0


def heat(outcome: Outcome) -> Iterable[HeatRow]:
    """Yield what each branch lost at each item, none where nothing can be lost."""
    standard, results = outcome.assessment.standard, settled(outcome)[:MOST_LISTED]
    items = losable(outcome)
    rows = [
        {
            each.code: each.scale.lost(own.items[each.code])
            for each in items
            if each.code in own.items
        }
        for own in (results if items else ())
    ]
    most = {
        item.code: item.scale.at_stake or max(row.get(item.code, Decimal(0)) for row in rows)
        for item in (items if rows else ())
    }
    whole = [standard.total_of(row) for row in rows]
    parts = [points for row in rows for points in row.values()]
    show, show_total = both_shown(standard, parts, whole)

    @cache  # many lose as much as others do
    def heat(points: Decimal | None, code: str, mark: str) -> Heat:
        if points is None:
            return Heat(LEFT_OUT, 0)
        return Heat(show(points), _level(points, most[code]), mark)

    def cell(result: Result, row: Mapping[str, Decimal], code: str) -> Heat:
        return heat(row.get(code), code, MARK if code in result.decided else "")

    for result, row, total in zip(results, rows, whole, strict=bool(items)):
        yield HeatRow(
            code=result.branch.code,
            name=result.branch.name,
            kind=result.branch.kind,
            status=result.verdict,
            cells=tuple(cell(result, row, item.code) for item in items),
            lost=show_total(total),
        )


def _level(lost: Decimal, most: Decimal) -> int:
    """Return 0 where nothing is lost, else which fifth of the most the loss reaches into."""
    return ceil(lost * HEAT_STEPS / most) if lost else 0
