"""The tables of output/results.xlsx: plain, each with its header in row 1 (docs/contracts.md).

Three of them are there only where the 考评组 has workbooks of its own, two only where the meeting
has decided. How they look:
:mod:`wuhao_batch.outputs.results.workbook`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from wuhao_batch.assessment.roster import Branch
from wuhao_batch.assessment.words import Words
from wuhao_batch.findings.finding import Finding, Place, Severity
from wuhao_batch.numbers import most_decimals, with_decimals
from wuhao_batch.outcome.result import Outcome, Result
from wuhao_batch.outcome.status import missing_but
from wuhao_batch.outputs.columns import NOTHING, Column, PaperTable, branch_columns, text_column
from wuhao_batch.outputs.results.decisions import decision_tables
from wuhao_batch.outputs.results.panel_tables import panel_tables
from wuhao_batch.outputs.results.rows import first_words, place_columns, receipt_columns, remarks_on
from wuhao_batch.outputs.results.sources import SOURCE_COLUMNS, source_rows
from wuhao_batch.outputs.results.vetoes import veto_cases, veto_columns
from wuhao_batch.returns.case import Receipt
from wuhao_batch.returns.state import ReturnState
from wuhao_batch.scoring.left_out import LEFT_OUT
from wuhao_batch.scoring.model import Category, Item, Standard

SUMMARY, ITEMS, MEETING, SOURCES = "汇总", "逐项得分", "会议用表", "得分来源"
TOTAL = "总分"

_LEAST_ROOM = 5.0


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A finding and the name of the branch concerned, None where there is none."""

    found: Finding
    name: str | None


@dataclass(frozen=True, slots=True)
class ReceiptRow:
    """A branch and one of its files; None where the other has no counterpart.

    ``only`` says what came in place of a form where nothing but papers did.
    """

    branch: Branch | None
    receipt: Receipt | None
    only: str = ""

    @property
    def missing(self) -> str:
        """Return the state of a branch whose form did not come."""
        return missing_but(self.only)


def results_tables(outcome: Outcome, findings: Iterable[Finding]) -> tuple[PaperTable[Any], ...]:
    """Return the tables in the order of their sheets; points are Decimals."""
    standard, deadline = outcome.assessment.standard, outcome.assessment.settings.deadline
    words = outcome.assessment.words
    return (
        PaperTable(SUMMARY, summary_columns(standard, words, _remarks(words)), outcome.listed),
        PaperTable(MEETING, _meeting(standard, words, outcome.listed), outcome.listed),
        PaperTable(ITEMS, _items(standard, words), outcome.listed),
        PaperTable("一票否决", veto_columns(words), tuple(veto_cases(outcome))),
        *decision_tables(outcome),
        findings_table(outcome, findings),
        PaperTable(
            "回收情况",
            (
                *branch_columns(lambda row: row.branch, words),
                *receipt_columns(lambda row: row.receipt, deadline, lambda row: row.missing),
            ),
            tuple(_receipts(outcome)),
        ),
        PaperTable(SOURCES, SOURCE_COLUMNS, tuple(source_rows(outcome))),
        *(panel_tables(outcome) if outcome.panel.receipts else ()),
    )


# --- a row a branch -------------------------------------------------------------------------------


def summary_columns(
    standard: Standard, words: Words, remarks: Callable[[Result], Iterable[str]]
) -> tuple[Column[Result], ...]:
    """Return the columns of 汇总; ``remarks`` are what stands behind a branch's verdict."""
    return (
        Column("名次", _rank),
        *branch_columns(_branch, words),
        Column("类别", lambda result: result.branch.kind),
        *(_category(category) for category in standard.categories),
        _whole(standard, subtotal=False),
        Column("结论", _verdict),
        *([Column("等次", _grade)] if standard.grades else []),
        text_column("备注", lambda result: "；".join(remarks(result)), 30),
    )


def _items(standard: Standard, words: Words) -> tuple[Column[Result], ...]:
    items = (_item(item, item.code) for item in standard.items)
    return (*branch_columns(_branch, words), *items, _whole(standard, subtotal=False))


def _item(item: Item, head: str, width: float = 10.0, *, upright: bool = False) -> Column[Result]:
    """Return the column of an item, coloured where so and so many points of it can be lost."""
    full = item.scale.full if item.scale.at_stake else None
    least = item.scale.lowest or Decimal(0)
    return Column(head, _points(item), width, upright=upright, full=full, least=least)


