"""The scores that a returned form itself shows: 自评得分, 小计 and 合计.

They are computed anew from the inputs and never taken; one that says something else is told.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from wuhao_batch.assessment.layout import CAP
from wuhao_batch.findings.finding import Finding, Place, finding
from wuhao_batch.numbers import from_points, plain, read_number
from wuhao_batch.scoring.model import Standard
from wuhao_batch.scoring.weights import weigh
from wuhao_batch.sheets import Cell, CellAddress, Travelling, fold
from wuhao_batch.tables import CATEGORY, RowKind, Table

OWN, GIVEN = "自评得分", "考评得分"
HEADERS = (CAP, OWN, GIVEN)

Weights = Mapping[str, Fraction]
"""Item code → the part of its points that counts."""


@dataclass(frozen=True, slots=True)
class Figure(Travelling):
    """A figure of a form: under a header, the sum of these items, as the form shows it.

    ``what`` is the row's word for people; ``weights`` are those of the items in it; ``points`` is
    None where no number is shown.
    """

    header: str
    what: str
    weights: Weights
    place: Place
    shown: str
    points: Decimal | None


def read_figures(
    table: Table, file: str, standard: Standard, headers: Iterable[str]
) -> Iterator[Figure]:
    """Yield the figures shown under those headers: of items, then of categories, then the whole.

    A sum of the caps is printed in every form, so that one that is gone is a figure too; of 加分
    and 扣分 there is none.
    """
    for header in headers:
        if header in table.columns:
            for row, what, weights in figure_rows(table, standard, header):
                place = table.place(file, row, header)
                yield from figure(header, what, weights, place, table.at(row, header))


def figure(header: str, what: str, weights: Weights, place: Place, cell: Cell) -> Iterator[Figure]:
    """Yield the figure in a cell, if there is one."""
    if has_figure(header, cell):
        reading = read_number(cell, "分")
        points = None if reading is None else reading.value
        yield Figure(header, what, weights, place, cell.seen.strip(), points)


def has_figure(header: str, cell: Cell) -> bool:
    """True if a cell under a header shows a figure, or lacks one that every form prints."""
    return header == CAP or bool(cell.seen.strip())


def figure_rows(
    table: Table, standard: Standard, header: str
) -> Iterator[tuple[int, str, Weights]]:
    """Yield the rows that have a figure under a header, with their words and what they add up."""
    codes = {item.code for item in standard.items}
    for row in table.rows_of_kind(RowKind.ITEM) if header == OWN else ():
        code = fold(table.at(row, table.spec.key).text)
        if code in codes:
            yield row, code, _plain([code])
    subtotals = table.rows_of_kind(RowKind.SUBTOTAL)
    if len(subtotals) == len(standard.categories):
        for row, category in zip(subtotals, standard.categories, strict=True):
            what = f"{category.name}{RowKind.SUBTOTAL}"
            if header != CAP or category.is_ordinary:
                yield row, what, _plain(item.code for item in category.items)
    for row in table.rows_of_kind(RowKind.TOTAL)[-1:]:
        if header != CAP or standard.total:
            yield row, RowKind.TOTAL, standard.weights


def _plain(codes: Iterable[str]) -> Weights:
    """Return the weights of a sum that adds up items as they are."""
    return dict.fromkeys(codes, Fraction(1))


def read_cells(table: Table, rows: Iterable[int]) -> set[CellAddress]:
    """Return the cells of a table that are read or compared: of those rows, and of sums."""
    compared = [header for header in table.spec.all_headers if header != CATEGORY]
    return table.cells_of(rows, compared) | table.cells_of(table.sums, HEADERS)


def tell_other_figures(
    figures: Iterable[Figure], header: str, scores: Mapping[str, int], branch: str | None = None
) -> Iterator[Finding]:
    """Report figures that are not what the inputs give (S003); sums only where no item is odd.

    Args:
        figures: All of a form.
        header: Which of its columns.
        scores: Item code → millionths of a point, computed anew.
        branch: The branch's 编号.
    """
    odd = [
        (each, computed)
        for each in figures
        if each.header == header and each.points != (computed := _sum(each.weights, scores))
    ]
    fewest = min((len(each.weights) for each, _ in odd), default=0)
    for each, computed in odd:
        if len(each.weights) == fewest:
            told = "空白" if computed is None else f"{plain(computed)}分"
            facts = {"what": f"{each.what}的{header}", "computed": told}
            yield finding("S003", each.place, value=each.shown or None, branch=branch, **facts)


def _sum(weights: Weights, scores: Mapping[str, int]) -> Decimal | None:
    known = [weigh(scores[code], weight) for code, weight in weights.items() if code in scores]
    return from_points(sum(known)) if known else None