def _meeting(
    standard: Standard, words: Words, results: Iterable[Result]
) -> tuple[Column[Result], ...]:
    """Return the items of each category and, behind them, the category itself, all narrow."""
    results = tuple(results)
    scored = [result for result in results if result.total is not None]
    totals = [result.total for result in scored if result.total is not None]
    parts = [points for result in scored for points in _parts(result)]
    places = most_decimals(parts if standard.is_weighed else (*parts, *totals))

    def columns() -> Iterator[Column[Result]]:
        for category in standard.categories:
            for item in category.items:
                own = (each.items[item.code] for each in scored if item.code in each.items)
                width = _room((*filter(None, item.scale.limits), *own), places)
                head = f"{item.code} {first_words(item.content)}".strip()
                yield _item(item, head, width, upright=True)
            name = category.name
            own = (each.categories[name] for each in scored if name in each.categories)
            yield _category(category, _room((category.total, *own), places))

    return (
        Column("名次", _rank, 5),
        *branch_columns(_branch, words, (5, _name_room(results))),
        *columns(),
        _whole(standard, _room((standard.total, *totals), most_decimals((*parts, *totals)))),
        Column("结论", _verdict, 8),
        text_column("备注", lambda result: "；".join(remarks_on(result, words)), 20),
    )


def _name_room(results: Iterable[Result]) -> float:
    """Return enough for the longest name on one line, within reason, in characters."""
    longest = max((len(result.branch.name) for result in results), default=0)
    return min(36.0, max(14.0, 2.2 * longest + 2))


def _room(points: Iterable[Decimal], places: int) -> float:
    """Return just enough for the longest of these points and for a head, in characters."""
    longest = max((len(with_decimals(each, places)) for each in points), default=0)
    return max(_LEAST_ROOM, longest + 1.8)


def _parts(result: Result) -> Iterator[Decimal]:
    yield from (*result.items.values(), *result.categories.values())


def _whole(standard: Standard, width: float = 10.0, *, subtotal: bool = True) -> Column[Result]:
    """Return the column of totals; shares make them finer than what they are made of."""
    return Column(TOTAL, _total, width, subtotal=subtotal, finer=standard.is_weighed)


def _category(category: Category, width: float = 10.0) -> Column[Result]:
    def value(result: Result) -> object:
        absent = LEFT_OUT if result.lacks(*category.items) else NOTHING
        return result.categories.get(category.name, absent)

    return Column(category.name, value, width, subtotal=True)


def _points(item: Item) -> Callable[[Result], object]:
    def value(result: Result) -> object:
        return result.items.get(item.code, LEFT_OUT if result.lacks(item) else NOTHING)

    return value


def _rank(result: Result) -> object:
    return result.rank


def _branch(result: Result) -> Branch:
    return result.branch


def _total(result: Result) -> object:
    return result.total


def _verdict(result: Result) -> object:
    return result.verdict


def _grade(result: Result) -> object:
    return result.grade


def _remarks(words: Words) -> Callable[[Result], Iterable[str]]:
    return lambda result: remarks_on(result, words)


# --- a row a finding or a file --------------------------------------------------------------------


def _finding_columns(words: Words) -> tuple[Column[FindingRow], ...]:
    return (
        Column("级别", lambda row: row.found.severity.label),
        Column("代码", lambda row: row.found.code),
        Column("编号", lambda row: row.found.branch),
        text_column(words.unit, lambda row: row.name, 26),
        *place_columns(_place, lambda row: row.found.place.spelled),
        text_column("填报值", lambda row: row.found.value, 18),
        text_column("问题", lambda row: row.found.message, 60),
        text_column("处理办法", lambda row: row.found.remedy, 50),
    )


def _place(row: FindingRow) -> Place:
    return row.found.place


def findings_table(outcome: Outcome, findings: Iterable[Finding]) -> PaperTable[FindingRow]:
    """Return 问题清单."""
    columns = _finding_columns(outcome.assessment.words)
    return PaperTable("问题清单", columns, tuple(_findings(outcome, findings)))


def _findings(outcome: Outcome, findings: Iterable[Finding]) -> Iterator[FindingRow]:
    names = {branch.code: branch.name for branch in outcome.assessment.roster.branches}
    order = list(Severity)
    for found in sorted(findings, key=lambda found: order.index(found.severity)):
        yield FindingRow(found, names.get(found.branch or ""))


def _receipts(outcome: Outcome) -> Iterator[ReceiptRow]:
    """Yield every branch with its files, forms before papers, then the files of nobody."""
    for branch in outcome.assessment.roster.branches:
        own = outcome.examined.receipts_of(branch.code)
        papers = outcome.examined.enclosed(branch.code)
        forms = [receipt for receipt in own if receipt not in papers]
        asked = branch.takes_part and branch.code not in outcome.examined.accepted
        if asked and all(each.state is ReturnState.NOT_A_FORM for each in forms):
            yield ReceiptRow(branch, None, outcome.examined.only_papers(branch.code))
        yield from (ReceiptRow(branch, receipt) for receipt in (*forms, *papers))
    for receipt in outcome.examined.receipts:
        if receipt.owner is None:
            yield ReceiptRow(None, receipt)
